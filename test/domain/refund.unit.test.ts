import { expect, it } from 'vitest';
import { refundable } from '../../lambdas/domain/refund.ts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const back = (paid: number, refunded: number, ...values: number[]) =>
  refundable(values.map(usd), { paid: usd(paid), refunded: usd(refunded) }).map(({ minor }) => minor);

it.each([
  [[100, 0, 99], [99]],
  [[100, 0, 100], [100]],
  [[100, 0, 101], [100]],
  [
    [100, 40, 50, 50],
    [50, 10],
  ],
  [[100, 100, 1], [0]],
  [[100, 120, 1], [0]],
] as const)('paid, refunded, values %j: %j', ([paid, refunded, ...values], amounts) => {
  expect(back(paid, refunded, ...values)).toEqual(amounts);
});

it('gives nothing back that nobody paid, or in another currency', () => {
  expect(refundable([usd(10)], undefined)).toEqual([usd(0)]);
  const euros = { minor: 10, currency: 'EUR' };
  expect(refundable([euros, usd(10)], { paid: usd(100), refunded: usd(0) })).toEqual([
    { ...euros, minor: 0 },
    usd(10),
  ]);
});
