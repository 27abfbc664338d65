import { CountSubmitted } from '../../events/count.ts';
import { TELL } from './schemas.ts';
import { defineSubmission } from './submission.ts';

export const route = defineSubmission({
  operationId: 'submitCount',
  path: '/v1/counts',
  tag: 'Floor',
  summary: 'Somebody counted what lies on the shelf.',
  roles: TELL,
  scope: 'events:write',
  event: CountSubmitted,
  process: 'cycle-count',
  subjectOf: ({ countId }) => countId,
  by: 'countedBy',
});
