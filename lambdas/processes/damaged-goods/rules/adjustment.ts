import type { Adjustment, DamageDisposition } from '../../../../events/damage.ts';
import type { Movement } from '../../../store/ports.ts';
import type { DamageReport } from '../contract.ts';

/** Why goods left sellable stock besides being damaged, as the person who decided says. */
export const CAUSES = ['DAMAGE', 'OBSOLETE', 'RECALL'] as const;
type Cause = (typeof CAUSES)[number];

/**
 * The W19 reason of a 947, rule 5.7: AW recalled, AX obsolete, 07 destroyed, AV hurt in transit (before the dock had it, or
 * after it left), AU hurt in the facility.
 */
export function reasonOf(
  { place }: Pick<DamageReport, 'place'>,
  decided?: { readonly option: DamageDisposition; readonly cause?: unknown },
): Adjustment['reason'] {
  const cause = decided?.cause as Cause | undefined;
  if (cause === 'RECALL') return 'AW';
  if (cause === 'OBSOLETE') return 'AX';
  if (decided?.option === 'DISPOSE') return '07';
  return place === 'DOCK' || place === 'CUSTOMER' || place === 'RETURN' ? 'AV' : 'AU';
}

/** Movements as lines of a 947. */
export function adjustmentsOf(
  movements: readonly Movement[],
  reason: Adjustment['reason'],
): readonly Adjustment[] {
  return movements.map(({ sku, lot, quantity, from, to, effectKey }) => ({
    reason,
    sku,
    ...(lot === undefined ? {} : { lot }),
    quantity,
    from,
    to,
    effectKey,
  }));
}
