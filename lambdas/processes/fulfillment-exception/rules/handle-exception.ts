import type { Resolution } from '../../../../events/fulfillment.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type {
  AffectedLine,
  DecidedBy,
  ExceptionBody,
  ExceptionCase,
  Handling,
  NextLook,
  Outcome,
} from '../contract.ts';
import type { ExceptionPlan } from '../plan.ts';
import { affectedLines, isAboutGoods } from './affected.ts';
import { askAbout, proposalAsk } from './asks.ts';
import { type Candidates, candidatesOf } from './candidates.ts';
import { decideByOf, later } from './deadline.ts';
import { planIdOf, recordOf } from './record.ts';
import { noSteps, takeOff } from './steps.ts';

/**
 * One look at an exception: what must be done at once, then the first way out that may be taken; a person where a rule
 * says so, until their time is over: then it waits for supply (rule 5.9). The same facts again give nothing new.
 */
export function handleException(given: ExceptionCase): Handling {
  const lines = affectedLines(given);
  if (!lines) return over(given.body, 'obsolete');
  const known = withDeadline(given);
  const { body } = known.given;
  if (given.mode === 'act' && !body.taken) {
    const secured = secure(known.given, lines);
    if (secured) return { body: secured, decisions: known.decisions };
  }
  const candidates = candidatesOf(known.given, lines);
  const verdict = verdictOf(known.given, candidates);
  const record = recordOf(known.given, 'resolution', {
    inputs: { type: body.exception.type, word: given.word?.option, ...candidates.facts },
    thresholds: candidates.thresholds,
    result: verdict,
  });
  return actOn(known.given, lines, candidates, verdict, [...known.decisions, record]);
}

/** The deadline follows from the first look: what carriers change later gives nobody more time. */
function withDeadline(given: ExceptionCase): { given: ExceptionCase; decisions: readonly DecisionRecord[] } {
  if (given.body.decideBy !== undefined) return { given, decisions: [] };
  const { decideBy, cutOffAt } = decideByOf(given);
  const { detectedAt, shipment } = given.body.exception;
  const decision = recordOf(given, 'deadline', {
    inputs: { detectedAt, cutOffAt, carrier: shipment?.carrier },
    thresholds: ['packMinutes', 'decisionMinutes'],
    result: { decideBy },
  });
  return { given: { ...given, body: { ...given.body, decideBy } }, decisions: [decision] };
}

/** Missing units leave the books before anything is decided. */
function secure(given: ExceptionCase, lines: readonly AffectedLine[]): ExceptionBody | undefined {
  const { exception } = given.body;
  const [line] = lines;
  if (isAboutGoods(exception.type) && line && line.short > 0)
    return planned(given, { decidedBy: 'RULE', ...takeOff(given, line) });
  return undefined;
}

type Verdict =
  | { readonly kind: 'resolve'; readonly resolution: Resolution; readonly decidedBy: DecidedBy }
  | { readonly kind: 'wait' | 'ask' | 'blocked' };

function verdictOf(given: ExceptionCase, { list }: Candidates): Verdict {
  const { body, word, now } = given;
  const isAnswered = body.ask !== undefined && body.ask.used !== true && word !== undefined;
  // What a system refused is not tried again by itself; a person may choose it all the same.
  const chosen = isAnswered
    ? list.find(({ resolution, offered }) => offered && resolution === word.option)
    : undefined;
  if (chosen?.possible) return { kind: 'resolve', resolution: chosen.resolution, decidedBy: 'PERSON' };
  const fitting = list.find(({ fits, resolution }) => fits && !body.refused.includes(resolution));
  if (fitting) return { kind: 'resolve', resolution: fitting.resolution, decidedBy: 'RULE' };
  const isLate = now >= (body.decideBy ?? now) || word?.option === 'EXPIRED';
  const mayWait = !body.refused.includes('BACK_ORDER');
  if (isLate)
    return mayWait ? { kind: 'resolve', resolution: 'BACK_ORDER', decidedBy: 'CLOCK' } : { kind: 'blocked' };
  if (body.ask && body.ask.used !== true && word === undefined) return { kind: 'wait' };
  return list.some(({ offered }) => offered) ? { kind: 'ask' } : { kind: 'blocked' };
}

