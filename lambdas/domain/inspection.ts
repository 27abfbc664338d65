import type { DefectCounts, InspectionSeverity, SamplingPlan } from '../../events/quality.ts';
import { codeLetter, masterPlan, type Severity, sampleSize } from './sampling-tables.ts';
import type { ReceivingSettings } from './tenant.ts';

/** When to inspect, how many, what passes, and how strict to be next time (rule 5.1, ISO 2859-1). */

type InspectionSettings = ReceivingSettings['inspection'];

type InspectionReason =
  | 'ITEM_ALWAYS'
  | 'FIRST_RECEIPTS'
  | 'DEFECT_RATE'
  | 'LOT_EXPIRY'
  | 'TIGHTENED'
  | 'STOPPED';

export interface InspectionFacts {
  readonly item: 'ALWAYS' | 'BY_RULE' | 'NEVER';
  readonly severity: InspectionSeverity;
  /** Receipts of this item from this supplier before this one. */
  readonly receipts: number;
  /** Units found defective and units inspected within the window of the rule. */
  readonly defectUnits: number;
  readonly inspectedUnits: number;
  /** V11 failed for goods of this line, on the notice or on arrival. */
  readonly lotExpiry: boolean;
}

/**
 * Every reason to inspect a receipt; none means it may be put away. NEVER exempts an item from the rules that only
 * sample (first receipts, defect rate), never from a failed lot or expiry check, tightened inspection or a stop. A defect
 * rate at the limit inspects; without inspected units there is no rate.
 */
export function inspectionReasons(facts: InspectionFacts, settings: InspectionSettings): InspectionReason[] {
  const { numerator, denominator } = settings.defectRate;
  const tooManyDefects =
    facts.inspectedUnits > 0 &&
    BigInt(facts.defectUnits) * BigInt(denominator) >= BigInt(numerator) * BigInt(facts.inspectedUnits);
  const sampled = facts.item === 'BY_RULE';
  const rules: readonly (readonly [InspectionReason, boolean])[] = [
    ['ITEM_ALWAYS', facts.item === 'ALWAYS'],
    ['FIRST_RECEIPTS', sampled && facts.receipts < settings.firstReceipts],
    ['DEFECT_RATE', sampled && tooManyDefects],
    ['LOT_EXPIRY', facts.lotExpiry],
    ['TIGHTENED', facts.severity === 'tightened'],
    ['STOPPED', facts.severity === 'stopped'],
  ];
  return rules.filter(([, holds]) => holds).map(([reason]) => reason);
}

/**
 * The single sampling plan of a lot. Arrows of the tables can give the defect classes different samples. AQL 0 is not in
 * the standard: critical defects are looked for in the largest sample drawn and one of them fails the lot (Ac 0, Re 1).
 * A sample as large as the lot means every unit is inspected. A stopped supplier's lots are drawn as tightened ones.
 */
export function samplingPlan(
  lotSize: number,
  severity: InspectionSeverity,
  aql: InspectionSettings['aql'],
): SamplingPlan {
  const table: Severity = severity === 'stopped' ? 'tightened' : severity;
  const letter = codeLetter(lotSize);
  const classes = (['major', 'minor'] as const).map((defect) => {
    const { sample, ac, re } = masterPlan(table, letter, aql[defect]);
    return { defect, aql: aql[defect], sample: Math.min(sample, lotSize), ac, re };
  });
  const largest = Math.max(sampleSize(table, letter), ...classes.map(({ sample }) => sample));
  const critical = {
    defect: 'critical' as const,
    aql: aql.critical,
    sample: Math.min(largest, lotSize),
    ac: 0,
    re: 1,
  };
  return { lotSize, codeLetter: letter, severity, classes: [critical, ...classes] };
}

/** A lot passes when every class has at most its acceptance number of defects. */
export function inspectionVerdict(plan: SamplingPlan, defects: DefectCounts): 'pass' | 'fail' {
  return plan.classes.every(({ defect, ac }) => defects[defect] <= ac) ? 'pass' : 'fail';
}

export interface LotOutcome {
  readonly accepted: boolean;
  /** The severity the lot was inspected under; absent: the present one. */
  readonly severity?: InspectionSeverity;
}

/** Where a supplier and item stand: outcomes oldest first, also those of earlier severities. */
export interface SeverityHistory {
  readonly severity: InspectionSeverity;
  readonly outcomes: readonly LotOutcome[];
}

/** Whether the tenant names the supplier as steady; reduced inspection is the one switch that gives protection up. */
export function isSteady(supplierId: string, { steadySuppliers = [] }: InspectionSettings): boolean {
  return steadySuppliers.includes(supplierId);
}

/** The severity a lot is inspected under now: reduced inspection ends at once when supply is no longer steady. */
export function presentSeverity(severity: InspectionSeverity, steadySupply: boolean): InspectionSeverity {
  return severity === 'reduced' && !steadySupply ? 'normal' : severity;
}

const LOTS_TO_TIGHTEN = 5;
const REJECTED_TO_TIGHTEN = 2;
const ACCEPTED_TO_RELAX = 5;
const REJECTED_TO_STOP = 5;
const ACCEPTED_TO_REDUCE = 10;

/**
 * The severity for the next lot (ISO 2859-1 clause 9.3, with the MIL-STD-105E form of the switch to reduced). Only lots
 * inspected since the last switch count.
 *
 * Normal becomes tightened when 2 of the last 5 or fewer lots were rejected, and reduced after 10 accepted in a row while
 * supply is steady. Tightened becomes normal after 5 accepted in a row and stopped at its fifth rejected lot. Reduced
 * becomes normal after 1 rejected lot or when supply is no longer steady. Only a person lifts a stop.
 */
export function nextSeverity(
  { severity, outcomes }: SeverityHistory,
  steadySupply: boolean,
): { readonly severity: InspectionSeverity; readonly reason: string } {
  const lastSwitch = outcomes.findLastIndex((outcome) => (outcome.severity ?? severity) !== severity);
  const accepted = outcomes.slice(lastSwitch + 1).map((outcome) => outcome.accepted);
  const rejected = (lots: readonly boolean[]) => lots.filter((lot) => !lot).length;
  const inARow = (count: number) => accepted.length >= count && rejected(accepted.slice(-count)) === 0;
  const stay = {
    severity,
    reason: `no switching rule applies to ${accepted.length} lots under ${severity} inspection`,
  };
  switch (severity) {
    case 'normal':
      if (rejected(accepted.slice(-LOTS_TO_TIGHTEN)) >= REJECTED_TO_TIGHTEN) {
        return { severity: 'tightened', reason: '2 of 5 or fewer consecutive lots were rejected' };
      }
      return steadySupply && inARow(ACCEPTED_TO_REDUCE)
        ? { severity: 'reduced', reason: '10 consecutive lots were accepted and supply is steady' }
        : stay;
    case 'tightened':
      if (rejected(accepted) >= REJECTED_TO_STOP) {
        return { severity: 'stopped', reason: '5 lots were rejected under tightened inspection' };
      }
      return inARow(ACCEPTED_TO_RELAX)
        ? { severity: 'normal', reason: '5 consecutive lots were accepted under tightened inspection' }
        : stay;
    case 'reduced':
      if (rejected(accepted) > 0)
        return { severity: 'normal', reason: 'a lot was rejected under reduced inspection' };
      return steadySupply ? stay : { severity: 'normal', reason: 'supply is no longer steady' };
    case 'stopped':
      return stay;
  }
}
