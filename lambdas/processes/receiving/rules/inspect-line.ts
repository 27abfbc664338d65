import type { DefectCounts } from '../../../../events/quality.ts';
import { inspectionReasons, inspectionVerdict, samplingPlan } from '../../../domain/inspection.ts';
import { failsLife } from './classify.ts';
import { type Dispute, decided, disputeOf, formUnits } from './disputes.ts';
import type { AnswerFact, ReceivingLine, SettleContext } from './line.ts';
import type { LineFacts, Piece } from './line-facts.ts';
import { balance } from './movements.ts';
import { LOT_TERMINAL } from './options.ts';
import type { LotOutcome } from './placement.ts';

export interface Inspected {
  readonly line: ReceivingLine;
  readonly outcome: LotOutcome;
  /** Units the inspection, or the decision about the failed lot, is about. */
  readonly units: number;
  readonly inspection: Dispute;
  readonly failedLot: Dispute;
  readonly undecided: number;
  /** The verdict reached now. */
  readonly fresh?: { readonly verdict: 'pass' | 'fail'; readonly defects: DefectCounts };
}

/**
 * Inspection of a line's good units on the order (rule 5.1). Whether to inspect is decided with the first count and kept,
 * so goods nobody asked to inspect are never pulled back later; the plan follows the lot's size until the inspector is
 * asked. A stopped supplier's lot needs no inspector: it is treated as failed.
 */
export function inspectLine(
  line: ReceivingLine,
  facts: LineFacts,
  ownedGood: readonly Piece[],
  context: SettleContext,
): Inspected {
  const fails = (piece: Piece) => failsLife(piece, line, facts, context);
  const reasons = line.inspection?.reasons ?? reasonsFor(line, ownedGood.some(fails), context);
  const wholeLine =
    reasons.some((reason) => reason !== 'LOT_EXPIRY') ||
    (reasons.length > 0 && line.findings.some(({ code }) => code === 'V11'));
  const inspected = (piece: Piece) => piece.condition === 'good' && (wholeLine || fails(piece));
  const units = ownedGood.filter(inspected).reduce((sum, piece) => sum + piece.units, 0);
  const inspection = disputeOf(line, 'inspection');
  const failedLot = disputeOf(line, 'failed-lot');
  const nothing = { released: 0, sortedOut: 0, returned: 0, scrapped: 0 };
  if (reasons.length === 0 || (units === 0 && !line.inspection)) {
    return {
      line,
      outcome: { state: 'none', inspected, ...nothing },
      units: 0,
      inspection,
      failedLot,
      undecided: 0,
    };
  }

  const asked = inspection.nextRound > 1;
  const plan =
    asked && line.inspection
      ? line.inspection.plan
      : samplingPlan(Math.max(1, units), context.history.severity, context.settings.inspection.aql);
  const known = line.inspection?.verdict;
  const defects =
    line.inspection?.defects ??
    inspection.verdicts.map(({ answer }) => defectsOf(answer)).find((counts) => counts !== undefined);
  const stopped = reasons.includes('STOPPED');
  const verdict = known ?? (defects && inspectionVerdict(plan, defects));
  const state = stopped ? 'fail' : (verdict ?? 'pending');
  const sorted = failedLot.verdicts.filter(
    ({ option, units: of, answer }) => option !== 'SORT_100' || sortOf(answer, of) !== undefined,
  );
  const { units: by, pending } = decided(
    { ...failedLot, verdicts: sorted },
    state === 'fail' ? units : 0,
    LOT_TERMINAL,
  );
  const sortedGood = Math.min(
    by.get('SORT_100') ?? 0,
    sorted.reduce(
      (sum, { option, units: of, answer }) => sum + (option === 'SORT_100' ? (sortOf(answer, of) ?? 0) : 0),
      0,
    ),
  );
  return {
    line: {
      ...line,
      inspection: { plan, reasons, ...(defects && { defects }), ...(verdict && { verdict }) },
    },
    outcome: {
      state,
      inspected,
      released: (by.get('ACCEPT_CONCESSION') ?? 0) + sortedGood,
      sortedOut: (by.get('SORT_100') ?? 0) - sortedGood,
      returned: by.get('RETURN_LOT') ?? 0,
      scrapped: by.get('SCRAP') ?? 0,
    },
    units,
    inspection,
    failedLot,
    undecided: pending,
    ...(!known && verdict && defects && { fresh: { verdict, defects } }),
  };
}

function reasonsFor(line: ReceivingLine, lifeFails: boolean, context: SettleContext): readonly string[] {
  const lotExpiry = lifeFails || line.findings.some(({ code }) => code === 'V11');
  const facts = { ...context.history, item: line.item?.inspection ?? 'BY_RULE', lotExpiry } as const;
  // Released goods may be allocated already; only a lot that fails its own check is stopped behind them.
  if (balance(line.movements, 'available') > 0) return lifeFails ? ['LOT_EXPIRY'] : [];
  return inspectionReasons(facts, context.settings.inspection);
}

function defectsOf(answer: AnswerFact): DefectCounts | undefined {
  const [critical, major, minor] = ['critical', 'major', 'minor'].map((field) => formUnits(answer, field));
  return critical === undefined || major === undefined || minor === undefined
    ? undefined
    : { critical, major, minor };
}

/** Good units of a sorted lot; nothing when good and bad do not add up to the lot. */
function sortOf(answer: AnswerFact, units: number): number | undefined {
  const good = formUnits(answer, 'good');
  const bad = formUnits(answer, 'bad');
  return good === undefined || bad === undefined || good + bad !== units ? undefined : good;
}
