import type { PromiseLimits } from '../../../domain/promise-settings.ts';
import type { LineMemory, PromiseBody } from '../contract.ts';
import type { CallAnswers, NoticeLine, PlannedNotice, PromisePlan } from '../plan.ts';

/** Ids of a plan's calls: what idempotency keys and answers go by. */
export const callId = {
  promise: (line: string) => `promise/${line}`,
  shop: (line: string) => `publish/${line}`,
  card: 'card',
  removeCard: 'remove-card',
  reduce: (line: string) => `reduce/${line}`,
  cancel: (line: string) => `cancel/${line}`,
  refund: (line: string) => `refund/${line}`,
  expire: (line: string) => `expire/${line}`,
  offer: (line: string) => `offer/${line}`,
  message: 'message',
  agent: 'agent',
  suppress: 'suppress',
  lift: 'lift',
  grant: 'grant',
  errand: (line: string) => `errand/${line}`,
} as const;

/**
 * What the order's memory holds after a plan: each effect only where its call was answered. A message the provider could
 * not deliver has told nobody.
 */
export function applyPlan(
  body: PromiseBody,
  plan: PromisePlan,
  answers: CallAnswers,
  now: string,
  limits: Pick<PromiseLimits, 'toldMinutes'>,
): PromiseBody {
  const { plan: _, card: before, suppressionId: held, bounce, ...rest } = body;
  const { notice } = plan;
  const answer = answers[callId.message];
  const isTold = answer?.accepted === true || answers[callId.agent] !== undefined;
  const told = new Map((isTold ? (notice?.lines ?? []) : []).map((line) => [line.orderLineId, line]));
  const lines = body.lines
    .map((line) => withPromise(line, plan))
    .map((line) => withEnding(line, plan, answers, now))
    .map((line) => withOffer(line, plan, answers))
    .map((line) => withTelling(line, told.get(line.orderLineId), now, limits.toldMinutes.value))
    .map((line) => withBreaches(line, plan));
  const card = cardAfter(before, plan, answers);
  const suppressionId = answers[callId.lift]
    ? undefined
    : (idOf(answers, callId.suppress, 'suppressionId') ?? held);
  const stillBounces = isTold || !notice ? undefined : (bouncedBy(notice, answer, bounce, now) ?? bounce);
  return {
    ...rest,
    lines,
    messages: [...body.messages, ...messagesOf(body, notice, answer, now)],
    ...(card ? { card } : {}),
    ...(suppressionId === undefined ? {} : { suppressionId }),
    ...(stillBounces ? { bounce: stillBounces } : {}),
    ...(plan.grant && answers[callId.grant]
      ? { loyalty: { state: 'GRANTED' as const, amount: plan.grant } }
      : {}),
  };
}

function withPromise(line: LineMemory, { promises }: PromisePlan): LineMemory {
  const promised = promises.find(({ orderLineId }) => orderLineId === line.orderLineId);
  if (!promised) return line;
  const { unknown: _, ...rest } = line;
  if (promised.to === undefined) return { ...rest, unknown: true };
  const { told } = promised;
  // The shop shows a first date, which is how the customer learns it.
  return told !== undefined && rest.told === undefined ? { ...rest, told, toldInTime: told } : rest;
}

function withEnding(
  line: LineMemory,
  { endings, refunds }: PromisePlan,
  answers: CallAnswers,
  now: string,
): LineMemory {
  const isRefunded = answers[callId.refund(line.orderLineId)] !== undefined;
  if (isRefunded && refunds.some(({ orderLineId }) => orderLineId === line.orderLineId)) {
    const { owed: _, ...paid } = line;
    return paid;
  }
  const ending = endings.find(({ orderLineId }) => orderLineId === line.orderLineId);
  if (!ending || !answers[callId.cancel(line.orderLineId)]) return line;
  const { duty: _, offer: __, ...rest } = line;
  const { refund, refundDueAt = now } = ending;
  return {
    ...rest,
    ended: { at: now, told: false },
    ...(refund && !isRefunded ? { owed: { amount: refund, dueAt: refundDueAt } } : {}),
  };
}

