import { CountAdjusted } from '../../../events/count.ts';
import { TransferRequested, TransferScanned, TransferWithdrawn } from '../../../events/transfer.ts';
import { closeTransfer } from '../../../lambdas/processes/transfer/close-transfer.ts';
import { hearTransfer } from '../../../lambdas/processes/transfer/hear-transfer.ts';
import { openTransfer } from '../../../lambdas/processes/transfer/open-transfer.ts';
import { restTransfer } from '../../../lambdas/processes/transfer/rest-transfer.ts';
import { startTransfer } from '../../../lambdas/processes/transfer/start-transfer.ts';
import { stepTransfer } from '../../../lambdas/processes/transfer/step-transfer.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of transfers. */
export const transferRoom: Room = {
  process: 'transfer',
  tasks: {
    OpenTransfer: openTransfer,
    StepTransfer: stepTransfer,
    RestTransfer: restTransfer,
    CloseTransfer: closeTransfer,
  } as unknown as Tasks,
  consumers: {
    [TransferRequested.type]: startTransfer as Room['consumers'][string],
    [TransferScanned.type]: hearTransfer,
    [TransferWithdrawn.type]: hearTransfer,
    [CountAdjusted.type]: hearTransfer,
  },
};
