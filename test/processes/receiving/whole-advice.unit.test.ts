import { expect, it } from 'vitest';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf } from './state.ts';

/** What the supplier is told about its goods (861), and told again when it was not the last word. */

interface Advice {
  readonly adviceId: string;
  readonly replaces?: string;
  readonly lines: readonly { readonly quantity: number; readonly condition: string }[];
}
const advices = (d: Delivery) =>
  (d.fake('supplier-portal').state() as { advices: Advice[] }).advices.map(
    ({ adviceId, replaces, lines }) => ({
      id: adviceId.slice(adviceId.lastIndexOf('/') + 1),
      ...(replaces && { replaces: replaces.slice(replaces.lastIndexOf('/') + 1) }),
      lines: lines.map(({ condition, quantity }) => `${condition} ${quantity}`),
    }),
  );

/** The announced goods have come and their advice is out; goods nobody announced keep the process open. */
async function advised(): Promise<Delivery> {
  const d = await deliveryAt({ lines: [{ sku: 'OATS', ordered: 100 }], items: [{ sku: 'SEEDS' }] });
  await d.announce();
  await d.count([['SEEDS', 5]], { final: false });
  await d.count([['OATS', 100]], { receiptId: 'R-OATS' });
  expect(advices(d)).toEqual([{ id: 'advice-1', lines: ['07 100'] }]);
  return d;
}
const corrected = (d: Delivery, units: number, sequence: number) =>
  d.count([['OATS', units]], { receiptId: 'R-OATS', sequence });

it('replaces an advice by what a correction found, as often as that changes', async () => {
  const d = await advised();
  await corrected(d, 99, 2);
  await corrected(d, 99, 3);
  await corrected(d, 98, 4);
  expect(advices(d).slice(1)).toEqual([
    { id: 'advice-1-2', replaces: 'advice-1', lines: ['07 99', '02 1'] },
    { id: 'advice-1-3', replaces: 'advice-1-2', lines: ['07 98', '02 2'] },
  ]);
  const told = d
    .published('ReceivingAdviceIssued')
    .map(({ data }) => (data as Advice).replaces !== undefined);
  expect(told).toEqual([false, true, true]);
  expect(await problemsOf(d)).toEqual([]);
});

it('says nothing while a correction is undecided, and one thing when it is', async () => {
  const d = await advised();
  await corrected(d, 90, 2);
  expect(advices(d)).toHaveLength(1);
  await d.answer('review-short', 'ACCEPT_KEEP_OPEN');
  expect(advices(d).slice(1)).toEqual([
    { id: 'advice-1-2', replaces: 'advice-1', lines: ['07 90', '02 10'] },
  ]);
});

it('replaces the advice the supplier has, not one its portal refused', async () => {
  const d = await advised();
  d.world.fault = (moment, name) => {
    if (moment === 'before' && name === 'supplier-portal.sendReceivingAdvice')
      throw new AdapterRejected('closed');
  };
  await corrected(d, 99, 2);
  d.world.fault = () => {};
  await corrected(d, 98, 3);
  expect(advices(d).slice(1)).toEqual([{ id: 'advice-1-3', replaces: 'advice-1', lines: ['07 98', '02 2'] }]);
  expect(d.published('ReceivingAdviceIssued')).toHaveLength(2);
});

it('replaces the last advice when everything is taken back', async () => {
  const d = await advised();
  await corrected(d, 99, 2);
  await d.reverse();
  expect(advices(d).at(-1)).toEqual({
    id: 'advice-1-reversed',
    replaces: 'advice-1-2',
    lines: ['09 99', '02 1'],
  });
});
