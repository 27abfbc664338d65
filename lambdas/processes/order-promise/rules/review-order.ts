import type { Order } from '../../../adapters/oms/port.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { LineView, PromiseBody, Review, ReviewCase } from '../contract.ts';
import type { CallAnswers, PromisePlan } from '../plan.ts';
import { type Absorbed, absorb } from './absorb.ts';
import { applyPlan, callId } from './apply-plan.ts';
import { proposalAsk } from './asks.ts';
import { breachesOf } from './breaches.ts';
import { later } from './contact.ts';
import { viewLines } from './dates.ts';
import { endingsOf } from './endings.ts';
import { type JudgedLine, judgeLines } from './judge-lines.ts';
import { nextLook } from './next-look.ts';
import { planIdOf, recordOf } from './record.ts';
import { type Telling, tell } from './tell.ts';

/**
 * One look at an order (rule 5.10): new dates, what the law makes of them, who hears of it, what is broken. The same facts
 * again give no plan. Raises ContractViolation for a calendar that cannot be computed with.
 */
export function reviewOrder(given: ReviewCase): Review {
  const { order } = given.answers;
  if (!order) return unknownOrder(given);
  const absorbed = absorb(given, order);
  const heard = { ...given, body: absorbed.body };
  const views = viewLines(heard, order);
  const lines = judgeLines(heard, order, views);
  const telling = tell(heard, order, lines);
  const body = { ...telling.body, lines: views.map((view) => memoryAfter(lines, view)) };
  const judged = { ...heard, body };
  const plan = planOf(judged, order, lines, telling, absorbed);
  const decisions = [
    ...lines.flatMap(({ records }) => records),
    ...telling.records,
    ...words(judged, absorbed),
  ];
  return given.mode === 'act'
    ? act(judged, order, lines, telling, plan, decisions)
    : advise(judged, plan, decisions);
}

function act(
  given: ReviewCase,
  order: Order,
  lines: readonly JudgedLine[],
  telling: Telling,
  plan: PromisePlan,
  decisions: readonly DecisionRecord[],
): Review {
  const isNews = !isEmpty(plan);
  // What is asked for is taken for done: whoever confirms the plan looks earlier where it was not.
  const projected = isNews
    ? applyPlan(given.body, plan, allAnswered(plan), given.now, given.limits)
    : given.body;
  const memories = new Map(projected.lines.map((line) => [line.orderLineId, line]));
  const views = lines.map(({ view }) => ({ ...view, memory: memories.get(view.orderLineId) ?? view.memory }));
  const next = nextLook(given, {
    body: projected,
    views,
    zone: order.destination.zone,
    ...(telling.tellAt === undefined ? {} : { tellAt: telling.tellAt }),
    cancelAt: lines.flatMap(({ verdict }) =>
      verdict.kind === 'CONSENT' && verdict.cancelAt ? [verdict.cancelAt] : [],
    ),
    ...(telling.waitsFor === undefined ? {} : { waitsFor: telling.waitsFor }),
    asks: projected.loyalty?.state === 'ASKED',
    outcome: outcomeOf(projected, views),
  });
  return withDigest({ body: given.body, decisions, next, ...(isNews ? { plan } : {}) }, given);
}

/** In shadow it is only said what would be done; advised, one person is asked to do it (rule 4.12). */
function advise(given: ReviewCase, plan: PromisePlan, decisions: readonly DecisionRecord[]): Review {
  const wouldDo = {
    promises: plan.promises,
    notice: plan.notice,
    offers: plan.offers,
    endings: plan.endings,
    grant: plan.grant,
  };
  const proposed = recordOf(given, 'proposal', {
    inputs: { mode: given.mode },
    limits: given.limits,
    thresholds: [],
    result: wouldDo,
  });
  const all = [...decisions, proposed];
  const isAnswered = given.heard.tasks.some(({ step }) => step === 'proposal');
  if (given.mode === 'shadow' || isEmpty(plan) || isAnswered)
    return withDigest(
      {
        body: given.body,
        decisions: all,
        next: { state: 'CLOSED', outcome: given.mode === 'shadow' ? 'shadow' : 'advise' },
      },
      given,
    );
  const ask = proposalAsk(given, wouldDo);
  const asking: PromisePlan = { ...nothing(given, plan.customerId), asks: [ask], causes: plan.causes };
  const at = later(given.now, given.limits.recheckMinutes.value);
  return withDigest(
    { body: given.body, decisions: all, plan: asking, next: { state: 'REVIEW', at, outcome: 'advise' } },
    given,
  );
}

/** The OMS does not know the order: nothing was promised here. */
function unknownOrder(given: ReviewCase): Review {
  const record = recordOf(given, 'order', {
    inputs: { orderId: given.body.orderId },
    limits: given.limits,
    thresholds: [],
    result: 'UNKNOWN_ORDER',
  });
  return withDigest(
    { body: given.body, decisions: [record], next: { state: 'CLOSED', outcome: 'unknown-order' } },
    given,
  );
}

