import { type Money, type UnitCost, valueAtMost } from '../../../domain/money.ts';
import type { DamageReport, EvidenceKind } from '../contract.ts';

/**
 * What a damage still lacks, rule 5.7: a finder, the state of the pack, and a photo when it is worth more than the limit.
 * A cost in another currency cannot be weighed against the limit, so it needs the photo.
 */
export function missingEvidence(
  { evidence, foundBy, packState, quantity }: DamageReport,
  cost: UnitCost,
  photoAbove: Money,
): readonly EvidenceKind[] {
  const isSmall = cost.currency === photoAbove.currency && valueAtMost(quantity, cost, photoAbove);
  return [
    ...(evidence.length === 0 && !isSmall ? (['photo'] as const) : []),
    ...(foundBy === undefined ? (['finder'] as const) : []),
    ...(packState === 'UNKNOWN' ? (['packState'] as const) : []),
  ];
}
