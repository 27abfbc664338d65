import { expect, it } from 'vitest';
import { oversoldBy } from '../../../../lambdas/processes/fulfillment-exception/rules/oversold.ts';

const orders = [
  { orderId: 'SO-1', orderLineId: 'SO-1-1', reserved: 4 },
  { orderId: 'SO-2', orderLineId: 'SO-2-1', reserved: 3 },
  { orderId: 'SO-9', reserved: 0 },
];
const goods = { damageId: 'DMG-1', sku: 'OATS', quantity: 9, adjustments: [] };

it.each([
  [0, []],
  [2, [['SO-2-1', 2]]],
  [3, [['SO-2-1', 3]]],
  [
    4,
    [
      ['SO-2-1', 3],
      ['SO-1-1', 1],
    ],
  ],
  [
    8,
    [
      ['SO-2-1', 3],
      ['SO-1-1', 4],
    ],
  ],
])('%i units that are short: the line named last gives first, each what it has', (short, lines) => {
  expect(
    oversoldBy({ ...goods, short, orders }).map(({ orderLineId, quantity }) => [orderLineId, quantity]),
  ).toEqual(lines);
});
