import type { CountCause } from '../../../../events/count.ts';
import { approvalTier } from '../../../domain/approval.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type {
  Adjustment,
  Answer,
  AskStep,
  CountBody,
  CountCase,
  CountDecision,
  Counted,
  CountOutcome,
} from '../contract.ts';
import { searchCause } from './search.ts';
import { expectedAt, isWithin, lastMover, toleranceOf } from './variance.ts';

/** Counts of one place, the first included: at most two recounts (rule 5.3). */
export const MOST_COUNTS = 3;

/** The question a count waits for, if any: asked once for each round. */
export function askOf(body: CountBody): { step: AskStep; round: number } | undefined {
  if (body.outcome !== undefined) return undefined;
  const step = stepOf(body);
  return step && { step, round: body.asked[step] ?? 1 };
}

function stepOf({ phase, counts }: CountBody): AskStep | undefined {
  if (phase === 'APPROVING') return 'approval';
  if (phase === 'RECOUNTING') return counts.length === 1 ? 'recount' : 'third-count';
  return undefined;
}

/**
 * What follows from a count (rule 5.3): nothing, an adjustment within tolerance, or freeze, search, blind recount, third
 * count, approval. Facts that were heard have had their effect, so that the same facts again change nothing.
 */
export function decideCount(given: CountCase): CountDecision {
  const decisions: DecisionRecord[] = [];
  let body = given.body;
  const count = given.submitted.find(({ eventId }) => !body.heard.includes(eventId));
  if (count && body.phase === 'COUNTING' && body.outcome === undefined)
    body = counted(given, heard(body, count.eventId), count, decisions);
  for (const answer of given.answers)
    if (!body.heard.includes(answer.taskId) && body.outcome === undefined)
      body = answered(given, heard(body, answer.taskId), answer, decisions);
  const { investigateUntil } = body;
  if (body.phase === 'INVESTIGATING' && investigateUntil !== undefined && given.now >= investigateUntil)
    body = asking({ ...body, investigated: true }, 'APPROVING', 'approval');
  return { body, decisions };
}

/** A count is weighed against what the book had at the time of its scan. */
function counted(
  given: CountCase,
  body: CountBody,
  count: { readonly quantity: number; readonly countedBy: string; readonly countedAt: string },
  decisions: DecisionRecord[],
): CountBody {
  const { book, item, limits, mode } = given;
  const expected = expectedAt(book, count.countedAt);
  const round = body.counts.length + 1;
  const { quantity, countedBy, countedAt } = count;
  const made: Counted = { round, quantity, countedBy, countedAt, expected, variance: quantity - expected };
  const first = body.counts[0];
  const after = { ...body, counts: [...body.counts, made] };
  const tolerance = toleranceOf(item, made.variance, limits);
  const verdict = verdictOf(made, first, isWithin(made, tolerance, item.unitCost), body.counts.length);
  decisions.push(
    decision(given, `count-${round}`, 'cycle-count.variance', {
      inputs: {
        round,
        counted: made.quantity,
        expected,
        variance: made.variance,
        ...(first && { firstVariance: first.variance }),
      },
      thresholds: {
        percent: { value: tolerance.basisPoints, level: `${limits.percent.level}, ${tolerance.because}` },
        value: { value: tolerance.value, level: `${limits.value.level}, ${tolerance.because}` },
      },
      result: verdict,
    }),
  );
  if (mode !== 'act') return settled(after, mode);
  if (verdict === 'as-expected') return settled(after, round === 1 ? 'as-expected' : 'first-count-error');
  if (verdict === 'in-tolerance')
    return settled(
      after,
      'in-tolerance',
      adjustmentOf(given, made.variance, 'UNKNOWN', [], 'COUNT_IN_TOLERANCE'),
    );
  if (round === 1) {
    const mover = lastMover(book, countedAt);
    return asking(
      {
        ...after,
        proposal: searchCause(made.variance, countedAt, book, item),
        ...(mover === undefined ? {} : { lastMover: mover }),
        plan: { planId: 'freeze', kind: 'freeze' },
      },
      'RECOUNTING',
      'recount',
    );
  }
  if (verdict === 'differs') return asking(after, 'RECOUNTING', 'third-count');
  return approving(given, after, decisions);
}

type Verdict = 'as-expected' | 'in-tolerance' | 'recount' | 'differs' | 'approval';

/** Only the first count is adjusted without anybody; a second that differs from it asks for the third. */
function verdictOf(made: Counted, first: Counted | undefined, within: boolean, before: number): Verdict {
  if (made.variance === 0) return 'as-expected';
  if (!first) return within ? 'in-tolerance' : 'recount';
  return before === 1 && made.variance !== first.variance ? 'differs' : 'approval';
}

