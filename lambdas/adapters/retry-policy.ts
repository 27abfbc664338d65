/**
 * Rule 4.6: five tries, first wait 2 s, factor 2, full jitter, at most 60 s between tries. The state machine does the
 * waiting, where it costs nothing, so this is the `Retry` block of every state that calls an adapter; a lint compares
 * them. `MaxAttempts` counts the tries after the first one.
 */
export const retryPolicy = {
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 4,
  JitterStrategy: 'FULL',
} as const;
