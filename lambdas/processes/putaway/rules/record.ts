import type { PutawayLimits } from '../../../domain/putaway-settings.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { Choice, Rank } from '../contract.ts';
import { faultsOf, type Room } from './bins.ts';
import { backordered } from './rank.ts';

/** Bumped when the same facts would be decided in another way. */
const RULE_VERSION = 1;
/** Bins that did not fit and are named with their reasons. */
const SHOWN = 20;

/** Of the pairs that are kept apart those the goods are in: the others decide nothing about them. */
const pairsOf = (hazard: string | undefined, { segregation }: PutawayLimits) =>
  hazard === undefined ? [] : segregation.value.filter((pair) => pair.includes(hazard));

/** Why a load is as urgent as it is, and why it goes where it goes: what was known, every limit with its level, the result. */
export function recordOf(
  id: string,
  { observed, ...room }: Room,
  rank: Rank,
  choice: Choice | undefined,
  now: string,
): DecisionRecord {
  const { load, item, stored, staging, bins } = observed;
  const limits: PutawayLimits = room.limits;
  const rejected = bins.flatMap((bin) => {
    const faults = faultsOf(bin, { observed, ...room });
    return faults.length > 0 ? [{ bin: bin.bin, faults }] : [];
  });
  return {
    id,
    ruleId: '5.2',
    ruleVersion: RULE_VERSION,
    at: now,
    inputs: {
      loadId: load.loadId,
      sku: load.sku,
      quantity: load.quantity,
      stagedAt: load.stagedAt,
      backordered: backordered(observed),
      abcClass: item.abcClass,
      temperature: item.temperature,
      staging,
      bins: bins.length,
      ...(load.lot !== undefined && { lot: load.lot }),
      ...(load.expiry !== undefined && { expiry: load.expiry }),
      ...(item.hazardClass !== undefined && { hazardClass: item.hazardClass }),
      ...(stored.pickFace && { pickFace: stored.pickFace }),
      ...(stored.waveDueAt !== undefined && { waveDueAt: stored.waveDueAt }),
    },
    thresholds: {
      ...limits,
      segregation: { ...limits.segregation, value: pairsOf(item.hazardClass, limits) },
    },
    result: {
      class: rank.class,
      score: rank.score,
      dueAt: rank.dueAt,
      ...(choice ? { bin: choice.bin, rule: choice.rule } : { bin: 'none' }),
      rejected: rejected.slice(0, SHOWN),
    },
  };
}
