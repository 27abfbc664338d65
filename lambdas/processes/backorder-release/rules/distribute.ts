import type { ReleaseLimits } from '../../../domain/release-settings.ts';
import type { ReleasePolicy } from '../../../domain/tenant.ts';
import type { LotUnits } from '../../../store/ports.ts';
import { type Demand, type Left, SEGMENTS, type Segment } from '../contract.ts';
import { fairShare } from './fair-share.ts';
import type { LotPool } from './lots.ts';
import { byTime } from './rank.ts';

/** A line that takes part, in the order of its rank; `need` is in whole packs. */
export interface Entrant {
  readonly line: Demand;
  readonly need: number;
}

export interface Distribution {
  readonly given: ReadonlyMap<string, readonly LotUnits[]>;
  /** Why a line got less than it needs. */
  readonly reasonOf: (entrant: Entrant) => Left['reason'];
}

interface Rules {
  readonly policy: ReleasePolicy;
  readonly limits: ReleaseLimits;
  /** Units only the best tiers get. */
  readonly kept: number;
  /** Lines a person wants first, in this order. */
  readonly first: readonly string[];
  readonly today: string;
}

/** What a segment's strategy lets a line have (rule 5.8); `whole` means all it needs or nothing. */
const STRATEGY: Readonly<
  Record<Segment, { readonly whole: boolean; readonly refuses: (line: Demand, today: string) => Refusal }>
> = {
  WIN: { whole: true, refuses: () => undefined },
  GAIN: { whole: false, refuses: () => undefined },
  REDISTRIBUTE: { whole: false, refuses: () => undefined },
  IMPROVE: { whole: true, refuses: (line, today) => (improves(line, today) ? undefined : 'NOT_BETTER') },
  FILL: {
    whole: false,
    refuses: ({ promisedAt }) => (promisedAt === undefined ? 'NOT_PROMISED' : undefined),
  },
  LOSE: { whole: false, refuses: () => 'GIVES_UP' },
};
type Refusal = 'NOT_BETTER' | 'NOT_PROMISED' | 'GIVES_UP' | undefined;

/**
 * Gives free units to lines by a policy. FIFO knows no segments: order time decides. PRIORITY and FAIR_SHARE serve the
 * segments in order, the first by rank and the second in proportion to demand. Nobody's confirmed stock is touched here.
 */
export function distribute(entrants: readonly Entrant[], pool: LotPool, rules: Rules): Distribution {
  const { policy, limits, today } = rules;
  const given = new Map<string, LotUnits[]>();
  let kept = Math.min(rules.kept, pool.free);
  const isBest = ({ serviceTier }: Demand) => serviceTier <= limits.reserveTier.value;
  const left = ({ line, need }: Entrant) => need - unitsOf(given.get(line.orderLineId));
  const room = (line: Demand) => Math.min(pool.freeFor(line), isBest(line) ? pool.free : pool.free - kept);

  const give = (entrant: Entrant, wanted: number) => {
    const { line } = entrant;
    const most = Math.min(wanted, left(entrant), Math.max(0, room(line)));
    const quantity = most - (most % line.packSize);
    if (quantity === 0) return;
    given.set(line.orderLineId, [...(given.get(line.orderLineId) ?? []), ...pool.take(line, quantity)]);
    if (isBest(line)) kept = Math.max(0, kept - quantity);
  };
  const giveWhole = (entrant: Entrant) => {
    if (room(entrant.line) >= left(entrant)) give(entrant, left(entrant));
  };
  const giveInTurn = (lines: readonly Entrant[]) => {
    for (const entrant of lines) give(entrant, left(entrant));
  };
  const share = (lines: readonly Entrant[], supply: number) => {
    const claims = lines.map((entrant) => ({ demand: left(entrant), packSize: entrant.line.packSize }));
    for (const [place, units] of fairShare(supply, claims).entries()) {
      const entrant = lines[place];
      if (entrant) give(entrant, units);
    }
  };

  const named = rules.first.flatMap((id) => entrants.find(({ line }) => line.orderLineId === id) ?? []);
  giveInTurn(named);
  const others = entrants.filter((entrant) => !named.includes(entrant));
  if (policy === 'FIFO') giveInTurn([...others].sort((a, b) => byTime(a.line, b.line)));
  else
    for (const segment of SEGMENTS) {
      const strategy = STRATEGY[segment];
      const served = others.filter(
        ({ line }) => line.segment === segment && strategy.refuses(line, today) === undefined,
      );
      if (strategy.whole) for (const entrant of served) giveWhole(entrant);
      else if (policy === 'FAIR_SHARE') {
        share(served, pool.free - kept);
        share(
          served.filter(({ line }) => isBest(line)),
          pool.free,
        );
        // What a share could not use, because of packs or of a customer's minimum life, goes to the next in rank.
        giveInTurn(served);
      } else giveInTurn(served);
    }

  const reasonOf = (entrant: Entrant): Left['reason'] => {
    const { line } = entrant;
    const isNamed = named.includes(entrant);
    const { whole, refuses } = STRATEGY[line.segment];
    const refusal = policy === 'FIFO' || isNamed ? undefined : refuses(line, today);
    if (refusal) return refusal;
    if (pool.free >= line.packSize && pool.freeFor(line) < line.packSize) return 'MINIMUM_LIFE';
    if (pool.freeFor(line) >= line.packSize && room(line) < line.packSize) return 'TIER_RESERVE';
    const isWhole = whole && policy !== 'FIFO' && !isNamed;
    return isWhole && room(line) >= line.packSize ? 'NOT_WHOLE' : 'NO_SUPPLY';
  };
  return { given, reasonOf };
}

/**
 * IMPROVE gives a better date and nothing else: a line that is promised for the date the customer wants, and can still
 * keep it, waits for the supply it was promised from.
 */
function improves({ promisedAt, dueAt }: Demand, today: string): boolean {
  return promisedAt === undefined || promisedAt > dueAt || promisedAt <= today;
}

export function unitsOf(lots: readonly LotUnits[] | undefined): number {
  return (lots ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
}
