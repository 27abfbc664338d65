import { beforeEach, expect, it } from 'vitest';
import { route as list } from '../../lambdas/api/list-quarantine.ts';
import { route as show } from '../../lambdas/api/show-quarantined.ts';
import { quarantine } from '../../lambdas/doors/quarantine.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

const problems = [{ field: 'site', value: 'x', message: 'is no site' }];
let door: Door;
beforeEach(async () => {
  door = await frontDoor();
  for (const partnerId of ['fast-freight', 'slow-freight'])
    door.principals.set(
      partnerId,
      principal({
        kind: 'client',
        subject: partnerId,
        partnerId,
        roles: ['service'],
        scopes: ['events:read'],
      }),
    );
  for (const [tenant, partner] of [
    ['acme', 'fast-freight'],
    ['acme', 'slow-freight'],
    ['acme', undefined],
    ['rival', 'fast-freight'],
  ] as const)
    await quarantine({ from: `${tenant}/${partner}` }, problems, tenant, door, partner);
});

const ids = async (as: string) =>
  (await send(door, list, { as })).body.items.map(({ id }: { id: string }) => id);

it('shows a partner what it sent, with the problems and the original', async () => {
  const [id, ...more] = await ids('fast-freight');
  expect(more).toEqual([]);
  const { body } = await send(door, show, { as: 'fast-freight', params: { id } });
  expect(body).toMatchObject({
    id,
    partnerId: 'fast-freight',
    problems,
    event: { from: 'acme/fast-freight' },
  });
});

it('shows a partner nothing of another one, and nobody anything of another tenant', async () => {
  const [theirs] = await ids('slow-freight');
  expect((await send(door, show, { as: 'fast-freight', params: { id: theirs } })).status).toBe(404);
  door.principals.set('rival', principal({ tenant: 'rival' as never, roles: ['viewer'] }));
  const [foreign, ...rest] = await ids('rival');
  expect(rest).toEqual([]);
  expect((await send(door, show, { as: 'vic', params: { id: foreign } })).status).toBe(404);
});

it('shows people of the tenant all of it, page by page', async () => {
  const first = (await send(door, list, { as: 'vic', query: { limit: '2' } })).body;
  const second = (await send(door, list, { as: 'vic', query: { limit: '2', cursor: first.next } })).body;
  const all = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
  expect(all).toEqual(await ids('vic'));
  expect(new Set(all).size).toBe(3);
  expect(second.next).toBeUndefined();
});
