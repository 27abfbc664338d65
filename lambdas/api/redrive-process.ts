import { defineRecovery } from './recovery.ts';

export const route = defineRecovery({
  operationId: 'redriveProcess',
  path: '/v1/processes/{id}/redrive',
  summary: 'Goes on from the step that failed.',
  description:
    'On the definition the execution began with. Where the platform cannot (on LocalStack, or after 14 days), a new execution begins on the definition of now, and the answer says so.',
  how: 'redrive',
});
