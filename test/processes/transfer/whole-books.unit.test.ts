import { describe, expect, it } from 'vitest';
import { unitsBooked } from '../../../lambdas/domain/site-book.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { FROM, Lane, TENANT, TO } from './lane.ts';

/** What the ERP hears: each leg as it happens, under the effects of our ledger. */

const strike = (lane: Lane, call: string, error?: Error) => {
  lane.world.fault = (moment, name) => {
    if (error && moment === 'before' && name === call) throw error;
  };
};
const short = async (arrived: number) => {
  const lane = await Lane.of();
  await lane.shipped();
  await lane.scan('RECEIVED', [arrived]);
  return lane;
};

describe('the ERP', () => {
  it('issues at the source when goods leave, and receives at the destination when they come', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    expect(lane.erp()).toEqual({ source: -10, destination: 0, legs: ['ISSUE'] });
    await lane.scan('RECEIVED', [10]);
    expect(lane.erp()).toEqual({ source: -10, destination: 10, legs: ['ISSUE', 'RECEIPT'] });
    expect(await lane.outcome()).toBe('received');
  });

  it('hears of a loss that is accepted, and of goods that are found after it', async () => {
    const lane = await short(7);
    await lane.answer('ACCEPT_LOSS', 'supervisor-from');
    expect(lane.erp()).toEqual({ source: -10, destination: 7, legs: ['ISSUE', 'RECEIPT', 'LOSS'] });
  });

  it('takes goods that come back into the book of the source', async () => {
    const lane = await Lane.of();
    await lane.shipped();
    await lane.withdraw();
    await lane.scan('RETURNED', [10]);
    expect(lane.erp()).toEqual({ source: 0, destination: 0, legs: ['ISSUE', 'RETURN'] });
    expect(await lane.outcome()).toBe('returned');
  });

  it('corrects both books for what came beyond what was shipped', async () => {
    const lane = await short(12);
    await lane.answer('ACCEPT_CORRECT', 'supervisor-from');
    expect(lane.erp()).toEqual({ source: -12, destination: 12, legs: ['ISSUE', 'RECEIPT', 'CORRECTION'] });
    // Two that were never scanned out have left all the same; the pick task has its ten still to pick.
    const { stock } = lane.fake('wms').state() as { stock: object[] };
    expect(stock).toMatchObject([{ site: FROM, status: 'available', quantity: 98 }]);
  });

  it('is told each lot under the effect that moved it', async () => {
    const lane = await Lane.of();
    await lane.request();
    await lane.scan('SHIPPED', [4], { scan: 's1', complete: false });
    await lane.scan('SHIPPED', [6], { scan: 's2' });
    await lane.scan('RECEIVED', [9]);
    await lane.answer('ACCEPT_LOSS', 'supervisor-from');
    const { postings } = lane.fake('erp').state() as { postings: object[] };
    const due: object[] = [];
    for (const site of [FROM, TO]) {
      const { inventory } = lane.world.stores;
      const { rows } = await inventory.ledger(tenantScope(TENANT), site, 'SKU-1', { limit: 50 });
      for (const entry of rows.filter(({ effectKey }) => effectKey.startsWith('transfer:')))
        if (unitsBooked(entry) !== 0)
          due.push({ site, effectKey: entry.effectKey, quantity: unitsBooked(entry) });
    }
    expect(postings).toHaveLength(due.length);
    expect(postings).toEqual(expect.arrayContaining(due.map((line) => expect.objectContaining(line))));
  });

  it('that is away is told the leg with the same key when it is back, and nothing overtakes it', async () => {
    const lane = await Lane.of();
    await lane.request();
    strike(lane, 'erp.postTransferLeg', new AdapterUnavailable('away'));
    await lane.scan('SHIPPED', [10]);
    expect([await lane.state(), lane.erp().legs]).toEqual(['WAITING_PARTNER', []]);
    expect(await lane.books()).toMatchObject({ source: 90, transit: 10 });
    strike(lane, '');
    await lane.world.advance(60);
    expect([await lane.state(), lane.erp().legs]).toEqual(['IN_TRANSIT', ['ISSUE']]);
    await lane.scan('RECEIVED', [10]);
    expect(await lane.outcome()).toBe('received');
  });

  it('that refuses a leg is a case; goods go on, and the end books what the leg did not', async () => {
    const lane = await Lane.of();
    await lane.request();
    strike(lane, 'erp.postTransferLeg', new AdapterRejected('period closed'));
    await lane.scan('SHIPPED', [10]);
    expect([await lane.state(), await lane.cases()]).toEqual(['IN_TRANSIT', ['INTEGRATION_REJECTED']]);
    expect(lane.standing('wms', 'pickTasks')).toHaveLength(1);
    await lane.scan('RECEIVED', [10]);
    expect(lane.erp()).toEqual({ source: -10, destination: 10, legs: [] });
    expect(await lane.outcome()).toBe('received');
  });

  it.each(['shadow', 'advise'] as const)('hears nothing at cut-over level %s', async (level) => {
    const lane = await Lane.of({ level });
    await lane.shipped();
    expect(lane.fake('erp').effects()).toEqual({});
  });
});
