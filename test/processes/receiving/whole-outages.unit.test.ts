import { describe, expect, it } from 'vitest';
import { CircuitClosed } from '../../../events/integration.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { makeEvent } from '../../../lambdas/work/events.ts';
import { Killed } from '../support/world.ts';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf, stateOf } from './state.ts';

/** Systems that are away or refuse. */

const LINES = [
  { sku: 'OATS', ordered: 100 },
  { sku: 'NUTS', ordered: 100 },
];
/** Ten too many of one item, accepted, and two too few of the other, claimed: every call of receiving is made. */
async function busyDay(d: Delivery): Promise<Delivery> {
  await d.announce();
  await d.count([
    ['OATS', 110],
    ['NUTS', 98],
  ]);
  for (const task of await d.openTasks())
    if (task.step === 'review-over-1') await d.answer('review-over', 'ACCEPT_ALL');
  return d;
}
const DONE = { OATS: { available: 110 }, NUTS: { available: 98 } };

const CALLS = [
  'erp.lookUpOrders',
  'erp.postGoodsReceipt',
  'wms.changeStockStatus',
  'finance.accrueReceipt',
  'supplier-portal.fileClaim',
  'erp.changeOrderLine',
  'supplier-portal.sendOrderChange',
  'supplier-portal.sendReceivingAdvice',
] as const;

/** What two runs have in common when one of them met an outage: everything but the news of it. */
async function resultOf(d: Delivery) {
  const { events: _, ...rest } = await stateOf(d);
  return rest;
}

/** A delivery whose calls of one operation fail while `fault.on`. */
async function broken(operations: readonly string[], error: () => Error) {
  const fault = { on: true, calls: 0 };
  const d = await deliveryAt({ lines: LINES });
  d.world.fault = (moment, name) => {
    if (moment !== 'before' || !operations.includes(name)) return;
    fault.calls += 1;
    if (fault.on) throw error();
  };
  return { d, fault };
}

describe.each(CALLS)('%s that does not answer', (operation) => {
  const down = () => broken([operation], () => new AdapterUnavailable('down'));
  const finish = async (d: Delivery) => {
    if ((await d.openTasks()).length > 0) await d.answer('review-over', 'ACCEPT_ALL');
    await d.later();
    await d.later();
    expect(await problemsOf(d)).toEqual([]);
    expect(await resultOf(d)).toEqual(await resultOf(await busyDay(await deliveryAt({ lines: LINES }))));
  };

  it('parks the process, which goes on by the clock when the system is back', async () => {
    const { d, fault } = await down();
    await busyDay(d);
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect((await d.row()).dueAt).toBeDefined();
    await d.later();
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    fault.on = false;
    await d.later();
    await finish(d);
  });

  it('parks as well when the function that calls it dies again and again', async () => {
    const { d, fault } = await broken([operation], () => new Killed(operation));
    await busyDay(d);
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect(await d.caseStates()).not.toContain('POSTING_FAILED open');
    fault.on = false;
    await d.later();
    await finish(d);
  });

  it('goes on as soon as its circuit closes', async () => {
    const { d, fault } = await down();
    await busyDay(d);
    fault.on = false;
    const calls = fault.calls;
    const adapter = operation.split('.')[0] ?? '';
    // The circuit lets a probe through half a minute after the last failure; somebody else's probe closed it.
    const circuit = await d.world.stores.circuits.read(d.tenant, adapter);
    await d.world.stores.circuits.write(
      d.tenant,
      adapter,
      { state: 'closed', failures: [] },
      circuit.version,
    );
    const about = { ...(await d.row()), businessKey: adapter };
    const data = { adapter, state: 'closed' };
    await d.world.publish([
      makeEvent(CircuitClosed, {
        about,
        data: data as never,
        causationId: 'probe',
        now: d.world.clock(),
        newId: () => 'circuit-1',
      }),
    ]);
    await d.world.settle();
    expect(fault.calls).toBeGreaterThan(calls);
    await finish(d);
  });
});

