import { AsnReceived, ReceiptRecorded } from '../../../events/inbound.ts';
import { adoptNotice } from '../../../lambdas/processes/receiving/adopt-notice.ts';
import { checkNoticeLines } from '../../../lambdas/processes/receiving/check-notice-lines.ts';
import { closeReceiving } from '../../../lambdas/processes/receiving/close-receiving.ts';
import { confirmChunk } from '../../../lambdas/processes/receiving/confirm-chunk.ts';
import { confirmReversal } from '../../../lambdas/processes/receiving/confirm-reversal.ts';
import { decideOverdue } from '../../../lambdas/processes/receiving/decide-overdue.ts';
import { judgeNotice } from '../../../lambdas/processes/receiving/judge-notice.ts';
import { openReceiving } from '../../../lambdas/processes/receiving/open-receiving.ts';
import { openReviews } from '../../../lambdas/processes/receiving/open-reviews.ts';
import { placeUnannounced } from '../../../lambdas/processes/receiving/place-unannounced.ts';
import { planReversal } from '../../../lambdas/processes/receiving/plan-reversal.ts';
import { postStock } from '../../../lambdas/processes/receiving/post-stock.ts';
import { readNoticeLines } from '../../../lambdas/processes/receiving/read-notice-lines.ts';
import { recordReceipt } from '../../../lambdas/processes/receiving/record-receipt.ts';
import { settleChunk } from '../../../lambdas/processes/receiving/settle-chunk.ts';
import { startReceiving } from '../../../lambdas/processes/receiving/start-receiving.ts';
import { summarizeReceipt } from '../../../lambdas/processes/receiving/summarize-receipt.ts';
import { undoStock } from '../../../lambdas/processes/receiving/undo-stock.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of receiving. */
export const receivingRoom: Room = {
  process: 'receiving',
  tasks: {
    OpenReceiving: openReceiving,
    AdoptNotice: adoptNotice,
    ReadNoticeLines: readNoticeLines,
    CheckNoticeLines: checkNoticeLines,
    JudgeNotice: judgeNotice,
    SettleChunk: settleChunk,
    PlaceUnannounced: placeUnannounced,
    OpenReviews: openReviews,
    PostStock: postStock,
    UndoStock: undoStock,
    ConfirmChunk: confirmChunk,
    SummarizeReceipt: summarizeReceipt,
    DecideOverdue: decideOverdue,
    PlanReversal: planReversal,
    ConfirmReversal: confirmReversal,
    CloseReceiving: closeReceiving,
  } as unknown as Tasks,
  consumers: {
    [AsnReceived.type]: (event, deps) => startReceiving(AsnReceived.event.parse(event), deps),
    [ReceiptRecorded.type]: (event, deps) => recordReceipt(ReceiptRecorded.event.parse(event), deps),
  },
};
