import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Refusal } from '../../../lambdas/adapters/fake-system.ts';
import { omsFake } from '../../../lambdas/adapters/oms/fake.ts';
import type { Order } from '../../../lambdas/adapters/oms/port.ts';
import { seededLine, seededOrder } from './orders.ts';

const LINES = ['O-1-1', 'O-1-2', 'O-2-1'] as const;
const step = fc.oneof(
  ...(['allocate', 'reduceAllocation', 'cancelLine', 'release'] as const).map((operation) =>
    fc.record({
      operation: fc.constant(operation),
      orderLineId: fc.constantFrom(...LINES),
      quantity: fc.integer({ min: 1, max: 6 }),
    }),
  ),
  fc.record({ operation: fc.constant('undo' as const), which: fc.nat(20) }),
);
const INVERSES = {
  allocate: ['deallocate', 'allocationId'],
  reduceAllocation: ['restoreAllocation', 'reductionId'],
  release: ['retract', 'releaseId'],
} as const;

it('property: whatever is done in whatever order, units of a line add up, and all inverses lead back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const oms = omsFake();
      oms.seed({
        orders: [
          seededOrder('O-1', [seededLine('O-1-1', 7), seededLine('O-1-2', 5)]),
          seededOrder('O-2', [seededLine('O-2-1', 9, { allocated: 2 })]),
        ],
      });
      let key = 0;
      /** The answer, or nothing when the OMS refused for a business reason. */
      const run = (operation: string, input: unknown): Record<string, string> | undefined => {
        key += 1;
        try {
          return oms.run(operation, input, { site: 'DC1', idempotencyKey: `k${key}` }).answer as never;
        } catch (error) {
          if (error instanceof Refusal) return undefined;
          throw error;
        }
      };
      const units = () => {
        const { orders } = oms.run(
          'lookUpOrders',
          { orderIds: ['O-1', 'O-2'] },
          { site: 'DC1', idempotencyKey: '' },
        ).answer as { orders: Order[] };
        return orders.flatMap(({ lines }) => lines);
      };
      const done: { inverse: string; input: Record<string, unknown> }[] = [];
      for (const one of steps) {
        if (one.operation === 'undo') {
          const chosen = done[one.which % Math.max(1, done.length)];
          if (chosen) run(chosen.inverse, chosen.input);
        } else {
          const { operation, orderLineId, quantity } = one;
          const lines = [{ orderLineId, sku: 'SKU-A', quantity }];
          const input =
            operation === 'release'
              ? { reference: 'R', orderLineIds: [orderLineId] }
              : operation === 'cancelLine'
                ? { orderLineId, quantity, reason: 'x' }
                : { reference: 'R', reason: 'x', lines };
          const answer = run(operation, input);
          if (answer && operation !== 'cancelLine') {
            const [inverse, field] = INVERSES[operation];
            done.push({ inverse, input: { [field]: answer[field], reason: 'x' } });
          }
        }
        for (const { ordered, allocated, released, shipped, cancelled } of units()) {
          expect(ordered).toBeGreaterThanOrEqual(allocated + shipped + cancelled);
          expect(allocated).toBeGreaterThanOrEqual(released);
          expect(released).toBeGreaterThanOrEqual(0);
        }
      }
      for (const { inverse, input } of done.toReversed()) run(inverse, input);
      const left = units().filter(({ orderLineId, cancelled }) => orderLineId !== 'O-2-1' && cancelled === 0);
      for (const { allocated, released } of left) expect([allocated, released]).toEqual([0, 0]);
    }),
  );
});
