import { ReceiptRecorded } from '../../events/inbound.ts';
import { TELL } from './schemas.ts';
import { defineSubmission } from './submission.ts';

export const route = defineSubmission({
  operationId: 'submitReceipt',
  path: '/v1/receipts',
  tag: 'Floor',
  summary: 'Goods were counted at the dock: lines with quantity, condition, lot and expiry.',
  description: 'Starts or goes on with receiving. Counts are blind: what was announced is not needed for it.',
  roles: TELL,
  scope: 'events:write',
  event: ReceiptRecorded,
  process: 'receiving',
  subjectOf: ({ receiptId }) => receiptId,
  by: 'countedBy',
});