function actOn(
  given: ExceptionCase,
  lines: readonly AffectedLine[],
  candidates: Candidates,
  verdict: Verdict,
  decisions: readonly DecisionRecord[],
): Handling {
  const { body, now, mode } = given;
  const decideBy = body.decideBy ?? now;
  if (mode === 'shadow') return { ...over(body, 'shadow'), decisions };
  if (mode === 'advise') return advise(given, decideBy, verdict, decisions);
  const review: NextLook = { state: 'REVIEW', at: decideBy, outcome: 'open' };
  switch (verdict.kind) {
    case 'resolve': {
      const { resolution, decidedBy } = verdict;
      const candidate = candidates.list.find((one) => one.resolution === resolution);
      const { steps, asks } = candidate?.steps() ?? noSteps;
      return { body: planned(given, { resolution, decidedBy, steps, asks }), decisions };
    }
    case 'wait':
      return { body: { ...body, next: review }, decisions: [] };
    case 'ask': {
      const ask = askAbout(
        given,
        candidates.asks ?? 'ladder',
        candidates.list.filter(({ offered }) => offered).map(({ resolution }) => resolution),
        { decideBy, value: valueAtStake(given, lines), context: candidates.facts },
      );
      const { step, round } = ask;
      const asked = { step, round, options: ask.options.map(({ code }) => code) };
      return {
        body: { ...body, looks: body.looks + 1, ask: asked, next: review },
        decisions,
        ask,
      };
    }
    default: {
      const at = later(now, given.limits.retryMinutes.value);
      const refused = body.refused.join(', ');
      return {
        body: {
          ...body,
          looks: body.looks + 1,
          refused: [],
          next: { state: 'BLOCKED', at, outcome: 'open' },
        },
        decisions,
        blocked: `systems refused ${refused || 'everything'}; it is tried again ${at}`,
      };
    }
  }
}

/** One person does what was decided; the process ends with their word, or their time. */
function advise(
  given: ExceptionCase,
  decideBy: string,
  verdict: Verdict,
  decisions: readonly DecisionRecord[],
): Handling {
  const { body, now, word } = given;
  if (word !== undefined || (body.ask && now >= decideBy)) return over(body, 'advise');
  const next: NextLook = { state: 'REVIEW', at: decideBy, outcome: 'open' };
  if (body.ask) return { body: { ...body, next }, decisions: [] };
  const ask = proposalAsk(given, decideBy, { ...verdict });
  const asked = { step: ask.step, round: ask.round, options: ask.options.map(({ code }) => code) };
  return { body: { ...body, looks: body.looks + 1, ask: asked, next }, decisions, ask };
}

function planned(given: ExceptionCase, plan: Omit<ExceptionPlan, 'planId' | 'handled'>): ExceptionBody {
  const { body, now } = given;
  return {
    ...body,
    looks: body.looks + 1,
    ...(body.ask && plan.decidedBy === 'PERSON' ? { ask: { ...body.ask, used: true } } : {}),
    next: { state: 'HANDLING', at: now, outcome: 'open' },
    plan: { planId: planIdOf(given), handled: [], ...plan },
  };
}

/** What the customer paid for the units in question. */
function valueAtStake({ currency }: ExceptionCase, lines: readonly AffectedLine[]) {
  const minor = lines.reduce((sum, { short, unitPrice }) => {
    const more = sum + valueInQuestion(short, unitPrice).minor;
    return Number.isSafeInteger(more) ? more : Number.MAX_SAFE_INTEGER;
  }, 0);
  return { minor, currency };
}

function over(body: ExceptionBody, outcome: Outcome): Handling {
  return { body: { ...body, next: { state: 'CLOSED', outcome } }, decisions: [] };
}
