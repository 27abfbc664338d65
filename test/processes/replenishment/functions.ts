import { BackorderQueued, BackorderReleased } from '../../../events/backorder.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { closeReplenishment } from '../../../lambdas/processes/replenishment/close-replenishment.ts';
import { confirmOrder } from '../../../lambdas/processes/replenishment/confirm-order.ts';
import { confirmUndo } from '../../../lambdas/processes/replenishment/confirm-undo.ts';
import { decideReplenishment } from '../../../lambdas/processes/replenishment/decide-replenishment.ts';
import { hearSupply } from '../../../lambdas/processes/replenishment/hear-supply.ts';
import { SUPPLY_NEWS } from '../../../lambdas/processes/replenishment/heard.ts';
import { judgeStock } from '../../../lambdas/processes/replenishment/judge-stock.ts';
import { openReplenishment } from '../../../lambdas/processes/replenishment/open-replenishment.ts';
import { openReview } from '../../../lambdas/processes/replenishment/open-review.ts';
import { summarizeReplenishment } from '../../../lambdas/processes/replenishment/summarize-replenishment.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of replenishment. */
export const replenishmentRoom: Room = {
  process: 'replenishment',
  tasks: {
    OpenReplenishment: openReplenishment,
    DecideReplenishment: decideReplenishment,
    OpenReview: openReview,
    ConfirmOrder: confirmOrder,
    ConfirmUndo: confirmUndo,
    SummarizeReplenishment: summarizeReplenishment,
    CloseReplenishment: closeReplenishment,
  } as unknown as Tasks,
  consumers: {
    [InventoryPositionChanged.type]: judgeStock,
    [BackorderQueued.type]: judgeStock,
    [BackorderReleased.type]: judgeStock,
    ...Object.fromEntries(SUPPLY_NEWS.map(({ type }) => [type, hearSupply])),
  },
};
