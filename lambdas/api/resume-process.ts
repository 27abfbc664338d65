import { defineRecovery } from './recovery.ts';

export const route = defineRecovery({
  operationId: 'resumeProcess',
  path: '/v1/processes/{id}/resume',
  summary: 'Begins a new execution on the definition of now; what was done is not done again.',
  how: 'resume',
});
