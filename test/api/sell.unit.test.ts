import { beforeEach, describe, expect, it } from 'vitest';
import { route as cancelReservation } from '../../lambdas/api/cancel-reservation.ts';
import { route as checkAvailability } from '../../lambdas/api/check-availability.ts';
import { route as confirmReservation } from '../../lambdas/api/confirm-reservation.ts';
import { route as listReservations } from '../../lambdas/api/list-reservations.ts';
import { route as reserveStock } from '../../lambdas/api/reserve-stock.ts';
import { route as showReservation } from '../../lambdas/api/show-reservation.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { sweepAll } from '../../lambdas/sweeper/sweep-all.ts';
import { applyTenant } from '../../lambdas/work/apply-tenant.ts';
import { movement, posting } from '../store/samples.ts';
import { acme, site } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  const shop = { kind: 'client', roles: ['service'], scopes: ['inventory:read', 'inventory:write'] } as const;
  deps.principals.set('shop', principal({ ...shop, subject: 'shop', sites: [site] }));
  for (const sku of ['OATS', 'RYE'])
    await deps.stores.inventory.post(
      acme,
      posting([movement(`in-${sku}`, { sku, quantity: 10 })], { site }),
      () => [],
    );
});

const oats = { orderLineId: 'C-1/1', sku: 'OATS', quantity: 4 };
const rye = { orderLineId: 'C-1/2', sku: 'RYE', quantity: 10 };
const reserve = (more: object = {}, as = 'shop') =>
  send(deps, reserveStock, { as, body: { site, orderId: 'C-1', lines: [oats, rye], ...more } });
const confirm = (id: string, as = 'shop') => send(deps, confirmReservation, { as, params: { id } });
const cancel = (id: string, as = 'shop') =>
  send(deps, cancelReservation, { as, params: { id }, body: { reason: 'The cart was emptied.' } });
const check = (lines: object[], as = 'shop') => send(deps, checkAvailability, { as, body: { lines } });
const free = async (sku: string) => (await deps.stores.inventory.position(acme, site, sku)).free;
const told = async (id: string) =>
  (await deps.stores.inventory.eventsOf(acme, id)).map(({ event: { type, data } }) => ({ type, data }));
const sweep = () => sweepAll({ ...deps, publish: async () => {} }, () => true);

