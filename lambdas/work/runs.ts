/** How runs of a chunk that died or were parked are tried again. */

/** Runs that died before they are a case. */
export const TRIES_BEFORE_CASE = 3;

/** Ten minutes, doubling to two hours. */
export function backOff(now: string, tries: number): string {
  const minutes = Math.min(120, 10 * 2 ** Math.min(Math.max(tries, 1) - 1, 4));
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}

/** When a run may begin again: the second at once, because who asked for the first may have died instead of it. */
export function nextRun(now: string, tries: number): string {
  return tries === 1 ? now : backOff(now, tries - 1);
}

/** An entry of pending work that says a cause is gone: what waits is begun at once. */
export const isWake = (entry: string) => /^\d+:(resume|retry)\//.test(entry);
