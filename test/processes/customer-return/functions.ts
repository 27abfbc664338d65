import { ReturnInspected, ReturnReceived, ReturnRequested, ReturnScanned } from '../../../events/returns.ts';
import { closeReturn } from '../../../lambdas/processes/customer-return/close-return.ts';
import { confirmReturn } from '../../../lambdas/processes/customer-return/confirm-return.ts';
import { decideReturn } from '../../../lambdas/processes/customer-return/decide-return.ts';
import { hearReturn } from '../../../lambdas/processes/customer-return/hear-return.ts';
import { openReturn } from '../../../lambdas/processes/customer-return/open-return.ts';
import { postStock } from '../../../lambdas/processes/customer-return/post-stock.ts';
import { startReturn } from '../../../lambdas/processes/customer-return/start-return.ts';
import { summarizeReturn } from '../../../lambdas/processes/customer-return/summarize-return.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of customer return. */
export const returnRoom: Room = {
  process: 'customer-return',
  tasks: {
    OpenReturn: openReturn,
    DecideReturn: decideReturn,
    PostStock: postStock,
    ConfirmReturn: confirmReturn,
    SummarizeReturn: summarizeReturn,
    CloseReturn: closeReturn,
  } as unknown as Tasks,
  consumers: {
    [ReturnRequested.type]: startReturn as Room['consumers'][string],
    [ReturnScanned.type]: hearReturn,
    [ReturnReceived.type]: hearReturn,
    [ReturnInspected.type]: hearReturn,
  },
};
