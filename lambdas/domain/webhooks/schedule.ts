const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** From one attempt to the next, as the Standard Webhooks specification advises; before the first there is no wait. */
const WAITS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A wait is this share longer at most, so that what failed together does not come back together. */
const JITTER = 0.2;
/** The longest Retry-After that is believed. */
const LONGEST_ASKED_MS = 24 * HOUR;

/**
 * When a message is tried again; `undefined` when it has been tried often enough.
 *
 * @param tried attempts made so far, at least one
 * @param random from 0 up to 1
 * @param askedMs what the receiver asked to be left alone for (Retry-After)
 */
export function nextAttemptAt(tried: number, now: string, random: number, askedMs = 0): string | undefined {
  const wait = WAITS[tried];
  if (wait === undefined) return undefined;
  const milliseconds = Math.max(wait, Math.min(askedMs, LONGEST_ASKED_MS)) * (1 + random * JITTER);
  return new Date(Date.parse(now) + Math.round(milliseconds)).toISOString();
}