describe('a reservation', () => {
  it('holds every line, and a channel sees its units no longer', async () => {
    const made = await reserve();
    expect(made).toMatchObject({
      status: 201,
      body: {
        orderId: 'C-1',
        site,
        lines: [oats, rye],
        state: 'HELD',
        heldBy: 'shop',
        endsAt: '2026-03-02T11:00:00.000Z',
      },
    });
    const { id } = made.body;
    expect(made.headers.location).toBe(`/v1/reservations/${id}`);
    expect([await free('OATS'), await free('RYE')]).toEqual([6, 0]);
    const seen = (
      await check([
        { sku: 'OATS', quantity: 6 },
        { sku: 'RYE', quantity: 1 },
      ])
    ).body.lines;
    expect(seen).toMatchObject([
      { sku: 'OATS', sites: [{ site, available: 6, on: '2026-03-02', confidence: 'HIGH' }] },
      { sku: 'RYE', sites: [{ site, available: 0 }] },
    ]);
    expect(await told(id)).toMatchObject([
      { type: 'ReservationMade', data: { reservationId: id, lines: [oats, rye] } },
    ]);
    expect((await send(deps, listReservations, { query: { site } })).body.items).toMatchObject([{ id }]);
  });

  it('is made once per key, however often its answer is lost', async () => {
    const headers = { 'idempotency-key': 'cart-1' };
    const ask = () =>
      send(deps, reserveStock, { as: 'shop', headers, body: { site, orderId: 'C-1', lines: [oats] } });
    const [first, again] = [await ask(), await ask()];
    expect(again.body).toEqual(first.body);
    expect(await free('OATS')).toBe(6);
  });

  it('holds nothing when one item is short, and names it', async () => {
    const { status, body } = await reserve({ lines: [oats, { ...rye, quantity: 11 }] });
    expect([status, body.errors]).toMatchObject([409, [{ field: 'body.lines', value: 'RYE' }]]);
    expect([await free('OATS'), await free('RYE')]).toEqual([10, 10]);
  });

  it('sells no unit a count has put in doubt', async () => {
    const open = {
      site,
      state: 'FROZEN',
      mode: 'act',
      generation: 1,
      correlationId: 'c',
      at: deps.clock(),
      dueAt: deps.clock(),
    } as const;
    const processId = 'cycle-count:CNT-1';
    await deps.stores.processes.open(
      acme,
      {
        ...open,
        ...{ processId, process: 'cycle-count', businessKey: 'CNT-1' },
        facts: { frozen: { holdId: 'f-1', expected: 10, counted: 7 } },
      },
      [{ kind: 'sku', value: 'OATS' }],
      { key: 'open', name: 'Open', at: deps.clock() },
      [],
    );
    expect(await reserve({ lines: [{ ...oats, quantity: 8 }] })).toMatchObject({ status: 409 });
    expect(await reserve({ lines: [{ ...oats, quantity: 7 }] })).toMatchObject({ status: 201 });
  });

  it('says what is wrong with it', async () => {
    expect(await reserve({ minutes: 241 })).toMatchObject({
      status: 422,
      body: {
        errors: [{ field: 'body.minutes', value: '241', message: expect.stringMatching(/at most 240/) }],
      },
    });
    expect(await reserve({ lines: [oats, { ...rye, sku: 'OATS' }] })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.lines.1.sku', value: 'OATS' }] },
    });
    expect(await reserve({ lines: [{ ...oats, quantity: 1.5 }] })).toMatchObject({ status: 400 });
    deps.principals.set('all', principal({ subject: 'all', roles: ['supervisor'] }));
    expect(await reserve({ site: 'NOWHERE' }, 'all')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'body.site' }] },
    });
  });

  it('lasts once it is confirmed, and is then the order’s', async () => {
    const { id } = (await reserve({ minutes: 10 })).body;
    expect(await confirm(id)).toMatchObject({ status: 200, body: { state: 'CONFIRMED', settledBy: 'shop' } });
    expect(await confirm(id)).toMatchObject({ status: 200, body: { state: 'CONFIRMED' } });
    deps.clock.advance(60 * 60_000);
    expect((await sweep()).reservations.done).toBe(0);
    expect(await free('OATS')).toBe(6);
    expect(await cancel(id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/order C-1 in the OMS/) },
    });
    expect((await told(id)).map(({ type }) => type)).toEqual(['ReservationMade', 'ReservationConfirmed']);
  });

  it('is canceled with a reason, once', async () => {
    const { id } = (await reserve()).body;
    expect(await cancel(id)).toMatchObject({
      status: 200,
      body: { state: 'CANCELED', reason: 'The cart was emptied.' },
    });
    expect(await cancel(id)).toMatchObject({ status: 200 });
    expect([await free('OATS'), await free('RYE')]).toEqual([10, 10]);
    expect((await told(id)).slice(1)).toMatchObject([
      { type: 'ReservationClosed', data: { outcome: 'CANCELED', reason: 'The cart was emptied.' } },
    ]);
    expect(await confirm(id)).toMatchObject({ status: 409 });
  });

  it('ends by itself at its time: from then on nobody can confirm it, and the sweeper gives its units back once', async () => {
    const { id } = (await reserve({ minutes: 10 })).body;
    deps.clock.advance(10 * 60_000 - 1);
    expect((await sweep()).reservations).toMatchObject({ done: 0, failures: [] });
    deps.clock.advance(1);
    expect(await confirm(id)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/make a new one/) },
    });
    expect((await sweep()).reservations).toMatchObject({ done: 1, failures: [] });
    expect((await sweep()).reservations.done).toBe(0);
    expect(await free('OATS')).toBe(10);
    expect((await send(deps, showReservation, { params: { id } })).body).toMatchObject({
      state: 'EXPIRED',
      settledBy: 'clock',
    });
    expect((await told(id)).at(-1)).toMatchObject({
      type: 'ReservationClosed',
      data: { outcome: 'EXPIRED' },
    });
    expect(await confirm(id)).toMatchObject({ status: 409 });
  });

  it('wakes who waits for its items, and nobody else', async () => {
    await deps.stores.backorders.setQueue(acme, site, {
      sku: 'RYE',
      lines: [{ orderLineId: 'SO-9/1', reason: 'NO_STOCK' }],
      at: deps.clock(),
    });
    const { id } = (await reserve()).body;
    await cancel(id);
    expect((await told(id)).filter(({ type }) => type === 'ReservationEnded')).toMatchObject([
      { data: { sku: 'RYE', quantity: 10, site, reason: 'CANCELED' } },
    ]);
  });

  it('is of one tenant, and of the sites its caller is granted', async () => {
    const { id } = (await reserve()).body;
    deps.principals.set('hal', principal({ subject: 'hal', roles: ['supervisor'], sites: ['HAM1'] }));
    const other = { tenant: tenantScope('globex'), subject: 'gus', roles: ['supervisor'] } as const;
    deps.principals.set('gus', principal(other));
    for (const [as, status] of [
      ['hal', 403],
      ['gus', 404],
    ] as const) {
      expect(await send(deps, showReservation, { as, params: { id } })).toMatchObject({ status });
      expect(await confirm(id, as)).toMatchObject({ status });
      expect(await cancel(id, as)).toMatchObject({ status });
    }
    expect(await reserve({}, 'hal')).toMatchObject({ status: 403 });
    expect(await send(deps, listReservations, { as: 'hal', query: { site } })).toMatchObject({ status: 403 });
    expect((await send(deps, listReservations, { as: 'gus', query: { site } })).body.items).toEqual([]);
    expect((await send(deps, showReservation, { params: { id } })).body.state).toBe('HELD');
  });

  it('is no longer than the tenant allows', async () => {
    const document = await deps.stores.tenants.current(acme);
    if (!document) throw new Error('no document');
    const backorderRelease = { sites: { [site]: { reservationMinutes: 15 } } };
    await applyTenant(deps, acme, { ...document, backorderRelease }, { by: 'tia', reason: 'a test' });
    expect((await reserve()).body.endsAt).toBe('2026-03-02T07:15:00.000Z');
    expect(await reserve({ minutes: 16 })).toMatchObject({ status: 422 });
  });
});

describe('availability', () => {
  it('is told of every site the caller is granted, or of the one that is named', async () => {
    deps.principals.set('all', principal({ subject: 'all', roles: ['viewer'] }));
    const { body } = await check([{ sku: 'OATS', quantity: 3 }], 'all');
    expect(body.lines[0].sites).toMatchObject([
      { site, available: 10, confidence: 'HIGH' },
      { site: 'HAM1', available: 0 },
    ]);
    expect(body.lines[0].sites[1]).not.toHaveProperty('on');
    expect(
      (await check([{ sku: 'OATS', quantity: 3, site: 'HAM1' }], 'all')).body.lines[0].sites,
    ).toHaveLength(1);
    expect((await check([{ sku: 'OATS', quantity: 3 }])).body.lines[0].sites).toHaveLength(1);
    expect(await check([{ sku: 'OATS', quantity: 3, site: 'HAM1' }])).toMatchObject({ status: 403 });
  });

  it('reserves nothing', async () => {
    await check([{ sku: 'OATS', quantity: 3 }]);
    expect(await free('OATS')).toBe(10);
    expect((await send(deps, listReservations, { query: { site } })).body.items).toEqual([]);
  });
});
