import { describe, expect, it } from 'vitest';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { Killed } from '../support/world.ts';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf } from './state.ts';

/** Orders that are raised and lowered by what people decide about a delivery (860). */

const orderLines = (d: Delivery) =>
  (d.fake('erp').state() as { lines: { sku: string; ordered: number; receivedBefore: number }[] }).lines;

/** A delivery that something else keeps open, so that its order line can be decided about more than once. */
async function openDelivery(): Promise<Delivery> {
  const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }], items: [{ sku: 'SEEDS' }] });
  await d.announce();
  await d.count([['SEEDS', 1]], { final: false });
  return d;
}

async function finish(d: Delivery): Promise<void> {
  await d.answer('review-item', 'RETURN');
  await d.later();
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect(await problemsOf(d)).toEqual([]);
}

describe('an order line that is decided about twice', () => {
  it('is raised to what was received when all is accepted after the tolerance was used up', async () => {
    const d = await openDelivery();
    await d.count([['OATS', 106]]);
    await d.answer('review-over', 'ACCEPT_TO_TOLERANCE');
    await d.count([['OATS', 1]]);
    await d.answer('review-over', 'ACCEPT_ALL');
    await finish(d);
    expect(await d.stock('OATS')).toEqual({ available: 106 });
    expect(orderLines(d)).toMatchObject([{ ordered: 106, receivedBefore: 106 }]);
  });

  it.each([
    ['nothing above it', 100, 100],
    ['less above it', 104, 104],
  ])('is lowered again when a recount finds %s', async (_case, good, ordered) => {
    const d = await openDelivery();
    await d.count([['OATS', 110]]);
    await d.answer('review-over', 'ACCEPT_ALL');
    expect(orderLines(d)).toMatchObject([{ ordered: 110, receivedBefore: 110 }]);
    await d.count([['OATS', 1]]);
    await d.answer('review-over', 'RECOUNT');
    await d.answer('recount', 'COUNTED', { form: { good, damaged: 0 } });
    await finish(d);
    expect(await d.stock('OATS')).toEqual({ available: good });
    expect(orderLines(d)).toMatchObject([{ ordered, receivedBefore: good }]);
  });
});

const toldSupplier = (d: Delivery) =>
  (
    d.fake('supplier-portal').state() as { orderChanges: { poLine: number; ordered: number }[] }
  ).orderChanges.map(({ poLine, ordered }) => [poLine, ordered]);

/** Both lines came with ten too many; all of it is accepted in one plan, of which one call is refused. */
async function acceptedAndRefused(refused: string, call: number): Promise<Delivery> {
  const lines = ['OATS', 'NUTS'].map((sku) => ({ sku, ordered: 100 }));
  const d = await deliveryAt({ lines });
  await d.announce();
  await d.count(lines.map(({ sku }) => [sku, 110] as const));
  // The first answer is stored and wakes nobody, so that the second one finds both.
  d.world.fault = (moment, name) => {
    if (moment === 'before' && name === 'machine.completeWait') throw new Killed(name);
  };
  await expect(answerFirst(d)).rejects.toBeInstanceOf(Killed);
  let calls = 0;
  d.world.fault = (moment, name) => {
    if (moment === 'before' && name === refused && ++calls === call) throw new AdapterRejected('not so');
  };
  await answerFirst(d);
  await d.world.settle();
  return d;
}

async function answerFirst(d: Delivery): Promise<void> {
  const [task] = await d.openTasks();
  if (!task) throw new Error('nobody is asked');
  const by = (await d.personFor(task, 'ACCEPT_ALL')) ?? '';
  await answerTask(d.world.hands, d.tenant, task.taskId, { option: 'ACCEPT_ALL', by });
}

describe('an order change whose plan is refused by a later call', () => {
  it.each([
    ['erp.changeOrderLine', 2],
    ['supplier-portal.sendOrderChange', 2],
    ['erp.postGoodsReceipt', 1],
    ['wms.changeStockStatus', 1],
    ['finance.accrueReceipt', 1],
  ])('%s is taken back, last first, and made again by a retry', async (refused, call) => {
    const d = await acceptedAndRefused(refused, call);
    expect(await d.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect(orderLines(d)).toMatchObject([
      { ordered: 100, receivedBefore: 100 },
      { ordered: 100, receivedBefore: 100 },
    ]);
    // What the supplier heard last is what the order holds.
    expect(Object.fromEntries(toldSupplier(d))).toEqual({
      1: 100,
      ...(refused === 'erp.changeOrderLine' ? {} : { 2: 100 }),
    });
    expect(await d.caseStates()).toContain('POSTING_FAILED open');
    await d.signal('1:retry/supervisor-atl');
    await d.later();
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect(orderLines(d)).toMatchObject([
      { ordered: 110, receivedBefore: 110 },
      { ordered: 110, receivedBefore: 110 },
    ]);
    expect(Object.fromEntries(toldSupplier(d))).toEqual({ 1: 110, 2: 110 });
    expect(await problemsOf(d)).toEqual([]);
  });
});

describe('an order line that lines of two chunks fill', () => {
  /** 101 announced lines of ten units each; the first and the last come with sixty more. Something else stays open. */
  async function bothExceeded() {
    const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 1010 }], items: [{ sku: 'SEEDS' }] });
    const announced = { sku: 'OATS', ordered: 1010, announced: 10, poLine: 1 };
    await d.announce({ lines: Array.from({ length: 101 }, () => announced) });
    const counted = Array.from({ length: 101 }, (_, index) => ({
      sku: 'OATS',
      asnLine: index + 1,
      quantity: index === 0 || index === 100 ? 70 : 10,
      condition: 'good' as const,
    }));
    await d.count(counted.slice(0, 100), { final: false });
    await d.count([...counted.slice(100), ['SEEDS', 1]]);
    for (const { step } of await d.openTasks())
      if (step.startsWith('review-over')) await d.answer(step, 'ACCEPT_ALL');
    return d;
  }

  it('is raised by what both accepted', async () => {
    const d = await bothExceeded();
    await finish(d);
    expect(orderLines(d)).toMatchObject([{ ordered: 1130, receivedBefore: 1130 }]);
    expect(toldSupplier(d)).toEqual([
      [1, 1070],
      [1, 1130],
    ]);
  });

  it('holds what it held before when the whole receipt is taken back', async () => {
    const d = await bothExceeded();
    await d.reverse();
    expect(await d.row()).toMatchObject({ state: 'COMPENSATED' });
    expect(orderLines(d)).toMatchObject([{ ordered: 1010, receivedBefore: 0 }]);
    expect(toldSupplier(d).at(-1)).toEqual([1, 1010]);
    expect(await problemsOf(d)).toEqual([]);
  });
});
