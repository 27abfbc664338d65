import { randomUUID } from 'node:crypto';
import { dataSchemaOf, type Envelope } from '../../events/envelope.ts';
import { laneOf } from '../../lambdas/domain/audit-chain.ts';
import {
  type Movement,
  type NewCase,
  type NewProcess,
  type NewTask,
  type Posting,
  type StepRecord,
  type TenantScope,
  tenantScope,
} from '../../lambdas/store/ports.ts';

export const MORNING = '2026-03-02T08:00:00.000Z';
export const NOON = '2026-03-02T12:00:00.000Z';
export const EVENING = '2026-03-02T18:00:00.000Z';
export const NEXT_DAY = '2026-03-03T08:00:00.000Z';

/** A tenant no other test uses. */
export function someTenant(name = 'acme'): TenantScope {
  return tenantScope(`${name}-${randomUUID()}`);
}

export function newProcess(overrides: Partial<NewProcess> = {}): NewProcess {
  return {
    processId: 'receiving:S1/ASN-1',
    process: 'receiving',
    businessKey: 'S1/ASN-1',
    site: 'dc1',
    state: 'ASN_RECEIVED',
    mode: 'act',
    generation: 1,
    correlationId: 'c-1',
    at: MORNING,
    dueAt: NOON,
    facts: { supplierId: 'S1' },
    ...overrides,
  };
}

/** A process whose audit entries are in this lane. */
export function processIn(lane: number): string {
  for (let n = 1; ; n++) if (laneOf(`receiving:S1/ASN-${n}`) === lane) return `receiving:S1/ASN-${n}`;
}

export function step(key: string, overrides: Partial<StepRecord> = {}): StepRecord {
  return { key, name: key, at: MORNING, ...overrides };
}

export function event(tenant: TenantScope, id: string, overrides: Partial<Envelope> = {}): Envelope {
  return {
    specversion: '1.0',
    id: `event-${id}`,
    source: 'warehouse.ops',
    type: 'ProcessStarted',
    subject: 'S1/ASN-1',
    time: MORNING,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf('ProcessStarted', 1),
    tenantid: tenant,
    site: 'dc1',
    correlationid: 'c-1',
    causationid: 'c-0',
    sequence: 0,
    mode: 'act',
    data: { processId: 'receiving:S1/ASN-1' },
    ...overrides,
  };
}

export function movement(effectKey: string, overrides: Partial<Movement> = {}): Movement {
  return { effectKey, sku: 'SKU-1', quantity: 10, from: null, to: 'available', ...overrides };
}

export function posting(movements: readonly Movement[], overrides: Partial<Posting> = {}): Posting {
  return {
    site: 'dc1',
    documentId: 'DOC-1',
    processId: 'receiving:S1/ASN-1',
    reasonCode: 'RECEIPT',
    actor: 'process:receiving:S1/ASN-1',
    at: MORNING,
    movements,
    ...overrides,
  };
}

export function newTask(overrides: Partial<NewTask> = {}): NewTask {
  const { processId = 'receiving:S1/ASN-1', step: name = 'review-over', round = 1 } = overrides;
  return {
    taskId: `${processId}#${name}#${round}`,
    processId,
    process: 'receiving',
    step: name,
    round,
    site: 'dc1',
    title: 'Over receipt',
    context: { sku: 'SKU-1', lines: [1, 2] },
    options: [{ code: 'RECOUNT', label: 'Recount', effect: 'Counts again.', needsComment: false }],
    group: 'supervisor',
    excluded: ['u-1'],
    value: { minor: 12_50, currency: 'USD' },
    createdAt: MORNING,
    dueAt: '2026-03-02T12:00:00.000Z',
    reminderAt: '2026-03-02T10:00:00.000Z',
    escalations: [
      { at: '2026-03-02T12:00:00.000Z', group: 'dc-manager', level: 2 },
      { at: '2026-03-02T16:00:00.000Z', group: 'purchasing', level: 3 },
    ],
    parkAt: '2026-03-03T08:00:00.000Z',
    wakes: '1:answer',
    ...overrides,
  };
}

export function newCase(overrides: Partial<NewCase> = {}): NewCase {
  return {
    caseId: 'CASE-1',
    class: 'INTEGRATION_REJECTED',
    severity: 'S3',
    site: 'dc1',
    owner: 'integration-admin',
    summary: 'The ERP refused a receipt.',
    processId: 'receiving:S1/ASN-1',
    links: [{ kind: 'document', id: 'DOC-1' }],
    openedAt: MORNING,
    slaDueAt: NOON,
    ...overrides,
  };
}
