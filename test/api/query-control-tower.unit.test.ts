import { expect, it } from 'vitest';
import { route } from '../../lambdas/api/query-control-tower.ts';
import { acme, document } from '../work/support.ts';
import { frontDoor, principal, send } from './front-door.ts';

const door = async () => ({ ...(await frontDoor()), introspection: true });
const query = '{ product(sku: "SKU-1") { positions { site onHand } } }';

it('answers a query of the sites the caller is granted, without an idempotency key', async () => {
  const answer = await send(await door(), route, { body: { query }, headers: { 'idempotency-key': '' } });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ data: { product: { positions: [{ site: 'BER1', onHand: 0 }] } } });
});

it('answers again what has changed since, though the request is the same', async () => {
  const deps = await door();
  await send(deps, route, { body: { query } });
  const [first] = document.sites;
  if (!first) throw new Error('the document has no site');
  await deps.stores.inventory.post(
    acme,
    {
      site: first.site,
      documentId: 'D-1',
      processId: 'receiving:1',
      reasonCode: 'RECEIPT',
      actor: 'sue',
      at: deps.clock(),
      movements: [{ effectKey: 'e-1', sku: 'SKU-1', quantity: 3, from: null, to: 'available' }],
    },
    () => [],
  );
  const answer = await send(deps, route, { body: { query } });
  expect(answer.body.data.product.positions).toEqual([{ site: 'BER1', onHand: 3 }]);
});

it('answers what is wrong with a query inside of it, with status 200', async () => {
  const answer = await send(await door(), route, { body: { query: '{ nothing }' } });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_QUERY' } }] });
});

it('answers a body that is not JSON, or not a query, with a problem', async () => {
  const deps = await door();
  const torn = await send(deps, route, {
    text: '{"query":',
    headers: { 'content-type': 'application/json' },
  });
  expect(torn).toMatchObject({ status: 400, body: { type: 'urn:tallyflow:problem:malformed-request' } });
  const other = await send(deps, route, { body: { mutation: 'x' } });
  expect(other.body.errors.map(({ field }: { field: string }) => field)).toContain('body.query');
});

it('refuses a client whose token was not issued for inventory', async () => {
  const deps = await door();
  deps.principals.set('scanner', principal({ kind: 'client', roles: ['service'], scopes: ['files:read'] }));
  expect((await send(deps, route, { as: 'scanner', body: { query } })).status).toBe(403);
});
