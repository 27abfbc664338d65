import { FirstCountChecked } from '../events/count.ts';
import { FulfillmentException } from '../events/fulfillment.ts';
import { ReceiptReconciled } from '../events/inbound.ts';
import { CallsCounted, CircuitClosed } from '../events/integration.ts';
import { JobRequested, ProcessClosed } from '../events/ops.ts';
import { PARTNER_SOURCES } from '../events/partner-source.ts';
import { PutawayCompleted, PutawayOverridden } from '../events/putaway.ts';
import { adapters } from './adapters.ts';
import type { ConsumerSpec, FunctionSpec, ProcessSpec } from './functions.ts';
import { processes } from './processes/index.ts';

/** The functions that belong to no process and no system: what every process uses. */

/** Tasks any definition may name by their placeholder. */
export const sharedTasks = {
  AwaitSignal: {
    entry: 'work/await-signal',
    kind: 'task',
    access: { tables: { processes: 'write' }, machines: ['signal'] },
  },
} as const satisfies Readonly<Record<string, FunctionSpec>>;

/** Files that partners drop into the documents bucket. */
export const fileDoor: ConsumerSpec = {
  entry: 'doors/receive-document',
  kind: 'consumer',
  on: { objectsIn: 'documents', prefix: 'inbox/' },
  access: {
    tables: { tenants: 'read', intake: 'write' },
    documents: 'write',
    journal: 'write',
    publish: true,
  },
  errorImpact: 'Files from partners stay in the inbox: nothing they announce is known.',
  batchSize: 1,
  // The largest file is read, and its lines written, one after the other.
  timeoutSeconds: 300,
  memoryMb: 1024,
};

/** The functions behind the gateway: one for each group of routes, because a role should touch no more than its routes do. */
export const apiFunctions: readonly FunctionSpec[] = [
  {
    entry: 'api/read',
    kind: 'api',
    access: {
      tables: { processes: 'read', work: 'read', inventory: 'read', tenants: 'read', intake: 'write' },
      frontDoor: true,
    },
  },
  {
    entry: 'api/graphql',
    kind: 'api',
    access: {
      tables: { processes: 'read', work: 'read', inventory: 'read', tenants: 'read', intake: 'write' },
      frontDoor: true,
    },
  },
  {
    entry: 'api/bulk',
    kind: 'api',
    access: {
      tables: { processes: 'read', work: 'write', inventory: 'write', tenants: 'read', intake: 'write' },
      frontDoor: true,
    },
  },
  {
    entry: 'api/govern',
    kind: 'api',
    access: {
      tables: { inventory: 'write', tenants: 'write', intake: 'write' },
      frontDoor: true,
    },
  },
  {
    entry: 'api/sell',
    kind: 'api',
    access: {
      tables: { processes: 'read', work: 'write', inventory: 'write', tenants: 'read', intake: 'write' },
      frontDoor: true,
    },
  },
  {
    entry: 'api/tell',
    kind: 'api',
    access: {
      tables: { tenants: 'read', intake: 'write' },
      documents: 'write',
      journal: 'write',
      publish: true,
      frontDoor: true,
    },
  },
  {
    entry: 'api/inbound',
    kind: 'api',
    access: {
      tables: { tenants: 'read', intake: 'write' },
      documents: 'write',
      journal: 'write',
      publish: true,
      webhookKey: true,
      frontDoor: true,
    },
  },
  {
    entry: 'api/webhooks',
    kind: 'api',
    access: { tables: { tenants: 'read', intake: 'write' }, webhookKey: true, frontDoor: true },
  },
  {
    entry: 'api/work',
    kind: 'api',
    access: {
      tables: { processes: 'write', work: 'write', inventory: 'write', tenants: 'read', intake: 'write' },
      documents: 'read',
      journal: 'write',
      publish: true,
      machines: ['signal', 'recover'],
      frontDoor: true,
    },
  },
  {
    entry: 'api/files',
    kind: 'api',
    access: {
      tables: { tenants: 'read', intake: 'write' },
      files: true,
      invokes: 'doors/try-file',
      frontDoor: true,
    },
  },
];

/** What reads a file as the door does, for a dry run: it touches nothing. */
export const fileTrial: FunctionSpec = {
  entry: 'doors/try-file',
  kind: 'api',
  access: {},
  memoryMb: 1024,
};

/** What the gateway of a cloud stage asks before it calls one of them. */
export const gatewayAuthorizer: FunctionSpec = {
  entry: 'api/authorize',
  kind: 'api',
  access: { tables: { tenants: 'read' }, authorizer: true },
};

/** What the user pool of a cloud stage asks before it signs a token. */
export const tokenTrigger: FunctionSpec = {
  entry: 'api/identity/add-tenant',
  kind: 'api',
  access: { machineClients: true },
  // The user pool gives up after five.
  timeoutSeconds: 5,
};

/** Events that partners put on the bus from their own accounts. */
export const partnerEventDoor: ConsumerSpec = {
  entry: 'doors/receive-partner-event',
  kind: 'consumer',
  on: { sourcePrefix: PARTNER_SOURCES },
  access: {
    tables: { tenants: 'read', intake: 'write' },
    documents: 'write',
    journal: 'write',
    publish: true,
  },
  errorImpact: 'What partners put on the bus is not read: nobody knows what they said.',
};

