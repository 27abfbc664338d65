import { DemandWithdrawn } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import {
  CustomerNotified,
  OrderLineCancelled,
  PromiseBreached,
  PromiseChanged,
  PromiseMade,
} from '../../../events/promise.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { PromiseRow } from './facts.ts';
import type { CallAnswers, PlannedPromise, PromisePlan } from './plan.ts';
import { callId } from './rules/apply-plan.ts';

/** What the bus hears of a plan: only what its calls brought about. */
export function planEvents(
  row: PromiseRow,
  plan: PromisePlan,
  answers: CallAnswers,
  now: string,
): Envelope[] {
  const orderId = row.facts.orderId ?? '';
  const cause = plan.causes.join(',') || plan.planId;
  const about = (part: string) => ({
    about: row,
    subject: orderId,
    causationId: plan.planId,
    now,
    newId: () => derivedId(row.tenantId, row.processId, plan.planId, part),
  });
  return [
    ...plan.promises
      .filter(({ to, orderLineId }) => to === undefined || answers[callId.promise(orderLineId)])
      .map((promise) => promiseEvent(promise, orderId, cause, about(callId.promise(promise.orderLineId)))),
    ...plan.breaches.map(({ orderLineId, sku, promise, promisedAt }) =>
      makeEvent(PromiseBreached, {
        ...about(`breach/${orderLineId}/${promise}`),
        data: { orderId, orderLineId, sku, promise, promisedAt },
      }),
    ),
    ...plan.endings
      .filter(({ orderLineId }) => answers[callId.cancel(orderLineId)])
      .flatMap(({ orderLineId, sku, quantity, reason, refund }) => {
        const line = { orderId, orderLineId, sku };
        return [
          makeEvent(OrderLineCancelled, {
            ...about(callId.cancel(orderLineId)),
            data: { ...line, quantity, reason, ...(refund ? { refund } : {}) },
          }),
          makeEvent(DemandWithdrawn, {
            ...about(`withdrawn/${orderLineId}`),
            data: { ...line, reason },
          }),
        ];
      }),
    ...notified(plan, orderId, answers).map((data) =>
      makeEvent(CustomerNotified, { ...about(callId.message), data }),
    ),
  ];
}

function promiseEvent(
  { orderLineId, sku, from, to, firstPromisedAt, confidence }: PlannedPromise,
  orderId: string,
  cause: string,
  facts: Omit<Parameters<typeof makeEvent>[1], 'data'>,
): Envelope {
  const line = { orderId, orderLineId, sku };
  if (from === undefined)
    return makeEvent(PromiseMade, {
      ...facts,
      data: { ...line, promisedAt: to ?? firstPromisedAt, confidence: confidence ?? 'LOW', cause },
    });
  return makeEvent(PromiseChanged, {
    ...facts,
    data: {
      ...line,
      from,
      firstPromisedAt,
      cause,
      ...(to === undefined ? {} : { to }),
      ...(confidence === undefined ? {} : { confidence }),
    },
  });
}

function notified({ notice, customerId }: PromisePlan, orderId: string, answers: CallAnswers) {
  const { messageId, accepted } = answers[callId.message] ?? {};
  if (!notice || !('channel' in notice.by) || accepted !== true || typeof messageId !== 'string') return [];
  const { kind, by, lines, answerBy } = notice;
  return [
    {
      orderId,
      customerId,
      channel: by.channel,
      messageId,
      kind,
      lines: lines.map(({ orderLineId, date, fallsDueAt }) => ({
        orderLineId,
        ...(date === undefined ? {} : { promisedAt: date }),
        ...(fallsDueAt === undefined ? {} : { fallsDueAt }),
      })),
      ...(answerBy === undefined ? {} : { answerBy }),
    },
  ];
}
