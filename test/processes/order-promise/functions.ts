import { BackorderReleased, BackorderWithdrawn } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptOverdue, ReceiptReconciled, ReceiptReversed } from '../../../events/inbound.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { CustomerAnswered, MessageBounced, PromiseReviewRequested } from '../../../events/promise.ts';
import { beginReview } from '../../../lambdas/processes/order-promise/begin-review.ts';
import { closePromise } from '../../../lambdas/processes/order-promise/close-promise.ts';
import { decidePromise } from '../../../lambdas/processes/order-promise/decide-promise.ts';
import { endReview } from '../../../lambdas/processes/order-promise/end-review.ts';
import { hearCustomer } from '../../../lambdas/processes/order-promise/hear-customer.ts';
import { keepDemand } from '../../../lambdas/processes/order-promise/keep-demand.ts';
import { listSources } from '../../../lambdas/processes/order-promise/list-sources.ts';
import { openPromise } from '../../../lambdas/processes/order-promise/open-promise.ts';
import { requestReviews } from '../../../lambdas/processes/order-promise/request-reviews.ts';
import { reviewOrders } from '../../../lambdas/processes/order-promise/review-orders.ts';
import { summarizePromise } from '../../../lambdas/processes/order-promise/summarize-promise.ts';
import { watchSupply } from '../../../lambdas/processes/order-promise/watch-supply.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room, WorldDeps } from '../support/world.ts';

const both = async (event: Envelope, deps: WorldDeps) => {
  await watchSupply(event, deps);
  await reviewOrders(event, deps);
};

/** Supply changes name the orders they touch, and nobody looks at the orders. */
export const findingRoom = (room: Room): Room => ({
  ...room,
  consumers: { [PromiseReviewRequested.type]: watchSupply },
});

/** The real functions and consumers of order promise. */
export const promiseRoom: Room = {
  process: 'order-promise',
  tasks: {
    OpenPromise: openPromise,
    BeginReview: beginReview,
    RequestReviews: requestReviews,
    ListSources: listSources,
    KeepDemand: keepDemand,
    DecidePromise: decidePromise,
    EndReview: endReview,
    SummarizePromise: summarizePromise,
    ClosePromise: closePromise,
  } as unknown as Tasks,
  consumers: {
    [PromiseReviewRequested.type]: both,
    [ReceiptOverdue.type]: watchSupply,
    [ReceiptReconciled.type]: watchSupply,
    [ReceiptReversed.type]: watchSupply,
    [InventoryPositionChanged.type]: watchSupply,
    [BackorderReleased.type]: reviewOrders,
    [BackorderWithdrawn.type]: reviewOrders,
    [CustomerAnswered.type]: hearCustomer,
    [MessageBounced.type]: hearCustomer,
  },
};
