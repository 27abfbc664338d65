import type { TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import type { WorkDependencies } from '../../work/origin.ts';
import type { Review, ReviewCase } from './contract.ts';
import type { PromiseRow } from './facts.ts';

/** What a review cannot settle by itself gets an owner. The same again finds the case that stands. */
export async function openPromiseCases(
  deps: WorkDependencies,
  tenant: TenantScope,
  { processId, site }: Pick<PromiseRow, 'processId' | 'site'>,
  given: ReviewCase,
  review: Review,
): Promise<void> {
  const { orderId } = given.body;
  const about = { site, processId, links: [{ kind: 'order', id: orderId }] };
  for (const { orderLineId, owed } of review.body.lines)
    if (owed && owed.dueAt <= given.now)
      await openCase(deps, tenant, {
        ...about,
        class: 'REFUND_OVERDUE',
        subject: orderLineId,
        summary: `Order line ${orderLineId} was cancelled and its refund of ${owed.amount.minor} ${owed.amount.currency} (minor units) was due ${owed.dueAt}.`,
      });
  for (const { orderLineId, duty, lapsed } of review.body.lines)
    if (duty && duty.oldDate === lapsed)
      await openCase(deps, tenant, {
        ...about,
        class: 'CONSENT_LAPSED',
        subject: `${orderLineId}/${lapsed}`,
        summary: `Order line ${orderLineId} is being picked, and the customer did not agree to wait beyond ${lapsed}: ship it now, or stop it, cancel and refund.`,
      });
  for (const { result } of review.decisions)
    if (isBlocked(result))
      await openCase(deps, tenant, {
        ...about,
        class: 'PROMISE_BLOCKED',
        subject: result.noLane,
        summary: `No carrier of the TMS goes from ${result.noLane}: the promise of order ${orderId} stays as it is.`,
      });
  for (const { taskId, option, step } of given.heard.tasks)
    if (option === 'EXPIRED' && !given.body.heard.includes(taskId))
      await openCase(deps, tenant, {
        ...about,
        class: 'DECISION_PARKED',
        subject: taskId,
        links: [...about.links, { kind: 'task', id: taskId }],
        summary: `Nobody decided about the ${step} of order ${orderId} in time: the customer gets nothing until somebody does.`,
      });
}

function isBlocked(result: unknown): result is { readonly noLane: string } {
  return typeof result === 'object' && result !== null && 'noLane' in result;
}
