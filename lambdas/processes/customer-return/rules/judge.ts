import type { ReturnTerms } from '../../../adapters/erp/port.ts';
import type { ReturnLimits } from '../../../domain/return-settings.ts';
import type { AskStep, Inspection, Risk, Verdict } from '../contract.ts';
import { chosen, waysOf } from './recovery.ts';

export interface Judged {
  readonly inspection: Inspection;
  readonly terms: ReturnTerms;
  readonly quantity: number;
  readonly risk: Risk;
  /** The serial is none of those that were sold. */
  readonly otherSerial: boolean;
  /** The site's day. */
  readonly today: string;
}

/**
 * Where inspected goods go and who decides on the money (rule 5.6). Guards come before money: a recalled lot is quarantined,
 * opened hygiene goods and expired lots are disposed of, a serial that was not sold and a counterfeit are held for loss
 * prevention. The money of what was not the customer's doing, a recall or an expired lot, waits for nobody.
 */
export function judge(judged: Judged, limits: ReturnLimits): Verdict {
  const { inspection, terms, quantity, risk, today } = judged;
  const guard = guardOf(judged);
  const ways = waysOf(inspection.grade, quantity, terms, limits, today);
  const asks = askOf(guard, inspection, risk, limits);
  return {
    ...(guard === undefined ? {} : { guard }),
    disposition: guard === undefined ? chosen(ways) : forced[guard],
    ways,
    ...(asks === undefined ? {} : { asks }),
  };
}

const forced = {
  RECALL: 'QUARANTINE',
  HYGIENE: 'DISPOSE',
  EXPIRED: 'DISPOSE',
  SERIAL: 'HOLD',
  COUNTERFEIT: 'HOLD',
} as const;

function guardOf({ inspection, terms, otherSerial, today }: Judged): Verdict['guard'] {
  const { lot, expiresOn, opened, counterfeit } = inspection;
  if (lot !== undefined && terms.recalledLots.includes(lot)) return 'RECALL';
  if (counterfeit) return 'COUNTERFEIT';
  if (otherSerial) return 'SERIAL';
  if (terms.hygiene && opened) return 'HYGIENE';
  // A lot may be sold on its last day.
  if (expiresOn !== undefined && expiresOn < today) return 'EXPIRED';
  return undefined;
}

function askOf(
  guard: Verdict['guard'],
  { grade }: Inspection,
  { score }: Risk,
  limits: Pick<ReturnLimits, 'reviewRisk' | 'holdRisk'>,
): AskStep | undefined {
  if (guard === 'SERIAL' || guard === 'COUNTERFEIT' || score >= limits.holdRisk.value) return 'fraud';
  if (guard === 'HYGIENE' || grade === 'X' || score >= limits.reviewRisk.value) return 'review';
  return undefined;
}
