import { setTimeout as delay } from 'node:timers/promises';

/**
 * Tries an assertion until it holds; at the deadline its own failure is the test's failure. Use it for whatever
 * arrives when it arrives, in place of a sleep, which is too long on a fast machine and too short on a slow one.
 */
export async function eventually<T>(assertion: () => T | Promise<T>, deadlineMs = 10_000): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 500)) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() + pause > deadline) throw error;
    }
    await delay(pause);
  }
}
