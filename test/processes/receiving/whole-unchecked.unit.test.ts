import { describe, expect, it } from 'vitest';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { resolveCase } from '../../../lambdas/work/cases.ts';
import { tenantDocument } from '../support/tenants.ts';
import { type Delivery, deliveryAt, NORTHWIND } from './delivery.ts';
import { problemsOf } from './state.ts';

/** Lines that cannot be checked for another reason than a system that is away: a person is told and says when to go on. */

const LINES = [{ sku: 'OATS', ordered: 100 }];

/** Breaks one call or write until `mend` is called, and counts how often it was tried. */
async function broken(name: string, error: () => Error) {
  const d = await deliveryAt({ lines: LINES, items: [{ sku: 'SEEDS' }] });
  const fault = { tries: 0, mend: () => {} };
  d.world.fault = (moment, called) => {
    if (moment !== 'before' || called !== name) return;
    fault.tries += 1;
    throw error();
  };
  fault.mend = () => {
    d.world.fault = () => {};
  };
  return { d, fault };
}

async function expectUnchecked(d: Delivery): Promise<void> {
  expect(await d.row()).toMatchObject({ state: 'REVIEW', waiting: true, dueAt: expect.any(String) });
  expect((await d.cases()).find((kase) => kase.class === 'CHECK_FAILED')).toMatchObject({
    state: 'OPEN',
    owner: 'integration-admin',
  });
  expect(await problemsOf(d)).toEqual([]);
}

async function expectReceived(d: Delivery): Promise<void> {
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect(await d.stock('OATS')).toEqual({ available: 100 });
  expect(await problemsOf(d)).toEqual([]);
}

describe('a notice that cannot be checked', () => {
  it('because the ERP refuses the lookup is a case, asks nobody again by itself and goes on when told', async () => {
    const { d, fault } = await broken('erp.lookUpOrders', () => new AdapterRejected('no such plant'));
    await d.announce();
    await expectUnchecked(d);
    expect(await d.caseStates()).toEqual(['CHECK_FAILED open', 'INTEGRATION_REJECTED open']);
    await d.later();
    expect(fault.tries).toBe(1);
    // What is counted meanwhile is kept.
    await d.count([['OATS', 100]]);
    await expectUnchecked(d);
    fault.mend();
    await d.signal('notice/recheck/integration-admin-1');
    await expectReceived(d);
  });

  it('because the tenant names no ERP goes on when the document does', async () => {
    const withoutErp = (document: TenantDocument) => {
      const { erp: _, ...systems } = document.systems;
      return { ...document, systems };
    };
    const d = await deliveryAt({ lines: LINES, document: withoutErp });
    await d.announce();
    await expectUnchecked(d);
    const [kase] = await d.cases();
    expect(kase?.summary).toContain('has no systems.erp');
    const mended = { ...tenantDocument(NORTHWIND), version: 2 };
    await d.world.stores.tenants.apply(d.tenant, mended, d.world.clock());
    await d.signal('notice/recheck/integration-admin-1');
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    await d.count([['OATS', 100]]);
    await expectReceived(d);
  });

  it('because its check fails is looked at again on the next business day', async () => {
    const { d, fault } = await broken('processes.writeChunk', () => new Error('the item is too large'));
    await d.announce();
    await expectUnchecked(d);
    fault.mend();
    await d.world.advance(24 * 60);
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
  });

  it('is another case when it fails again after the first was resolved', async () => {
    const { d } = await broken('erp.lookUpOrders', () => new AdapterRejected('no such plant'));
    await d.announce();
    const kase = (await d.cases()).find((one) => one.class === 'CHECK_FAILED');
    const resolution = { by: 'integration-admin-1', rootCause: 'PLANT', resolution: 'plant created' };
    await resolveCase(d.world.hands, d.tenant, kase?.caseId ?? '', resolution);
    await d.signal('notice/recheck/integration-admin-1');
    expect((await d.caseStates()).filter((one) => one.startsWith('CHECK_FAILED'))).toEqual([
      'CHECK_FAILED open',
      'CHECK_FAILED resolved',
    ]);
  });
});

it('keeps goods nobody announced, when the ERP refuses to name them, until somebody retries', async () => {
  const { d, fault } = await broken('erp.findOpenOrders', () => new AdapterRejected('no such plant'));
  await d.announce();
  await d.count([
    ['OATS', 100],
    ['SEEDS', 5],
  ]);
  expect(await d.caseStates()).toEqual(['CHECK_FAILED open', 'INTEGRATION_REJECTED open']);
  expect((await d.row()).closedAt).toBeUndefined();
  fault.mend();
  await d.signal('0:retry/integration-admin-1');
  await d.answer('review-item', 'RETURN');
  await expectReceived(d);
});
