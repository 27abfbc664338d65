import { expect, it } from 'vitest';
import { callCounter, TELL_AFTER_MS } from '../../lambdas/adapters/call-counter.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';

const [north, south] = [tenantScope('north'), tenantScope('south')];
const at = (ms: number) => new Date(Date.parse('2026-03-02T08:00:00.000Z') + ms).toISOString();

it.each([
  [TELL_AFTER_MS - 1, []],
  [TELL_AFTER_MS, [{ from: at(0), to: at(0), calls: 1, failed: 0 }]],
  [TELL_AFTER_MS + 1, [{ from: at(0), to: at(0), calls: 1, failed: 0 }]],
])('what was counted is told with the first call %i ms after its first', (ms, told) => {
  const counter = callCounter();
  expect(counter.count(north, false, at(0))).toEqual([]);
  expect(counter.count(north, false, at(ms))).toEqual(told);
});

it('what an idle instance had counted is told for its own time, apart from the failure that ends the silence', () => {
  const counter = callCounter();
  counter.count(north, false, at(0));
  counter.count(north, false, at(5_000));
  expect(counter.count(north, true, at(3_600_000))).toEqual([
    { from: at(0), to: at(5_000), calls: 2, failed: 0 },
    { from: at(3_600_000), to: at(3_600_000), calls: 1, failed: 1 },
  ]);
});

it('tells every call once, and tenants apart', () => {
  const counter = callCounter();
  counter.count(north, false, at(0));
  expect(counter.count(south, true, at(1))).toEqual([{ from: at(1), to: at(1), calls: 1, failed: 1 }]);
  expect(counter.count(north, true, at(2))).toEqual([{ from: at(0), to: at(2), calls: 2, failed: 1 }]);
  expect(counter.count(north, true, at(3))).toEqual([{ from: at(3), to: at(3), calls: 1, failed: 1 }]);
});
