import { expect, it } from 'vitest';
import { processFor } from '../../lambdas/work/job-for.ts';

const job = {
  tenantId: 'acme',
  site: 'BER1',
  processId: 'damaged-goods:receiving:SUP-1/ASN-1:1-1',
  correlationId: 'correlation-1',
  mode: 'act' as const,
};
const begins = { state: 'OPENED', at: '2026-03-02T07:00:00.000Z', facts: { look: 1 } };

it('opens the process of a job under its names, whatever its business key holds', () => {
  expect(processFor(job, 'arn:1', begins)).toEqual({
    ...begins,
    processId: job.processId,
    process: 'damaged-goods',
    businessKey: 'receiving:SUP-1/ASN-1:1-1',
    site: 'BER1',
    mode: 'act',
    generation: 1,
    correlationId: 'correlation-1',
    executionArn: 'arn:1',
  });
});

it('carries the trace on, and the generation it is told', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  expect(processFor({ ...job, traceparent }, 'arn:1', { ...begins, generation: 2 })).toMatchObject({
    traceparent,
    generation: 2,
  });
});
