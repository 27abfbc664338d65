import { beforeEach } from 'vitest';
import { OPENING } from '../../lambdas/domain/audit-chain.ts';
import type { TaskOption } from '../../lambdas/domain/task-option.ts';
import { movableClock } from '../../lambdas/shared/clock.ts';
import { memoryStores } from '../../lambdas/store/memory/index.ts';
import { type ProcessRow, type Stores, tenantScope } from '../../lambdas/store/ports.ts';
import { answerTask, claimTask } from '../../lambdas/work/answer-task.ts';
import { processIdOf } from '../../lambdas/work/process-id.ts';
import type { TaskDependencies } from '../../lambdas/work/task-change.ts';
import { openTask, type TaskSpec } from '../../lambdas/work/tasks.ts';
import { receivingSettings, tenantDocument } from '../support/tenant.ts';

/** Monday, 08:00 in Berlin. */
export const MONDAY = '2026-03-02T07:00:00.000Z';
export const acme = tenantScope('acme');
export const site = 'BER1';
export const processId = processIdOf('receiving', 'SUP-1/ASN-1');
const minute = 60_000;

/** Monday to Friday, 08:00 to 16:00 in Berlin; Good Friday 2026 is a holiday. */
export const calendar = {
  zone: 'Europe/Berlin',
  shifts: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '16:00' }],
  holidays: ['2026-04-03'],
};

export const document = tenantDocument('acme', {
  currency: 'EUR',
  sites: [
    { site, name: 'Berlin', gln: '4012345000009', calendar },
    { site: 'HAM1', name: 'Hamburg', gln: '4012345000016', calendar },
  ],
  members: [
    { userId: 'sue', roles: ['supervisor'], sites: [site] },
    { userId: 'sam', roles: ['supervisor'], sites: [site] },
    { userId: 'hana', roles: ['supervisor'], sites: ['HAM1'] },
    { userId: 'dora', roles: ['dc-manager'], sites: ['*'] },
    { userId: 'paul', roles: ['purchasing'], sites: ['*'] },
    { userId: 'ben', roles: ['buyer'], sites: ['*'] },
    { userId: 'ida', roles: ['inventory-manager'], sites: ['*'] },
    { userId: 'fay', roles: ['finance'], sites: ['*'] },
    { userId: 'max', roles: ['inventory-manager', 'finance'], sites: ['*'] },
    { userId: 'rita', roles: ['supervisor', 'buyer'], sites: ['*'], processes: ['receiving'] },
    { userId: 'tom', roles: ['supervisor', 'buyer'], sites: ['*'], processes: ['transfer'] },
    { userId: 'vic', roles: ['viewer', 'auditor'], sites: ['*'] },
  ],
  receiving: receivingSettings('EUR'),
  approvalTiers: [{ upTo: null, approvers: ['inventory-manager', 'finance'] }],
});

export const acceptAll: TaskOption = {
  code: 'ACCEPT_ALL',
  label: 'Accept all',
  effect: 'All goods are posted and the order is raised.',
  needsComment: false,
  roles: ['buyer'],
};
export const recount: TaskOption = {
  code: 'RECOUNT',
  label: 'Count again',
  effect: 'Another person counts.',
  needsComment: false,
};
export const refuse: TaskOption = {
  code: 'REFUSE_EXCESS',
  label: 'Refuse the excess',
  effect: 'The excess goes back to the supplier.',
  needsComment: true,
};
export const partly: TaskOption = {
  code: 'ACCEPT_PART',
  label: 'Accept a part',
  effect: 'The given quantity is posted.',
  needsComment: false,
  formSchema: {
    type: 'object',
    properties: { quantity: { type: 'integer', minimum: 1, maximum: 100 } },
    required: ['quantity'],
  },
};

/** A review as rule 5.1 asks for it: 4 h, reminder after 2 h, level 2 at 4 h, level 3 at 8 h, end at 24 h. */
export const review: TaskSpec = {
  step: '1/review-over',
  round: 1,
  title: 'Line 1 has 20 pieces too many',
  group: 'supervisor',
  excluded: ['otto'],
  options: [acceptAll, recount, refuse, partly],
  context: { line: 1 },
  value: { minor: 40_000, currency: 'EUR' },
  reminderMinutes: 120,
  dueMinutes: 240,
  escalations: [
    { minutes: 240, group: 'dc-manager' },
    { minutes: 480, group: 'purchasing' },
  ],
  parkMinutes: 1440,
  wakes: '1:task/1/review-over#1',
};
export const taskId = `${processId}#1/review-over#1`;

export interface Completion {
  readonly taskToken: string;
  readonly result: unknown;
}

export type World = TaskDependencies & {
  readonly stores: Stores;
  readonly clock: ReturnType<typeof movableClock>;
  readonly completed: Completion[];
  readonly process: ProcessRow;
};

