import { instant } from './keys.ts';

/** A pack number used at this time or before may be used again (check V9). */
export function forgottenUntil(at: string, memoryDays: number): string {
  return new Date(Date.parse(instant(at)) - memoryDays * 86_400_000).toISOString();
}
