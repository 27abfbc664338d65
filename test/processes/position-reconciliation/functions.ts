import { ReconciliationRequested } from '../../../events/inventory.ts';
import { closeRun } from '../../../lambdas/processes/position-reconciliation/close-run.ts';
import { confirmChunk } from '../../../lambdas/processes/position-reconciliation/confirm-chunk.ts';
import { decideChunk } from '../../../lambdas/processes/position-reconciliation/decide-chunk.ts';
import { keepLookup } from '../../../lambdas/processes/position-reconciliation/keep-lookup.ts';
import { listItems } from '../../../lambdas/processes/position-reconciliation/list-items.ts';
import { openRun } from '../../../lambdas/processes/position-reconciliation/open-run.ts';
import { planChunk } from '../../../lambdas/processes/position-reconciliation/plan-chunk.ts';
import { startRun } from '../../../lambdas/processes/position-reconciliation/start-run.ts';
import { summarizeRun } from '../../../lambdas/processes/position-reconciliation/summarize-run.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of position reconciliation. */
export const reconciliationRoom: Room = {
  process: 'position-reconciliation',
  tasks: {
    OpenRun: openRun,
    ListItems: listItems,
    SummarizeRun: summarizeRun,
    KeepLookup: keepLookup,
    DecideChunk: decideChunk,
    PlanChunk: planChunk,
    ConfirmChunk: confirmChunk,
    CloseRun: closeRun,
  } as unknown as Tasks,
  consumers: {
    [ReconciliationRequested.type]: (event, deps) =>
      startRun(ReconciliationRequested.event.parse(event), deps),
  },
};