describe('goods nobody announced that wait for the ERP', () => {
  it('have been counted: the process shows what it waits for and does not close as not received', async () => {
    const d = await deliveryAt({ lines: LINES, items: [{ sku: 'SEEDS' }] });
    await d.announce();
    // Two business days after the due time nothing has come, and the buyer is asked.
    await d.world.advance(3 * 24 * 60);
    d.world.fault = (moment, name) => {
      if (moment === 'before' && name.startsWith('erp.')) throw new AdapterUnavailable('down');
    };
    await d.count([['SEEDS', 21]], { final: false });
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    await d.answer('overdue', 'CLOSE_NOT_RECEIVED');
    expect((await d.row()).closedAt).toBeUndefined();
    d.world.fault = () => {};
    await d.world.advance(121);
    await d.count([['OATS', 100]]);
    expect(await d.stock('SEEDS')).toEqual({ quarantine: 21 });
    expect(await problemsOf(d)).toEqual([]);
  });
});

describe('a definitive refusal', () => {
  const refusing = (...operations: string[]) => broken(operations, () => new AdapterRejected('not so'));

  it.each([
    ['erp.postGoodsReceipt', {}, {}, {}],
    ['wms.changeStockStatus', { postGoodsReceipt: 1, reverseGoodsReceipt: 1 }, {}, {}],
    [
      'finance.accrueReceipt',
      { postGoodsReceipt: 1, reverseGoodsReceipt: 1 },
      { changeStockStatus: 1, revertStockStatus: 1 },
      {},
    ],
  ])('of %s takes back what was posted, and a retry makes it again', async (operation, erp, wms, finance) => {
    const { d, fault } = await refusing(operation);
    await busyDay(d);
    const expectTakenBack = async () => {
      expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
      expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([{}, {}]);
      expect([d.fake('erp').effects(), d.fake('wms').effects(), d.fake('finance').effects()]).toEqual([
        erp,
        wms,
        finance,
      ]);
      expect(await d.caseStates()).toEqual([
        'INTEGRATION_REJECTED open',
        'POSTING_FAILED open',
        'RECEIPT_DISCREPANCY open',
      ]);
    };
    await expectTakenBack();
    // Neither time nor another truck makes a refused plan again.
    await d.later();
    await d.count([['NUTS', 1]], { receiptId: 'R-2' });
    await expectTakenBack();
    fault.on = false;
    await d.signal('1:retry/supervisor-atl');
    await d.later();
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([{ available: 110 }, { available: 99 }]);
    expect(await problemsOf(d)).toEqual([]);
  });

  it.each(['supplier-portal.fileClaim', 'supplier-portal.sendReceivingAdvice'])(
    'of %s is a case and holds nothing up',
    async (operation) => {
      const { d } = await refusing(operation);
      await busyDay(d);
      expect(await d.row()).toMatchObject({ state: 'CLOSED' });
      expect([await d.stock('OATS'), await d.stock('NUTS')]).toEqual([DONE.OATS, DONE.NUTS]);
      expect(await d.caseStates()).toEqual(['INTEGRATION_REJECTED open', 'RECEIPT_DISCREPANCY resolved']);
    },
  );

  it.each([
    ['erp.changeOrderLine', { changeOrderLine: 1 }],
    ['supplier-portal.sendOrderChange', { changeOrderLine: 2, revertOrderChange: 1 }],
  ])('of %s posts nothing of its plan', async (operation, effects) => {
    const { d, fault } = await refusing(operation);
    await busyDay(d);
    expect(await d.stock('OATS')).toEqual({ available: 100, hold: 10 });
    expect(await d.caseStates()).toContain('POSTING_FAILED open');
    fault.on = false;
    await d.signal('1:retry/supervisor-atl');
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect(await d.stock('OATS')).toEqual(DONE.OATS);
    expect(d.fake('erp').effects()).toMatchObject(effects);
  });

  it.each([
    ['wms.changeStockStatus', 'erp.reverseGoodsReceipt'],
    ['finance.accrueReceipt', 'wms.revertStockStatus'],
  ])('of %s whose inverse %s is refused too stops everything automatic', async (operation, inverse) => {
    const { d, fault } = await refusing(operation, inverse);
    await busyDay(d);
    const effects = () =>
      ['erp', 'wms', 'finance', 'supplier-portal'].map((name) => d.fake(name as 'erp').effects());
    const stopped = effects();
    const [failed] = (await d.cases()).filter((kase) => kase.class === 'COMPENSATION_FAILED');
    expect(failed).toMatchObject({ severity: 'S1', state: 'OPEN' });
    fault.on = false;
    await d.later();
    await d.signal('1:retry/supervisor-atl');
    await d.count([['NUTS', 2]], { receiptId: 'R-2' });
    await d.later();
    expect(effects()).toEqual(stopped);
    expect((await d.row()).closedAt).toBeUndefined();
    expect((await d.row()).dueAt).toBeDefined();
  });
});
