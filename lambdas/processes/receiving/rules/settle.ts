import type { DecisionRecord } from '../../../store/ports.ts';
import { absorbAnswers } from './absorb.ts';
import { askOf, type Question } from './asks.ts';
import { disputeOf, questionKey, WITHDRAWN } from './disputes.ts';
import { planFollowUps } from './follow-ups.ts';
import { type Judgement, judgeLine } from './judge-line.ts';
import type {
  AnswerFact,
  Ask,
  FollowUp,
  LineMovement,
  LineStatus,
  ReceivingLine,
  SettleContext,
  Settlement,
} from './line.ts';
import { planMovements } from './movements.ts';
import { PROPOSAL_OPTIONS } from './options.ts';
import { type Inquiry, inquiriesOf } from './questions.ts';

/**
 * What follows for one line from its facts (rule 5.1). Pure and repeatable: the answer is the difference between where
 * the facts say the line should stand and what was already asked for, so the same facts again give nothing new, and more
 * facts give only what they add. Good units are posted with every count; people are asked when the unloading is finished,
 * one question about the whole line instead of one per truckload.
 */
export function settleLine(given: ReceivingLine, context: SettleContext): Settlement {
  const absorbed = absorbAnswers(given);
  const judgement = judgeLine(absorbed, context);
  const line = judgement.inspected.line;
  const full = act(line, judgement, context);
  if (context.mode === 'act') return full;
  const classified = { ...absorbed, classes: full.line.classes };
  return context.mode === 'shadow' ? watch(classified, full) : propose(classified, judgement, full, context);
}

function act(line: ReceivingLine, judgement: Judgement, context: SettleContext): Settlement {
  const key = (step: string, number: number) => `${context.processId}#${step}#${line.line}-${number}`;
  const movements = planMovements(line.movements, judgement.placements, (place, number) =>
    key(`to-${place}`, number),
  );
  const followUps = context.final
    ? planFollowUps(line, judgement.facts, judgement.consequences, key)
    : planDamage(line, judgement, key);
  const inquiries = context.final ? inquiriesOf(line, judgement) : [];
  const { asks, withdrawn } = askAnew(inquiries, line, judgement, context);
  const { fresh } = judgement.inspected;
  const next = withQuestions(
    {
      ...line,
      movements: [...line.movements, ...movements],
      followUps: [...line.followUps, ...followUps],
      classes: judgement.classified.classes,
    },
    asks,
    withdrawn,
    context,
  );
  const settled = { ...next, status: statusOf(next, inquiries, judgement, context) };
  return {
    line: settled,
    movements,
    followUps,
    asks: asks.map(({ ask }) => ask),
    withdrawn,
    ...(fresh && { inspected: fresh }),
    decision: decisionOf(settled, judgement, context),
  };
}

/** Before the unloading is finished only the damage process hears of a line: it has minutes, not hours. */
function planDamage(
  line: ReceivingLine,
  { facts, consequences }: Judgement,
  key: (step: string, number: number) => string,
): FollowUp[] {
  return planFollowUps(
    line,
    facts,
    { claimed: 0, raised: 0, lowered: 0, damaged: consequences.damaged },
    key,
  ).filter(({ kind }) => kind === 'start-damage');
}

/** A question with the units its answer will cover. */
interface Asked {
  readonly ask: Ask;
  readonly units: number;
}

/** Questions that have to be asked now, and open ones that later facts made pointless. */
function askAnew(
  inquiries: readonly Inquiry[],
  line: ReceivingLine,
  judgement: Judgement,
  context: SettleContext,
): { asks: Asked[]; withdrawn: string[] } {
  const asks: Asked[] = [];
  const withdrawn: string[] = [];
  for (const { dispute, question, restarts } of inquiries) {
    const { open } = dispute;
    const stands = open !== undefined && question.units > 0 && (!restarts || open.units === question.units);
    if (open && !stands) withdrawn.push(questionKey(dispute.step, open.round));
    if (question.units > 0 && !stands && !dispute.expired)
      asks.push({
        ask: askOf(question, dispute.nextRound, line, judgement.facts, context),
        units: question.units,
      });
  }
  return { asks, withdrawn };
}

function withQuestions(
  line: ReceivingLine,
  asks: readonly Asked[],
  withdrawn: readonly string[],
  { now }: SettleContext,
): ReceivingLine {
  if (asks.length + withdrawn.length === 0) return line;
  const closed = withdrawn.map((key): AnswerFact => {
    const [step = '', round = ''] = key.split('#');
    return {
      taskId: `withdrawn:${key}`,
      step: step as AnswerFact['step'],
      round: Number(round),
      option: WITHDRAWN,
      by: 'process',
      at: now,
    };
  });
  const keyed = asks.map(({ ask, units }) => [questionKey(ask.step, ask.round), units] as const);
  return {
    ...line,
    answers: [...line.answers, ...closed],
    asked: [...line.asked, ...keyed.map(([key]) => key)],
    askedFor: { ...line.askedFor, ...Object.fromEntries(keyed) },
  };
}

