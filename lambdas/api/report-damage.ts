import { DamageReported } from '../../events/damage.ts';
import { TELL } from './schemas.ts';
import { defineSubmission } from './submission.ts';

export const route = defineSubmission({
  operationId: 'reportDamage',
  path: '/v1/damages',
  tag: 'Floor',
  summary: 'Goods are damaged: they go out of reach at once.',
  roles: TELL,
  scope: 'events:write',
  event: DamageReported,
  process: 'damaged-goods',
  subjectOf: ({ damageId }) => damageId,
  by: 'foundBy',
});
