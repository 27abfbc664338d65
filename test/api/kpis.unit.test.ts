import { beforeEach, describe, expect, it } from 'vitest';
import type { EventContract } from '../../events/envelope.ts';
import { type DiscrepancyClass, ReceiptReconciled } from '../../events/inbound.ts';
import { CallsCounted } from '../../events/integration.ts';
import { PutawayCompleted } from '../../events/putaway.ts';
import { route as listKpis } from '../../lambdas/api/list-kpis.ts';
import { route as showKpi } from '../../lambdas/api/show-kpi.ts';
import { patternDefaults, patternLimits } from '../../lambdas/domain/pattern-settings.ts';
import { callErrors } from '../../lambdas/patterns/calls.ts';
import type { Heard } from '../../lambdas/patterns/detection.ts';
import { dockToStock } from '../../lambdas/patterns/putaways.ts';
import { supplierShare } from '../../lambdas/patterns/suppliers.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { sample } from '../events/samples.ts';
import { acme, document, MONDAY, site } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

const DAY = 86_400_000;
let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  await deps.stores.tenants.apply(tenantScope('globex'), { ...document, tenantId: 'globex' }, MONDAY);
  deps.principals.set('gus', principal({ tenant: tenantScope('globex'), subject: 'gus', roles: ['viewer'] }));
});

let ids = 0;
/** What the detectors hear, which is what is counted. */
function heard<Data>(contract: EventContract<Data>, data: Partial<Data>): Heard<Data> {
  const { data: whole, ...event } = sample(contract.type);
  ids += 1;
  return {
    event: {
      ...event,
      id: `event-${ids}`,
      subject: `subject-${ids}`,
      time: deps.clock(),
      site,
      data: { ...(whole as object), ...data },
    } as Heard<Data>['event'],
    tenant: acme,
    document,
    limits: patternLimits(document, site),
    stores: deps.stores,
    momentOf: (told) => told,
  };
}

async function delivery(...lines: (readonly DiscrepancyClass[])[]): Promise<void> {
  const [line] = ReceiptReconciled.data.parse(sample('ReceiptReconciled').data).lines;
  if (!line) throw new Error('the sample of ReceiptReconciled has no line');
  await supplierShare(
    heard(ReceiptReconciled, {
      supplierId: 'SUP-1',
      lines: lines.map((classes, n) => ({ ...line, line: n + 1, class: [...classes] })),
    }),
  );
}
const accuracy = async (query: Readonly<Record<string, string>> = {}, as = 'ben') =>
  send(deps, showKpi, { as, params: { kpi: 'receiving-accuracy' }, query: { supplier: 'SUP-1', ...query } });

describe('what is counted', () => {
  it('is listed with what it counts and since when, by the tenant’s own limits', async () => {
    const { status, body } = await send(deps, listKpis, { as: 'sue' });
    expect(status).toBe(200);
    expect(
      body.items.map(({ kpi, by, stepMinutes }: Record<string, unknown>) => [kpi, by, stepMinutes]),
    ).toEqual([
      ['receiving-accuracy', 'supplier', 1440],
      ['dock-to-stock', 'site', 1],
      ['calls-answered', 'system', 1],
    ]);
    const today = Date.parse(`${MONDAY.slice(0, 10)}T00:00:00.000Z`);
    const { supplierDays, supplierPastDays } = patternDefaults;
    expect(body.items[0].counted).toEqual({
      from: new Date(today - (supplierDays + supplierPastDays) * DAY).toISOString(),
      to: new Date(today + DAY).toISOString(),
    });
    // A site that forgets sooner shortens what is counted in full.
    await deps.stores.tenants.apply(
      acme,
      { ...document, version: 2, patterns: { sites: { HAM1: { supplierDays: 5, supplierPastDays: 5 } } } },
      MONDAY,
    );
    expect((await send(deps, listKpis)).body.items[0].counted.from).toBe(
      new Date(today - 10 * DAY).toISOString(),
    );
  });
});

describe('the accuracy of a supplier', () => {
  it('has no rate before anything was counted', async () => {
    const { status, body } = await accuracy();
    expect(status).toBe(200);
    expect(body).toMatchObject({ by: 'supplier', id: 'SUP-1', n: 0, met: 0 });
    expect(body).not.toHaveProperty('rate');
  });

  it('is the share of lines that are CLEAN or SHORT_ANNOUNCED', async () => {
    await delivery(['CLEAN'], ['SHORT_ANNOUNCED'], ['CLEAN', 'LATE'], ['DAMAGED']);
    expect((await accuracy()).body).toMatchObject({ n: 4, met: 2, rate: { numerator: 2, denominator: 4 } });
  });

  it('is of the window that is asked for, in whole days', async () => {
    await delivery(['DAMAGED']);
    deps.clock.advance(3 * DAY);
    await delivery(['CLEAN'], ['CLEAN']);
    const now = deps.clock();
    const ago = (days: number) => new Date(Date.parse(now) - days * DAY).toISOString();
    expect((await accuracy({ from: ago(2) })).body).toMatchObject({ n: 2, met: 2 });
    expect((await accuracy({ from: ago(3) })).body).toMatchObject({ n: 3, met: 2 });
    const past = (await accuracy({ to: ago(1) })).body;
    expect(past).toMatchObject({ n: 1, met: 0, rate: { numerator: 0, denominator: 1 } });
    expect(past.window.to).toBe(`${now.slice(0, 10)}T00:00:00.000Z`);
  });

  it.each([
    ['from', { from: '2020-01-01T00:00:00Z' }],
    ['to', { to: '2040-01-01T00:00:00Z' }],
    ['to', { from: '2026-03-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }],
    ['system', { system: 'erp' }],
  ])('is refused with the field %s for %j', async (field, query) => {
    expect(await accuracy(query)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it('is asked for by its supplier', async () => {
    const asked = await send(deps, showKpi, { as: 'ben', params: { kpi: 'receiving-accuracy' } });
    expect(asked).toMatchObject({ status: 422, body: { errors: [{ field: 'supplier' }] } });
  });

  it('is for callers granted every site, and of their own retailer', async () => {
    await delivery(['CLEAN']);
    expect((await accuracy({}, 'sue')).status).toBe(403);
    expect((await accuracy({}, 'gus')).body).toMatchObject({ n: 0 });
  });
});

describe('other rates', () => {
  it('count loads in time at a site, for whoever is granted it', async () => {
    const { dockMinutes } = patternDefaults;
    for (const minutes of [dockMinutes, dockMinutes + 1])
      await dockToStock(heard(PutawayCompleted, { minutes }));
    const ask = (as: string, at = site) =>
      send(deps, showKpi, { as, params: { kpi: 'dock-to-stock' }, query: { site: at } });
    expect((await ask('sue')).body).toMatchObject({ id: site, n: 2, met: 1 });
    expect((await ask('ben', 'HAM1')).body).toMatchObject({ n: 0 });
    expect((await ask('hana')).status).toBe(403);
  });

  it('count calls a system answered', async () => {
    const at = deps.clock();
    await callErrors(heard(CallsCounted, { adapter: 'erp', from: at, to: at, calls: 10, failed: 3 }));
    const { body } = await send(deps, showKpi, {
      as: 'ben',
      params: { kpi: 'calls-answered' },
      query: { system: 'erp' },
    });
    expect(body).toMatchObject({ n: 10, met: 7, rate: { numerator: 7, denominator: 10 } });
  });

  it('are none by a name nobody counts', async () => {
    expect((await send(deps, showKpi, { as: 'ben', params: { kpi: 'luck' } })).status).toBe(400);
  });
});