/** Rule 4.4: small values are adjusted without a person, others by the people of their tier. */
function approving(given: CountCase, body: CountBody, decisions: DecisionRecord[]): CountBody {
  const { variance } = lastOf(body);
  const value = valueInQuestion(variance, given.item.unitCost);
  const tier = approvalTier(given.approvalTiers, value, given.currency);
  decisions.push(
    decision(given, `approval-${body.counts.length}`, 'cycle-count.approval', {
      inputs: { variance, value },
      thresholds: { tier: { value: tier.upTo, level: 'tenant' } },
      result: { tier: tier.tier, approvers: tier.approvers },
    }),
  );
  if (tier.approvers.length > 0) return asking(body, 'APPROVING', 'approval');
  const cause = body.proposal?.cause ?? 'UNKNOWN';
  return settled(body, 'adjusted', adjustmentOf(given, variance, cause, [], 'COUNT_ADJUSTMENT'));
}

function answered(given: CountCase, body: CountBody, answer: Answer, decisions: DecisionRecord[]): CountBody {
  const { variance } = lastOf(body);
  const form = answer.form;
  switch (answer.option) {
    case 'COUNTED':
      return counted(
        given,
        body,
        { quantity: Number(form.quantity), countedBy: answer.by[0] ?? 'unknown', countedAt: answer.at },
        decisions,
      );
    case 'APPROVE':
      return settled(
        body,
        'adjusted',
        adjustmentOf(given, variance, form.cause as CountCause, answer.by, 'COUNT_ADJUSTMENT'),
      );
    case 'SPLIT': {
      const found = { bin: String(form.bin), quantity: Number(form.quantity) };
      return settled(body, 'adjusted', {
        ...adjustmentOf(given, variance + found.quantity, 'MISPLACED', answer.by, 'COUNT_ADJUSTMENT'),
        found,
      });
    }
    case 'RECOUNT':
      return asking(body, 'RECOUNTING', 'third-count');
    case 'INVESTIGATE':
      return {
        ...body,
        phase: 'INVESTIGATING',
        investigateUntil: new Date(
          Date.parse(answer.at) + given.limits.investigateMinutes.value * 60_000,
        ).toISOString(),
      };
    case 'REJECT':
      return settled(body, 'rejected');
    default:
      return { ...body, outcome: 'undecided' };
  }
}

/** Ends the count. Stock that was frozen is free again; the channels show what the book says then. */
function settled(body: CountBody, outcome: CountOutcome, adjustment?: Adjustment): CountBody {
  const { plan: _, ...rest } = body;
  const needsCalls = adjustment !== undefined || body.hold !== undefined;
  return {
    ...rest,
    phase: 'SETTLED',
    outcome,
    ...(needsCalls && {
      plan: {
        planId: `settle-${body.failures + 1}`,
        kind: 'settle' as const,
        ...(adjustment && { adjustment }),
      },
    }),
  };
}

function asking(body: CountBody, phase: 'RECOUNTING' | 'APPROVING', step: AskStep): CountBody {
  return { ...body, phase, asked: { ...body.asked, [step]: (body.asked[step] ?? 0) + 1 } };
}

/** Units more than the book are first those a pick missed, which it has on hold. */
function adjustmentOf(
  { item, book }: CountCase,
  quantity: number,
  cause: CountCause,
  approvedBy: readonly string[],
  reasonCode: Adjustment['reasonCode'],
): Adjustment {
  const located = Math.min(Math.max(0, quantity), book.missing ?? 0);
  const value = valueInQuestion(quantity - located, item.unitCost);
  return { quantity, ...(located > 0 && { located }), value, cause, approvedBy, reasonCode };
}

function heard(body: CountBody, id: string): CountBody {
  return { ...body, heard: [...body.heard, id] };
}

/**
 * Whether later counts showed the first one right: one of them found the same. The book's own number speaks against it, and so
 * does a third count that found something else (rule 4.10); a second one that agrees with nobody leaves it open.
 */
export function isFirstConfirmed({
  counts: [first, ...later],
}: Pick<CountBody, 'counts'>): boolean | undefined {
  if (!first || later.length === 0) return undefined;
  if (later.some(({ variance }) => variance === first.variance)) return true;
  return later.length > 1 || later.some(({ variance }) => variance === 0) ? false : undefined;
}

/** The count that stands. Raises when there is none: no question is asked before the first. */
export function lastOf({ counts, countId }: Pick<CountBody, 'counts' | 'countId'>): Counted {
  const last = counts.at(-1);
  if (!last) throw new Error(`count ${countId} was answered before anybody counted`);
  return last;
}

function decision(
  { processId, now }: CountCase,
  id: string,
  ruleId: string,
  rest: Pick<DecisionRecord, 'inputs' | 'thresholds' | 'result'>,
): DecisionRecord {
  return { id: `${processId}#${id}`, ruleId, ruleVersion: 1, at: now, ...rest };
}
