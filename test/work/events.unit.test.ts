import { expect, it } from 'vitest';
import { TaskExpired } from '../../events/work.ts';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { type EventFacts, makeEvent } from '../../lambdas/work/events.ts';

const facts: EventFacts<{ taskId: string; processId: string; step: string; group: string }> = {
  about: {
    tenantId: 'acme',
    site: 'BER1',
    businessKey: 'SUP-1/ASN-1',
    correlationId: 'c-1',
    mode: 'act',
    version: 4,
  },
  data: { taskId: 'T-1', processId: 'receiving:SUP-1/ASN-1', step: 'review', group: 'buyer' },
  causationId: 'deadline',
  now: '2026-03-02T07:00:00.000Z',
  newId: () => 'event-0001',
};

it('builds the whole envelope from the process and the contract', () => {
  expect(makeEvent(TaskExpired, facts)).toEqual({
    specversion: '1.0',
    id: 'event-0001',
    source: 'warehouse.task',
    type: 'TaskExpired',
    subject: 'SUP-1/ASN-1',
    time: '2026-03-02T07:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema: 'urn:tallyflow:event:TaskExpired:v1',
    tenantid: 'acme',
    site: 'BER1',
    correlationid: 'c-1',
    causationid: 'deadline',
    sequence: 5,
    mode: 'act',
    data: facts.data,
  });
});

it('takes subject and sequence of the caller, and the trace of the process', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const event = makeEvent(TaskExpired, {
    ...facts,
    about: { ...facts.about, traceparent },
    subject: 'T-1',
    sequence: 0,
  });
  expect(event).toMatchObject({ subject: 'T-1', sequence: 0, traceparent });
});

it('refuses an event that breaks its contract, naming every field', () => {
  const wrong = {
    ...facts,
    about: { ...facts.about, site: '' },
    data: { ...facts.data, group: 7 as unknown as string },
  };
  expect(() => makeEvent(TaskExpired, wrong)).toThrow(ContractViolation);
  expect(() => makeEvent(TaskExpired, wrong)).toThrow(/TaskExpired.*site = "".*data\.group = 7/s);
});