/** One tenant with one process that waits under the token `wait-1`, on stores in memory and a clock that stands still. */
export async function world(options: { waiting?: boolean; stores?: Stores } = {}): Promise<World> {
  const clock = movableClock(MONDAY);
  const stores = options.stores ?? memoryStores();
  const completed: Completion[] = [];
  let ids = 0;
  await stores.tenants.apply(acme, document, MONDAY);
  const { row: process } = await stores.processes.open(
    acme,
    {
      processId,
      process: 'receiving',
      businessKey: 'SUP-1/ASN-1',
      site,
      state: 'AWAITING_RECEIPT',
      mode: 'act',
      generation: 1,
      correlationId: 'correlation-1',
      at: MONDAY,
      dueAt: '2026-03-06T07:00:00.000Z',
      facts: {},
    },
    [],
    { key: 'open', name: 'OpenReceiving', at: MONDAY },
    [],
  );
  if (options.waiting !== false) {
    await stores.processes.wait(acme, processId, {
      taskToken: 'wait-1',
      state: 'REVIEW',
      dueAt: '2026-03-06T07:00:00.000Z',
      at: MONDAY,
    });
  }
  return {
    stores,
    clock,
    completed,
    process,
    completeWait: async (taskToken, result) => {
      completed.push({ taskToken, result });
      return true;
    },
    newId: () => `id-${String(++ids).padStart(8, '0')}`,
  };
}

export async function askedWorld(spec: TaskSpec = review): Promise<World> {
  const deps = await world();
  await openTask(deps, acme, deps.process, calendar, spec);
  return deps;
}

/** A new asked world before every test of a file, with what people do about its task. */
export function askedAnew() {
  let deps: World;
  const asked = {
    get deps() {
      return deps;
    },
    /** Asks in another way from here on. */
    ask: async (spec?: TaskSpec) => {
      deps = await askedWorld(spec);
    },
    answer: (option: string, by: string, more: object = {}) =>
      answerTask(deps, acme, taskId, { option, by, ...more }),
    claim: (by: string) => claimTask(deps, acme, taskId, by),
  };
  beforeEach(() => asked.ask());
  return asked;
}

/** A moment so many minutes after Monday morning. */
export function afterMinutes(minutes: number): string {
  return new Date(Date.parse(MONDAY) + minutes * minute).toISOString();
}

/** The types of all events stored about a subject, in the order they were stored. */
export async function eventTypes(stores: Stores, subject: string): Promise<string[]> {
  const events = await stores.inventory.eventsOf(acme, subject);
  return events.toSorted((a, b) => a.event.sequence - b.event.sequence).map(({ event }) => event.type);
}

/** What people did, as the audit chain has it: without the openings of days. */
export async function auditKinds(stores: Stores, at = site): Promise<unknown[]> {
  const entries: unknown[] = [];
  for (const day of await stores.inventory.auditDays(acme, at)) {
    for await (const { lane, kind, actor, body } of stores.inventory.auditChain(acme, at, day))
      if (lane !== OPENING) entries.push({ kind, actor, body });
  }
  return entries;
}

export class Crash extends Error {}

const WRITES = new Set([
  'open',
  'change',
  'wait',
  'signal',
  'putFact',
  'writeChunk',
  'park',
  'unpark',
  'post',
  'audit',
  'enqueue',
  'markPublished',
  'openTask',
  'changeTask',
  'openCase',
  'changeCase',
]);

/**
 * The same dependencies, but the process dies at its n-th write (counted from 0): before the write is made, or right after
 * it, when the caller never learns that it was. Nothing works after that.
 */
export function dyingAt(deps: World, n: number, when: 'before' | 'after'): World & { died: () => boolean } {
  let writes = 0;
  let dead = false;
  const mortal = async <T>(act: () => Promise<T>): Promise<T> => {
    if (dead) throw new Crash('the process is dead');
    const last = writes++ === n;
    if (last && when === 'before') dead = true;
    if (dead) throw new Crash('died before the write');
    const result = await act();
    if (last) {
      dead = true;
      throw new Crash('died after the write');
    }
    return result;
  };
  const wrap = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get(target, name, receiver) {
        const value = Reflect.get(target, name, receiver) as unknown;
        if (typeof value !== 'function' || !WRITES.has(String(name))) return value;
        return (...args: unknown[]) =>
          mortal(() => (value as (...args: unknown[]) => Promise<unknown>).apply(target, args));
      },
    });
  return {
    ...deps,
    stores: Object.fromEntries(
      Object.entries(deps.stores).map(([name, store]) => [name, wrap(store as object)]),
    ) as unknown as Stores,
    completeWait: (...args) => mortal(() => deps.completeWait(...args)),
    died: () => dead,
  };
}
