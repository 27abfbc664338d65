import type { Envelope } from '../../events/envelope.ts';
import type { SuggestedAction } from '../../events/ops.ts';
import type { PatternLimits } from '../domain/pattern-settings.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import type { Core } from '../shared/runtime.ts';
import type { Occurrence, TenantScope } from '../store/ports.ts';

/** What a detector found; `window` holds everything that made it one. */
export interface Detection {
  readonly pattern: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly window: { readonly from: string; readonly to: string };
  /** Ids of events, oldest first. */
  readonly evidence: readonly string[];
  readonly suggestedAction: SuggestedAction;
  /** What happened, for whoever owns the case. */
  readonly summary: string;
}

/** An event of the bus, with what a detector needs to weigh it. */
export interface Heard<Data = unknown> {
  readonly event: Envelope<Data>;
  readonly tenant: TenantScope;
  readonly document: TenantDocument;
  readonly limits: PatternLimits;
  readonly stores: Pick<Core['stores'], 'occurrences' | 'tallies'>;
  /** The moment something happened, but never after now: a clock ahead of time must not make others forget. */
  readonly momentOf: (told: string) => string;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * What counts of steps add up to: its window are the `lasts` milliseconds before `end`, up to the moment that completed it.
 * Evidence are the events that told of hits lately and lie within; the one that completed it, where newer ones have
 * replaced them.
 */
export function detectionOver(
  { end, lasts, at }: { readonly end: number; readonly lasts: number; readonly at: string },
  recent: readonly Occurrence[],
  completedBy: Envelope,
  found: Omit<Detection, 'window' | 'evidence'>,
): Detection {
  const window = { from: new Date(end - lasts).toISOString(), to: at };
  const within = recent.filter((one) => one.at >= window.from && one.at <= window.to).map(({ id }) => id);
  return { ...found, window, evidence: within.length > 0 ? within : [completedBy.id] };
}

/** The time `milliseconds` before another. */
export function before(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) - milliseconds).toISOString();
}

/** The begin of the step of `milliseconds` a time lies in. */
export function stepOf(at: string, milliseconds: number): string {
  const time = Date.parse(at);
  return new Date(time - (time % milliseconds)).toISOString();
}