function withOffer(line: LineMemory, { expires, offers }: PromisePlan, answers: CallAnswers): LineMemory {
  const isExpired = expires.some(({ orderLineId }) => orderLineId === line.orderLineId);
  const { offer: standing, ...rest } = line;
  const planned = offers.find(({ orderLineId }) => orderLineId === line.orderLineId);
  const offerId = idOf(answers, callId.offer(line.orderLineId), 'offerId');
  if (planned && offerId !== undefined) {
    const { newDate, expiresAt } = planned;
    return { ...rest, offer: { offerId, expiresAt, ...(newDate === undefined ? {} : { newDate }) } };
  }
  return isExpired || !standing ? rest : line;
}

function withTelling(
  line: LineMemory,
  told: NoticeLine | undefined,
  now: string,
  toldMinutes: number,
): LineMemory {
  if (!told) return line;
  if (told.kind === 'CANCELLED') return line.ended ? { ...line, ended: { ...line.ended, told: true } } : line;
  const { from, date, fallsDueAt, duty } = told;
  const isInTime =
    fallsDueAt !== undefined && Date.parse(fallsDueAt) - Date.parse(now) >= toldMinutes * 60_000;
  return {
    ...line,
    told: date ?? null,
    ...(isInTime && date !== undefined ? { toldInTime: date } : {}),
    ...(duty ? { duty } : {}),
    ...(told.kind === 'DELAYED' && from !== undefined
      ? { delays: [...line.delays, { from, at: now, ...(date === undefined ? {} : { to: date }) }] }
      : {}),
  };
}

function withBreaches(line: LineMemory, { breaches }: PromisePlan): LineMemory {
  const own = breaches.filter(({ orderLineId }) => orderLineId === line.orderLineId);
  const broken = own.map(({ promise, promisedAt }) => [promise === 'FIRST' ? 'first' : 'latest', promisedAt]);
  return own.length === 0 ? line : { ...line, breached: { ...line.breached, ...Object.fromEntries(broken) } };
}

function cardAfter(
  before: PromiseBody['card'],
  plan: PromisePlan,
  answers: CallAnswers,
): PromiseBody['card'] {
  const cardId = idOf(answers, callId.card, 'cardId');
  if (plan.card !== undefined && cardId !== undefined) return { cardId, text: plan.card };
  return plan.removesCard !== undefined && answers[callId.removeCard] ? undefined : before;
}

function messagesOf(
  body: PromiseBody,
  notice: PlannedNotice | undefined,
  answer: CallAnswers[string] | undefined,
  now: string,
): PromiseBody['messages'] {
  if (!notice || !('channel' in notice.by) || typeof answer?.messageId !== 'string') return [];
  const ids = new Set(notice.lines.map(({ orderLineId }) => orderLineId));
  const previous = body.lines.filter(({ orderLineId }) => ids.has(orderLineId));
  const { kind, by } = notice;
  return [
    {
      messageId: answer.messageId,
      channel: by.channel,
      kind,
      at: now,
      bounced: answer.accepted !== true,
      previous,
    },
  ];
}

/** The channel failed: the provider knew the address to be dead, or the CRM refused it. */
function bouncedBy(
  { by }: PlannedNotice,
  answer: CallAnswers[string] | undefined,
  before: PromiseBody['bounce'],
  now: string,
): PromiseBody['bounce'] {
  if (!('channel' in by) || !answer) return undefined;
  return {
    since: before?.since ?? now,
    last: now,
    channels: [...new Set([...(before?.channels ?? []), by.channel])],
  };
}

function idOf(answers: CallAnswers, id: string, field: string): string | undefined {
  const value = answers[id]?.[field];
  return typeof value === 'string' ? value : undefined;
}
