import type { TenantDocument } from '../../domain/tenant.ts';
import type { Job } from '../../shared/job.ts';
import { cutoverLevel } from '../../work/process-row.ts';
import type { LoyaltyAmount } from './contract.ts';
import { PROCESS } from './facts.ts';
import type { PlannedCall, PlannedNotice, PromisePlan } from './plan.ts';
import { callId } from './rules/apply-plan.ts';

/** A line to cancel: first the units it was given are taken away, where it has any. */
export interface PlannedCancellation extends PlannedCall {
  readonly allocated: boolean;
  readonly taking: PlannedCall;
}

/** What the state machine is told to do for a plan, in the order it does it; an empty list is nothing to call. */
export interface PlannedCalls {
  readonly planId: string;
  readonly handled: readonly string[];
  readonly promises: readonly PlannedCall[];
  readonly publications: readonly PlannedCall[];
  readonly cards: readonly PlannedCall[];
  readonly offers: readonly PlannedCall[];
  readonly cancellations: readonly PlannedCancellation[];
  readonly refunds: readonly PlannedCall[];
  readonly messages: readonly PlannedCall[];
}

export const noCalls = (handled: readonly string[]): PlannedCalls => ({
  planId: 'none',
  handled,
  promises: [],
  publications: [],
  cards: [],
  offers: [],
  cancellations: [],
  refunds: [],
  messages: [],
});

/** Pure: the same plan always gives the same calls, so repeating them repeats their idempotency keys and bodies. */
export function planCalls(
  job: Job,
  orderId: string,
  plan: PromisePlan,
  document: TenantDocument,
  { isQuiet = false }: { readonly isQuiet?: boolean } = {},
): PlannedCalls {
  const { planId, customerId, handled } = plan;
  const at = (site: string): Job => ({ ...job, site, mode: cutoverLevel(document, PROCESS, site) });
  const call = (
    id: string,
    step: string,
    operation: string,
    input: unknown,
    site = job.site,
  ): PlannedCall => ({
    id,
    job: at(site),
    step,
    operation,
    line: `${planId}/${id}`,
    input,
  });
  const moved = plan.promises.flatMap(({ to, confidence, ...promise }) =>
    to === undefined ? [] : [{ ...promise, to, confidence: confidence ?? 'LOW' }],
  );
  const { notice } = plan;
  const reason = `${planId} of ${job.processId}`;
  return {
    planId,
    handled,
    promises: moved.map(({ orderLineId, site, to, confidence, reason: why }) =>
      call(
        callId.promise(orderLineId),
        'set-promise',
        'setPromise',
        { orderLineId, promisedAt: to, confidence, reason: why },
        site,
      ),
    ),
    publications: moved.map(({ orderLineId, site, to }) =>
      call(
        callId.shop(orderLineId),
        'publish-promise',
        'publishPromise',
        { orderId, orderLineId, promisedAt: to },
        site,
      ),
    ),
    cards: [
      ...(plan.removesCard === undefined
        ? []
        : [call(callId.removeCard, 'remove-card', 'removeCard', { cardId: plan.removesCard, reason })]),
      ...(plan.card === undefined
        ? []
        : [
            call(callId.card, 'show-card', 'showCard', {
              customerId,
              orderId,
              headline: 'Promise changed',
              facts: { order: plan.card },
            }),
          ]),
      ...agentCalls(notice, orderId, plan, call),
      ...(plan.liftsSuppression === undefined
        ? []
        : [call(callId.lift, 'lift', 'liftSuppression', { suppressionId: plan.liftsSuppression, reason })]),
    ],
    offers: [
      ...plan.expires.map(({ orderLineId, offerId }) =>
        call(callId.expire(orderLineId), 'expire-offer', 'expireOffer', { offerId, reason }),
      ),
      ...plan.offers.map((offer) =>
        call(callId.offer(offer.orderLineId), 'make-offer', 'createOffer', { orderId, ...offer }),
      ),
    ],
    cancellations: plan.endings.map(({ orderLineId, sku, site, quantity, allocated, reason: why }) => ({
      ...call(
        callId.cancel(orderLineId),
        'cancel-line',
        'cancelLine',
        { orderLineId, quantity, reason: why },
        site,
      ),
      allocated: allocated > 0,
      taking: call(
        callId.reduce(orderLineId),
        'take-allocation',
        'reduceAllocation',
        { reference: reason, reason: why, lines: [{ orderLineId, sku, quantity: Math.max(1, allocated) }] },
        site,
      ),
    })),
    refunds: [
      ...plan.endings.flatMap(({ orderLineId, refund, reason: why }) =>
        refund ? [{ orderLineId, amount: refund, why }] : [],
      ),
      ...plan.refunds.map((owed) => ({ ...owed, why: 'OWED' })),
    ].map(({ orderLineId, amount, why }) =>
      call(callId.refund(orderLineId), 'refund-customer', 'refundCustomer', {
        orderId,
        orderLineId,
        amount,
        reason: why,
      }),
    ),
    messages: isQuiet ? [] : messageCalls(notice, orderId, plan, call),
  };
}

type MakeCall = (id: string, step: string, operation: string, input: unknown) => PlannedCall;

function agentCalls(
  notice: PlannedNotice | undefined,
  orderId: string,
  { customerId, agentDueAt }: PromisePlan,
  call: MakeCall,
): PlannedCall[] {
  if (!notice || !('agent' in notice.by)) return [];
  const { agent } = notice.by;
  const task = call(callId.agent, 'ask-agent', 'createTask', {
    customerId,
    orderId,
    subject: `${agent}: tell the customer of order ${orderId}: ${textOf(notice)}`,
    dueAt: agentDueAt,
  });
  const stop = call(callId.suppress, 'suppress', 'suppressOutbound', { customerId, orderId, reason: agent });
  return agent === 'OPEN_COMPLAINT' ? [task, stop] : [task];
}

function messageCalls(
  notice: PlannedNotice | undefined,
  orderId: string,
  { customerId, agentDueAt, grant, errands }: PromisePlan,
  call: MakeCall,
): PlannedCall[] {
  const message =
    notice && 'channel' in notice.by
      ? [
          call(callId.message, 'tell-customer', 'sendMessage', {
            customerId,
            channel: notice.by.channel,
            template: `promise-${notice.kind.toLowerCase()}`,
            orderId,
            values: {
              lines: textOf(notice),
              ...(notice.answerBy === undefined ? {} : { answerBy: notice.answerBy }),
            },
          }),
        ]
      : [];
  return [
    ...message,
    ...(grant
      ? [
          call(callId.grant, 'grant-loyalty', 'grantLoyalty', {
            customerId,
            orderId,
            amount: grant,
            reason: reasonOf(grant),
          }),
        ]
      : []),
    ...errands.map(({ orderLineId, subject }) =>
      call(callId.errand(orderLineId), 'create-errand', 'createTask', {
        customerId,
        orderId,
        subject,
        dueAt: agentDueAt,
      }),
    ),
  ];
}

const reasonOf = ({ kind }: LoyaltyAmount) => `delay: ${kind}`;

function textOf({ lines }: PlannedNotice): string {
  return lines
    .map(({ orderLineId, kind, from, date }) => {
      if (kind === 'CANCELLED') return `${orderLineId}: cancelled`;
      return `${orderLineId}: ${date ?? 'no date yet'}${from === undefined ? '' : ` instead of ${from}`}`;
    })
    .join('; ');
}
