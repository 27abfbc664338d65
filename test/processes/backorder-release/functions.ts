import { DemandWithdrawn, RerankRequested, ReservationEnded } from '../../../events/backorder.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { closeRelease } from '../../../lambdas/processes/backorder-release/close-release.ts';
import { confirmChunk } from '../../../lambdas/processes/backorder-release/confirm-chunk.ts';
import { decideRelease } from '../../../lambdas/processes/backorder-release/decide-release.ts';
import { endHolds } from '../../../lambdas/processes/backorder-release/end-holds.ts';
import { endWithdrawal } from '../../../lambdas/processes/backorder-release/end-withdrawal.ts';
import { keepLookup } from '../../../lambdas/processes/backorder-release/keep-lookup.ts';
import { keepRenewal } from '../../../lambdas/processes/backorder-release/keep-renewal.ts';
import { openRelease } from '../../../lambdas/processes/backorder-release/open-release.ts';
import { openReview } from '../../../lambdas/processes/backorder-release/open-review.ts';
import { recordTaking } from '../../../lambdas/processes/backorder-release/record-taking.ts';
import { rerankDemand } from '../../../lambdas/processes/backorder-release/rerank-demand.ts';
import { reserveStock } from '../../../lambdas/processes/backorder-release/reserve-stock.ts';
import { returnStock } from '../../../lambdas/processes/backorder-release/return-stock.ts';
import { reuseStock } from '../../../lambdas/processes/backorder-release/reuse-stock.ts';
import { startRelease } from '../../../lambdas/processes/backorder-release/start-release.ts';
import { summarizeRelease } from '../../../lambdas/processes/backorder-release/summarize-release.ts';
import { withdrawDemand } from '../../../lambdas/processes/backorder-release/withdraw-demand.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of backorder release. */
export const releaseRoom: Room = {
  process: 'backorder-release',
  tasks: {
    OpenRelease: openRelease,
    KeepLookup: keepLookup,
    DecideRelease: decideRelease,
    SummarizeRelease: summarizeRelease,
    KeepRenewal: keepRenewal,
    OpenReview: openReview,
    RecordTaking: recordTaking,
    EndWithdrawal: endWithdrawal,
    ReserveStock: reserveStock,
    ReturnStock: returnStock,
    ConfirmChunk: confirmChunk,
    EndHolds: endHolds,
    CloseRelease: closeRelease,
  } as unknown as Tasks,
  consumers: {
    [InventoryPositionChanged.type]: (event, deps) =>
      startRelease(InventoryPositionChanged.event.parse(event), deps),
    [ReservationEnded.type]: (event, deps) => reuseStock(ReservationEnded.event.parse(event), deps),
    [DemandWithdrawn.type]: (event, deps) => withdrawDemand(DemandWithdrawn.event.parse(event), deps),
    [RerankRequested.type]: (event, deps) => rerankDemand(RerankRequested.event.parse(event), deps),
  },
};
