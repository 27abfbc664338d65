import type { LotUnits } from '../../../store/ports.ts';
import type { Demand, FreeLot } from '../contract.ts';

/**
 * Free units by lot, earliest expiry first (FEFO). Units of unknown expiry come last and never satisfy a customer who
 * asks for remaining life: nobody could show it to them.
 */
export class LotPool {
  readonly #lots: { readonly lot?: string; readonly expiry?: string; free: number }[];
  readonly #today: string;

  /** `free` caps what the lots add up to: units somebody has sold without naming a lot. */
  constructor(lots: readonly FreeLot[], free: number, today: string) {
    this.#today = today;
    this.#lots = lots.filter((lot) => lot.free > 0).map((lot) => ({ ...lot }));
    this.#lots.sort(byExpiry);
    let left = Math.max(0, free);
    // What is short is short of the units that expire last: FEFO has taken the others.
    for (const lot of this.#lots) {
      lot.free = Math.min(lot.free, left);
      left -= lot.free;
    }
  }

  get free(): number {
    return this.#lots.reduce((sum, { free }) => sum + free, 0);
  }

  /** Units with the life a line asks for. */
  freeFor(line: Pick<Demand, 'minimumLifeDays'>): number {
    return this.#lots.filter((lot) => lasts(lot, line, this.#today)).reduce((sum, { free }) => sum + free, 0);
  }

  /** Takes units the line may have, the ones that expire first first. Asking for more than `freeFor` takes what is there. */
  take(line: Pick<Demand, 'minimumLifeDays'>, quantity: number): LotUnits[] {
    let left = quantity;
    const taken: LotUnits[] = [];
    for (const lot of this.#lots) {
      if (left === 0 || !lasts(lot, line, this.#today)) continue;
      const units = Math.min(lot.free, left);
      if (units === 0) continue;
      lot.free -= units;
      left -= units;
      taken.push({ ...(lot.lot !== undefined && { lot: lot.lot }), quantity: units });
    }
    return taken;
  }
}

/** The last day counts: goods that expire exactly `minimumLifeDays` from today are inside. Expired goods go to nobody. */
function lasts(
  { expiry }: Pick<FreeLot, 'expiry'>,
  { minimumLifeDays }: Pick<Demand, 'minimumLifeDays'>,
  today: string,
): boolean {
  if (expiry === undefined) return minimumLifeDays === undefined;
  return expiry >= addDays(today, minimumLifeDays ?? 0);
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function byExpiry(a: FreeLot, b: FreeLot): number {
  const [first, second] = [a.expiry ?? '9999-12-31', b.expiry ?? '9999-12-31'];
  if (first !== second) return first < second ? -1 : 1;
  return (a.lot ?? '') < (b.lot ?? '') ? -1 : 1;
}