function planOf(
  given: ReviewCase,
  order: Order,
  lines: readonly JudgedLine[],
  telling: Telling,
  { errands }: Absorbed,
): PromisePlan {
  const { body, now, answers } = given;
  const ends = lines.flatMap(({ view, ends: reason }) =>
    reason && !telling.waitsForFinance ? [{ view, reason }] : [],
  );
  const promises = lines.flatMap(({ promise }) => promise ?? []);
  const offered = new Set(telling.offers.map(({ orderLineId }) => orderLineId));
  const approved = body.loyalty?.state === 'APPROVED' ? body.loyalty.amount : undefined;
  const isGone = body.card !== undefined && promises.length === 0 && lines.every(({ isQuiet }) => isQuiet);
  return {
    ...nothing(given, order.customerId),
    promises,
    ...(promises.length + ends.length > 0 ? { card: cardText(order.orderId, lines) } : {}),
    ...(body.card && (isGone || promises.length + ends.length > 0) ? { removesCard: body.card.cardId } : {}),
    endings: endingsOf(given, ends, answers.payment ?? undefined),
    refunds: body.lines.flatMap(({ orderLineId, owed }) =>
      owed ? [{ orderLineId, amount: owed.amount }] : [],
    ),
    expires: lines.flatMap(({ view, dropsOffer }) => {
      const { offer } = view.memory;
      const isReplaced = offer !== undefined && offered.has(view.orderLineId);
      return offer && (dropsOffer || isReplaced)
        ? [{ orderLineId: view.orderLineId, offerId: offer.offerId }]
        : [];
    }),
    offers: telling.offers,
    ...(telling.notice ? { notice: telling.notice } : {}),
    ...(telling.lifts ? { liftsSuppression: telling.lifts } : {}),
    ...((telling.grant ?? approved) ? { grant: telling.grant ?? approved } : {}),
    errands: [
      ...errands,
      ...lines.flatMap(({ view, errand }) =>
        errand === undefined ? [] : [{ orderLineId: view.orderLineId, subject: errand }],
      ),
    ],
    asks: telling.asks,
    breaches: lines.flatMap(({ view, ends: reason }) =>
      reason ? [] : breachesOf(view, order.destination.zone, now),
    ),
  };
}

function nothing(given: ReviewCase, customerId: string): PromisePlan {
  return {
    planId: planIdOf(given),
    customerId,
    promises: [],
    endings: [],
    refunds: [],
    expires: [],
    offers: [],
    agentDueAt: later(given.now, given.limits.agentTaskMinutes.value),
    errands: [],
    breaches: [],
    asks: [],
    handled: [],
    causes: given.causes.map(({ eventId }) => eventId),
  };
}

export function isEmpty(plan: PromisePlan): boolean {
  const { promises, endings, refunds, expires, offers, errands, breaches, asks } = plan;
  const lists = [promises, endings, refunds, expires, offers, errands, breaches, asks];
  const single = [plan.card, plan.removesCard, plan.notice, plan.liftsSuppression, plan.grant];
  return lists.every(({ length }) => length === 0) && single.every((one) => one === undefined);
}

/** What an agent reads when the customer calls. */
function cardText(orderId: string, lines: readonly JudgedLine[]): string {
  const changed = lines.filter(({ promise, ends }) => promise || ends);
  const words = changed.map(({ view, ends }) => {
    const was = view.base === undefined ? '' : ` (told ${view.base})`;
    return ends
      ? `${view.orderLineId}: cancelled`
      : `${view.orderLineId}: ${view.date ?? 'no date yet'}${was}`;
  });
  return `Order ${orderId}: ${words.join('; ')}`;
}

const memoryAfter = (lines: readonly JudgedLine[], view: LineView) =>
  lines.find((line) => line.view.orderLineId === view.orderLineId)?.memory ?? view.memory;

/** Answers as they are when every call of the plan succeeds. */
function allAnswered(plan: PromisePlan): CallAnswers {
  const ids = [
    ...plan.endings.flatMap(({ orderLineId, refund }) => [
      callId.cancel(orderLineId),
      ...(refund ? [callId.refund(orderLineId)] : []),
    ]),
    ...plan.refunds.map(({ orderLineId }) => callId.refund(orderLineId)),
    callId.removeCard,
    callId.lift,
    callId.grant,
  ];
  const notice = plan.notice && 'agent' in plan.notice.by ? [callId.agent] : [];
  return {
    ...Object.fromEntries([...ids, ...notice].map((id) => [id, {}])),
    ...Object.fromEntries(
      plan.offers.map(({ orderLineId }) => [callId.offer(orderLineId), { offerId: 'made' }]),
    ),
    [callId.message]: { messageId: 'sent', accepted: true },
  };
}

function outcomeOf(body: PromiseBody, views: readonly LineView[]): Review['next']['outcome'] {
  const { lines } = body;
  if (lines.length > 0 && lines.every(({ ended }) => ended)) return 'cancelled';
  if (lines.some(({ breached }) => breached.first ?? breached.latest)) return 'breached';
  if (body.messages.length > 0) return 'told';
  if (views.some(({ memory }) => memory.delays.length > 0)) return 'moved';
  return views.length > 0 && views.every(({ delivered }) => delivered) ? 'delivered' : 'kept';
}

/** What people and customers said that had no effect, with the reason. */
function words(given: ReviewCase, { ignored }: Absorbed): DecisionRecord[] {
  if (ignored.length === 0) return [];
  return [
    recordOf(given, 'answers', {
      inputs: { ignored },
      limits: given.limits,
      thresholds: ['delayRule'],
      result: 'IGNORED',
    }),
  ];
}

/** Two reviews that decide the same differ in nothing but their time. */
function withDigest(review: Review, given: ReviewCase): Review {
  const digest = JSON.stringify([
    review.decisions.map(({ ruleId, line, result }) => [ruleId, line, result]),
    review.next.state,
    review.next.outcome,
  ]);
  const isSame = digest === given.body.digest && !review.plan;
  return {
    ...review,
    decisions: isSame ? [] : review.decisions,
    body: { ...review.body, digest, reviews: isSame ? review.body.reviews : review.body.reviews + 1 },
  };
}
