import { FulfillmentException } from '../../events/fulfillment.ts';
import { businessKeyOf } from '../work/process-id.ts';
import { TELL } from './schemas.ts';
import { defineSubmission } from './submission.ts';

export const route = defineSubmission({
  operationId: 'reportException',
  path: '/v1/pick-exceptions',
  tag: 'Floor',
  summary: 'Something keeps an order from leaving: a short pick, a label, a carrier.',
  roles: TELL,
  scope: 'events:write',
  event: FulfillmentException,
  process: 'fulfillment-exception',
  subjectOf: ({ orderId, line, exceptionId }) => businessKeyOf(line?.orderLineId ?? orderId, exceptionId),
  by: 'reportedBy',
});