/** What tells webhooks of events: at once, and again every minute until they have answered. */
export const webhookSenders: readonly ConsumerSpec[] = [
  {
    entry: 'webhooks/tell-webhooks',
    kind: 'consumer',
    on: { sourcePrefix: 'warehouse.' },
    access: { tables: { intake: 'write', tenants: 'write' }, publish: true, webhookKey: true },
    errorImpact: 'Systems of tenants and partners are not told of what happens.',
    timeoutSeconds: 120,
  },
  {
    entry: 'webhooks/retry-webhooks',
    kind: 'consumer',
    on: { everyMinutes: 1 },
    access: { tables: { intake: 'write', tenants: 'write' }, publish: true, webhookKey: true },
    errorImpact: 'Messages to webhooks that failed once are not sent again.',
    batchSize: 1,
    timeoutSeconds: 150,
  },
];

/** Publishes what items announce, from the streams of their tables. */
export const outboxPublisher: FunctionSpec = {
  entry: 'outbox/publish-outbox',
  kind: 'consumer',
  access: { tables: { inventory: 'write', processes: 'write' }, publish: true },
};

/** Wakes what is due and publishes what could not be published at once, every minute. */
export const sweeper: FunctionSpec = {
  entry: 'sweeper/sweep',
  kind: 'consumer',
  access: {
    tables: { processes: 'write', work: 'write', inventory: 'write', tenants: 'read' },
    publish: true,
    machines: ['signal'],
  },
};

/** Fixes the roots of audit chains in write-once storage, every five minutes. */
export const auditAnchor: FunctionSpec = {
  entry: 'sweeper/anchor-audit',
  kind: 'consumer',
  access: { tables: { inventory: 'read', tenants: 'read' }, auditAnchor: 'write' },
  timeoutSeconds: 240,
};

/** Queue consumers every process needs once. */
export const kernelConsumers: readonly ConsumerSpec[] = [
  {
    entry: 'work/record-execution-failure',
    kind: 'consumer',
    on: { executionsEnding: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    access: { tables: { processes: 'write', work: 'write', inventory: 'write', tenants: 'read' } },
    errorImpact: 'Failed processes get no case and no owner: nobody knows that they stopped.',
  },
  {
    entry: 'work/settle-overdue',
    kind: 'consumer',
    on: { event: ProcessClosed },
    access: { tables: { processes: 'read', work: 'write', inventory: 'write' } },
    errorImpact: 'Cases of processes that were late stay open although the process has ended since.',
  },
  {
    entry: 'work/resume-parked',
    kind: 'consumer',
    on: { event: CircuitClosed },
    access: { tables: { processes: 'write' }, machines: ['signal'] },
    errorImpact: 'Processes that waited for a system stay parked after it came back.',
  },
  {
    entry: 'api/run-job',
    kind: 'consumer',
    on: { event: JobRequested },
    access: {
      tables: { processes: 'write', work: 'write', inventory: 'write', tenants: 'read', intake: 'write' },
      journal: 'write',
      publish: true,
      machines: ['signal', 'recover'],
    },
    errorImpact: 'What people asked to be done to many things at once is not done.',
    batchSize: 1,
    timeoutSeconds: 600,
  },
  {
    entry: 'patterns/detect-patterns',
    kind: 'consumer',
    on: {
      anyOf: [
        CallsCounted,
        FirstCountChecked,
        FulfillmentException,
        PutawayCompleted,
        PutawayOverridden,
        ReceiptReconciled,
      ],
    },
    access: {
      tables: { intake: 'write', work: 'write', inventory: 'write', processes: 'read', tenants: 'read' },
      documents: 'write',
      publish: true,
    },
    errorImpact:
      'Nobody is told that a supplier, zone, device, person or system fails more often than it should.',
  },
];

/** Every function of the system: what is bundled and what the lints look for. */
export function allFunctions(): readonly FunctionSpec[] {
  return [
    ...adapters,
    ...Object.values(sharedTasks),
    ...processes.flatMap((process) => [...Object.values(process.tasks), ...process.consumers]),
    ...kernelConsumers,
    fileDoor,
    ...apiFunctions,
    gatewayAuthorizer,
    tokenTrigger,
    fileTrial,
    partnerEventDoor,
    ...webhookSenders,
    outboxPublisher,
    sweeper,
    auditAnchor,
  ];
}

/** The entries of the shared tasks a process names, by placeholder. */
export function sharedEntries({ name, shared }: ProcessSpec): Record<string, string> {
  const known: Readonly<Record<string, FunctionSpec>> = sharedTasks;
  return Object.fromEntries(
    shared.map((placeholder) => {
      const entry = known[placeholder]?.entry;
      if (!entry)
        throw new Error(
          `process ${name} names the shared task "${placeholder}": use one of ${Object.keys(known).join(', ')}`,
        );
      return [placeholder, entry];
    }),
  );
}
