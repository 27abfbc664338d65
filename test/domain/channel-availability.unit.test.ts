import { expect, it } from 'vitest';
import { channelAvailability } from '../../lambdas/domain/channel-availability.ts';

it.each([
  [{ available: 100, free: 70 }, 70],
  [{ available: 100, free: 100 }, 100],
  [{ available: 10, free: -5 }, 0],
  [{ available: 100, free: 70, counted: 90 }, 60],
  [{ available: 100, free: 70, counted: 100 }, 70],
  [{ available: 100, free: 70, counted: 120 }, 70],
  [{ available: 100, free: 70, counted: 30 }, 0],
  [{ available: 100, free: 70, counted: 10 }, 0],
])('of %o a channel may sell %i', (units, expected) => {
  expect(channelAvailability(units)).toBe(expected);
});
