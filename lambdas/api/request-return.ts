import { ReturnRequested } from '../../events/returns.ts';
import { defineSubmission } from './submission.ts';

export const route = defineSubmission({
  operationId: 'requestReturn',
  path: '/v1/returns',
  tag: 'Customers',
  summary: 'A customer wants to send goods of an order line back.',
  roles: ['operator', 'supervisor', 'dc-manager', 'service'],
  scope: 'events:write',
  event: ReturnRequested,
  process: 'customer-return',
  subjectOf: ({ rmaId }) => rmaId,
});
