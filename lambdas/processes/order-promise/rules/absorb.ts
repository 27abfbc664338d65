import type { Order } from '../../../adapters/oms/port.ts';
import type { AnswerFact, BounceFact, LineMemory, PromiseBody, ReviewCase } from '../contract.ts';
import type { PromisePlan } from '../plan.ts';
import { memoryOf } from './dates.ts';

export interface Absorbed {
  readonly body: PromiseBody;
  readonly errands: PromisePlan['errands'];
  /** What was heard and had no effect, with the reason, for the decision record. */
  readonly ignored: readonly { readonly id: string; readonly reason: string }[];
}

/** Brings into the order's memory what has been heard since: answers to offers, bounced messages, words of people. */
export function absorb(given: ReviewCase, order: Order): Absorbed {
  const known = new Set(order.lines.map(({ orderLineId }) => orderLineId));
  const lines = [
    ...order.lines.map((line) => memoryOf(given, line)),
    ...given.body.lines.filter(({ orderLineId }) => !known.has(orderLineId)),
  ];
  const fresh = <Fact>(facts: readonly Fact[], id: (fact: Fact) => string) =>
    facts.filter((fact) => !given.body.heard.includes(id(fact)));
  const answers = fresh(given.heard.answers, ({ eventId }) => eventId);
  const bounces = fresh(given.heard.bounces, ({ messageId }) => messageId);
  const tasks = fresh(given.heard.tasks, ({ taskId }) => taskId);

  let body: PromiseBody = { ...given.body, lines };
  const errands: { orderLineId: string; subject: string }[] = [];
  const ignored: { id: string; reason: string }[] = [];
  for (const bounce of bounces) body = afterBounce(body, bounce);
  for (const answer of answers.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const line = body.lines.find(({ orderLineId }) => orderLineId === answer.orderLineId);
    const effect = line ? effectOf(line, answer) : { ignored: 'UNKNOWN_LINE' };
    if ('ignored' in effect) {
      ignored.push({ id: answer.eventId, reason: effect.ignored });
      continue;
    }
    body = withLine(body, effect.line);
    if (effect.errand) errands.push({ orderLineId: answer.orderLineId, subject: effect.errand });
  }
  for (const { step, option } of tasks) if (step === 'loyalty') body = afterLoyalty(body, option, given);
  const heard = [
    ...body.heard,
    ...answers.map(({ eventId }) => eventId),
    ...bounces.map(({ messageId }) => messageId),
    ...tasks.map(({ taskId }) => taskId),
  ];
  return { body: { ...body, heard }, errands, ignored };
}

type Effect = { readonly ignored: string } | { readonly line: LineMemory; readonly errand?: string };

/** A no counts whenever it comes; a yes only to the offer that stands, and in time (16 CFR 435.2(b)). */
function effectOf(line: LineMemory, { answer, offerId, at, orderLineId }: AnswerFact): Effect {
  if (line.ended) return { ignored: 'LINE_ENDED' };
  const { offer, duty, ...rest } = line;
  if (answer === 'CANCEL') return { line: { ...line, ending: 'CUSTOMER' } };
  if (offer?.offerId !== offerId) return { ignored: 'OFFER_REPLACED' };
  if (at > offer.expiresAt || (duty && at > duty.cancelAt)) return { ignored: 'TOO_LATE' };
  const until = offer.newDate;
  const consent = { kind: 'EXPRESS' as const, ...(until === undefined ? {} : { until }) };
  const errand = {
    PARTIAL: `Ship what is there of order line ${orderLineId} now; the customer waits for the rest`,
    SUBSTITUTE: `Ship the substitute offered for order line ${orderLineId} instead`,
    WAIT: undefined,
  }[answer];
  return { line: { ...rest, consent }, ...(errand === undefined ? {} : { errand }) };
}

/** The customer was not told after all: the lines of the message are as they were before it. */
export function afterBounce(body: PromiseBody, { messageId, at }: BounceFact): PromiseBody {
  const message = body.messages.find((sent) => sent.messageId === messageId && !sent.bounced);
  if (!message) return body;
  const messages = body.messages.map((sent) => (sent === message ? { ...sent, bounced: true } : sent));
  // A newer message has told the customer since.
  if (body.messages.at(-1) !== message) return { ...body, messages };
  const before = new Map(message.previous.map((line) => [line.orderLineId, line]));
  return {
    ...body,
    messages,
    bounce: {
      since: body.bounce?.since ?? at,
      last: at,
      channels: [...new Set([...(body.bounce?.channels ?? []), message.channel])],
    },
    lines: body.lines.map((line) => untold(line, before.get(line.orderLineId))),
  };
}

function untold(line: LineMemory, before: LineMemory | undefined): LineMemory {
  if (!before) return line;
  const { told: _, toldInTime: __, duty: ___, ...rest } = line;
  const { told, toldInTime, duty } = before;
  return {
    ...rest,
    delays: before.delays,
    ...(told === undefined ? {} : { told }),
    ...(toldInTime === undefined ? {} : { toldInTime }),
    // Who has agreed meanwhile owes no answer.
    ...(duty === undefined || line.consent ? {} : { duty }),
    ...(line.ended ? { ended: { ...line.ended, told: false } } : {}),
  };
}

/** Only a person's yes gives money; the end of the time gives nothing (rule 4.5). */
function afterLoyalty(body: PromiseBody, option: string, given: ReviewCase): PromiseBody {
  if (body.loyalty?.state !== 'ASKED') return body;
  const { amount } = body.loyalty;
  if (option === 'GRANT_ALL') return { ...body, loyalty: { state: 'APPROVED', amount } };
  if (option === 'GRANT_CAP') {
    const value = { minor: given.limits.loyaltyCap.value, currency: given.currency };
    return { ...body, loyalty: { state: 'APPROVED', amount: { kind: 'credit', value } } };
  }
  return { ...body, loyalty: { state: 'REFUSED', amount } };
}

export function withLine(body: PromiseBody, line: LineMemory): PromiseBody {
  return {
    ...body,
    lines: body.lines.map((one) => (one.orderLineId === line.orderLineId ? line : one)),
  };
}
