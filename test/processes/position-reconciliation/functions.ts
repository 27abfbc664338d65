import { ReconciliationRequested } from '../../../events/inventory.ts';
import { closeReconciliation } from '../../../lambdas/processes/position-reconciliation/close-reconciliation.ts';
import { decideChunk } from '../../../lambdas/processes/position-reconciliation/decide-chunk.ts';
import { keepLookup } from '../../../lambdas/processes/position-reconciliation/keep-lookup.ts';
import { listItems } from '../../../lambdas/processes/position-reconciliation/list-items.ts';
import { openReconciliation } from '../../../lambdas/processes/position-reconciliation/open-reconciliation.ts';
import { planChunk } from '../../../lambdas/processes/position-reconciliation/plan-chunk.ts';
import { recordPublication } from '../../../lambdas/processes/position-reconciliation/record-publication.ts';
import { startReconciliation } from '../../../lambdas/processes/position-reconciliation/start-reconciliation.ts';
import { summarizeReconciliation } from '../../../lambdas/processes/position-reconciliation/summarize-reconciliation.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of position reconciliation. */
export const reconciliationRoom: Room = {
  process: 'position-reconciliation',
  tasks: {
    OpenReconciliation: openReconciliation,
    ListItems: listItems,
    SummarizeReconciliation: summarizeReconciliation,
    KeepLookup: keepLookup,
    DecideChunk: decideChunk,
    PlanChunk: planChunk,
    RecordPublication: recordPublication,
    CloseReconciliation: closeReconciliation,
  } as unknown as Tasks,
  consumers: {
    [ReconciliationRequested.type]: (event, deps) =>
      startReconciliation(ReconciliationRequested.event.parse(event), deps),
  },
};