function statusOf(
  line: ReceivingLine,
  inquiries: readonly Inquiry[],
  { facts, held }: Judgement,
  { final }: SettleContext,
): LineStatus {
  if (!final) return 'expected';
  if (facts.received === 0 && !line.accepted && line.movements.length === 0) return 'refused';
  if (inquiries.some(({ dispute: { step } }) => disputeOf(line, step).open !== undefined)) return 'asking';
  const parked = held > 0 || inquiries.some(({ dispute, question }) => dispute.expired && question.units > 0);
  return parked ? 'parked' : 'settled';
}

/** Shadow (rule 4.12): the decision is recorded and nothing is asked for. */
function watch(line: ReceivingLine, full: Settlement): Settlement {
  const status =
    full.line.status === 'expected' || full.line.status === 'refused' ? full.line.status : 'settled';
  return {
    line: { ...line, status },
    movements: [],
    followUps: [],
    asks: [],
    withdrawn: [],
    decision: full.decision,
  };
}

/** Advise (rule 4.12): one person sees what would be done, does it, and says so. */
function propose(
  line: ReceivingLine,
  judgement: Judgement,
  full: Settlement,
  context: SettleContext,
): Settlement {
  const dispute = disputeOf(line, 'proposal');
  const answered = dispute.verdicts.at(-1)?.units === judgement.facts.received;
  const open = context.final && full.line.status !== 'refused' && !answered && !dispute.expired;
  const stands = dispute.open?.units === judgement.facts.received;
  const question: Question = {
    step: 'proposal',
    units: judgement.facts.received,
    title: `Proposed: ${line.sku}, line ${line.line}`,
    group: 'supervisor',
    excluded: [],
    options: PROPOSAL_OPTIONS,
    context: {
      classes: line.classes,
      movements: full.movements.map(briefOf),
      followUps: full.followUps,
      questions: full.asks.map(({ step, title, options }) => ({
        step,
        title,
        options: options.map(({ code }) => code),
      })),
    },
  };
  const ask = askOf(question, dispute.nextRound, line, judgement.facts, context);
  const asks = open && !stands ? [{ ask, units: question.units }] : [];
  const withdrawn = dispute.open && !stands ? [questionKey('proposal', dispute.open.round)] : [];
  const status: LineStatus =
    !context.final || full.line.status === 'refused'
      ? full.line.status
      : open
        ? 'asking'
        : dispute.expired
          ? 'parked'
          : 'settled';
  return {
    line: { ...withQuestions(line, asks, withdrawn, context), status },
    movements: [],
    followUps: [],
    asks: asks.map((asked) => asked.ask),
    withdrawn,
    decision: full.decision,
  };
}

const briefOf = ({ quantity, from, to, lot, reasonCode }: LineMovement) => ({
  quantity,
  from,
  to,
  ...(lot !== undefined && { lot }),
  reasonCode,
});

const SETTLE_RULE = { id: 'receiving.settle', version: 1 } as const;

/** Why the line stands as it does (N1). The id follows from the facts, so the same decision made again is the same record. */
function decisionOf(
  line: ReceivingLine,
  { facts, classified, placements, consequences, undecided }: Judgement,
  context: SettleContext,
): DecisionRecord {
  const answers = line.answers.map(
    ({ step, round, option, by }) => `${questionKey(step, round)} ${option} by ${by}`,
  );
  const standing = `${line.counts.length}.${line.answers.length}.${context.final ? 'final' : 'open'}`;
  const tenant = (value: unknown) => ({ value, level: 'tenant' });
  return {
    id: `${context.processId}#settle#${line.line}-${standing}`,
    ruleId: SETTLE_RULE.id,
    ruleVersion: SETTLE_RULE.version,
    at: context.now,
    line: line.line,
    inputs: {
      kind: facts.kind,
      ordered: facts.ordered,
      open: facts.open,
      announced: line.announced,
      announcedShort: facts.announcedShort,
      good: facts.good,
      damaged: facts.damaged,
      recounts: facts.recounts,
      daysLate: facts.daysLate,
      unitCost: facts.cost,
      final: context.final,
      mode: context.mode,
      severity: context.history.severity,
      answers,
    },
    thresholds: {
      ...facts.limits,
      blind: tenant(context.settings.blind),
      inspection: tenant(context.settings.inspection),
      review: tenant(context.settings.review),
      approvalTiers: tenant(context.approvalTiers),
    },
    result: {
      classes: classified.classes,
      over: classified.over,
      short: classified.short,
      status: line.status,
      ...(line.inspection && { inspection: line.inspection }),
      stock: placements.map(({ place, units, lot, reason }) => ({
        place: place ?? 'out',
        units,
        ...(lot !== undefined && { lot }),
        reason,
      })),
      ...consequences,
      undecided,
    },
  };
}
