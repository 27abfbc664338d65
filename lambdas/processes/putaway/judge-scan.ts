import type { PutawayFacts, Scan } from './contract.ts';
import type { PutawayRow } from './facts.ts';
import { namedBin, type Room } from './rules/bins.ts';

/**
 * Pure: a scan into another bin than the assigned one. With a reason and nothing unsafe about the bin it counts; without,
 * a person decides, because the goods lie there already.
 */
export function judgeScan(
  scan: Scan,
  { facts }: Pick<PutawayRow, 'facts'>,
  room: Room,
): Partial<PutawayFacts> {
  const { observed } = room;
  // What lies in the bin already is counted there.
  const load =
    observed.load.state === 'stored' ? { ...observed.load, weightGrams: 0, volumeMl: 0 } : observed.load;
  const found = namedBin(scan.bin, { ...room, observed: { ...observed, load } });
  const isAccepted = 'bin' in found && (scan.reason !== undefined || !facts.assignment);
  if (isAccepted) return { accepted: { ...scan, why: scan.reason ?? 'UNASSIGNED' }, scan: null };
  if (facts.ask?.step === 'override') return {};
  return { ask: { step: 'override', round: facts.asks + 1, asked: false }, asks: facts.asks + 1 };
}
