import type { PutawayLimits } from '../../../domain/putaway-settings.ts';
import type { ZoneOverride } from '../../../store/ports.ts';

/** What a zone remembers after one more override, and the overrides that have become a pattern with it. */
export interface Remembered {
  readonly overrides: readonly ZoneOverride[];
  readonly pattern?: readonly ZoneOverride[];
}

/**
 * Rule 5.2: so many overrides in a zone within the window are a pattern. Exactly at the window is inside. What has become
 * a pattern is not counted for the next one, but remembered while the window lasts, so that hearing of it again counts
 * nothing twice.
 */
export function withOverride(
  known: readonly ZoneOverride[],
  override: Pick<ZoneOverride, 'eventId' | 'at'>,
  { overrideLimit, overrideWindowMinutes }: PutawayLimits,
): Remembered {
  if (known.some(({ eventId }) => eventId === override.eventId)) return { overrides: known };
  const all = [...known, { ...override, used: false }].sort(
    (one, other) => one.at.localeCompare(other.at) || one.eventId.localeCompare(other.eventId),
  );
  const newest = Date.parse(all.at(-1)?.at ?? override.at);
  const overrides = all.filter(({ at }) => newest - Date.parse(at) <= overrideWindowMinutes.value * 60_000);
  const pattern = overrides.filter(({ used }) => !used);
  if (pattern.length < overrideLimit.value) return { overrides };
  return { overrides: overrides.map((one) => ({ ...one, used: true })), pattern };
}
