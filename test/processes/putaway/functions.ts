import { BackorderQueued } from '../../../events/backorder.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { ReceiptPosted, ReceiptReversed } from '../../../events/inbound.ts';
import { InventoryPositionChanged } from '../../../events/inventory.ts';
import { PutawayQueued, PutawayScanned } from '../../../events/putaway.ts';
import { assignBin } from '../../../lambdas/processes/putaway/assign-bin.ts';
import { closePutaway } from '../../../lambdas/processes/putaway/close-putaway.ts';
import { confirmPlan } from '../../../lambdas/processes/putaway/confirm-plan.ts';
import { hearFloor } from '../../../lambdas/processes/putaway/hear-floor.ts';
import { keepLook } from '../../../lambdas/processes/putaway/keep-look.ts';
import { openPutaway } from '../../../lambdas/processes/putaway/open-putaway.ts';
import { openQuestion } from '../../../lambdas/processes/putaway/open-question.ts';
import { startPutaway } from '../../../lambdas/processes/putaway/start-putaway.ts';
import { summarizePutaway } from '../../../lambdas/processes/putaway/summarize-putaway.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room, WorldDeps } from '../support/world.ts';

const starts = (event: Envelope, deps: WorldDeps) => startPutaway(event, deps);
const hears = (event: Envelope, deps: WorldDeps) => hearFloor(event, deps);

/** The real functions and consumers of putaway. */
export const putawayRoom: Room = {
  process: 'putaway',
  tasks: {
    OpenPutaway: openPutaway,
    KeepLook: keepLook,
    AssignBin: assignBin,
    ConfirmPlan: confirmPlan,
    OpenQuestion: openQuestion,
    SummarizePutaway: summarizePutaway,
    ClosePutaway: closePutaway,
  } as unknown as Tasks,
  consumers: {
    [ReceiptPosted.type]: starts,
    [InventoryPositionChanged.type]: starts,
    [PutawayQueued.type]: starts,
    [PutawayScanned.type]: hears,
    [ReceiptReversed.type]: hears,
    [BackorderQueued.type]: hears,
  },
};
