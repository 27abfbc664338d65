import { CountRequested } from '../../events/count.ts';
import { TELL } from './schemas.ts';
import { defineSubmission } from './submission.ts';

export const route = defineSubmission({
  operationId: 'requestCount',
  path: '/v1/count-requests',
  tag: 'Floor',
  summary: 'Somebody wants an item counted, in one bin or wherever it lies.',
  roles: TELL,
  scope: 'events:write',
  event: CountRequested,
  process: 'cycle-count',
  subjectOf: ({ countId }) => countId,
  by: 'requestedBy',
});
