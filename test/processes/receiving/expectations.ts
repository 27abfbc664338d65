import { expect } from 'vitest';
import { type Delivery, deliveryAt } from './delivery.ts';

/** What every delivery that went well has in common. */

/** Nothing was lost on the way: no dead message, no failed execution, stock and ledger hold what was counted. */
export async function expectSound(d: Delivery): Promise<void> {
  expect(d.world.dead).toEqual([]);
  expect([...d.world.runs.values()].map(({ status }) => status)).not.toContain('FAILED');
  for (const [sku, counted] of d.counted) {
    const inStock = Object.values(await d.stock(sku)).reduce((sum, units) => sum + units, 0);
    const left = (await d.ledger(sku)).filter(({ to }) => to === null);
    const gone = left.reduce((sum, { quantity }) => sum + quantity, 0);
    expect([sku, inStock + gone]).toEqual([sku, counted]);
  }
}

export async function expectClosed(d: Delivery, cases: readonly string[] = []): Promise<void> {
  expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
  expect((await d.row()).dueAt).toBeUndefined();
  expect(await d.openTasks()).toEqual([]);
  expect(await d.caseStates()).toEqual(cases);
  await expectSound(d);
}

export const RESOLVED = ['RECEIPT_DISCREPANCY resolved'];
export const oats = (ordered: number) => [{ sku: 'OATS', ordered }];

/** A delivery of 100 units of one item, of which the dock counted this many. */
export async function counted(units: number, setting: Partial<Parameters<typeof deliveryAt>[0]> = {}) {
  const d = await deliveryAt({ lines: oats(100), ...setting });
  await d.announce();
  await d.count([['OATS', units]]);
  return d;
}
