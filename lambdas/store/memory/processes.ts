import type { Envelope } from '../../../events/envelope.ts';
import { instant, key } from '../keys.ts';
import {
  type NewProcess,
  type ProcessChange,
  type ProcessRow,
  type ProcessStore,
  type SearchKey,
  type StepRecord,
  type TenantScope,
  tenantScope,
} from '../ports.ts';
import {
  checkChange,
  closed,
  inParkingOrder,
  inSequence,
  inTimeline,
  newProcessRow,
  noProcess,
  staleChunk,
  standingClose,
} from '../process-row.ts';
import type { MemoryOutbox } from './outbox.ts';
import { copy, pageOf, sortedBy } from './rows.ts';

interface Fact {
  readonly key: string;
  readonly sequence: number;
  readonly body: unknown;
}

interface Process {
  row?: ProcessRow;
  taskToken?: string;
  readonly pending: Set<string>;
  readonly steps: Map<string, StepRecord>;
  readonly facts: Map<string, Fact>;
  readonly chunks: Map<number, { body: unknown; version: number }>;
}

/** Processes in memory: the same rules as on DynamoDB, for tests and simulations. */
export function memoryProcesses(outbox: MemoryOutbox): ProcessStore {
  const processes = new Map<string, Process>();
  const searchKeys = new Map<string, Set<string>>();
  const parked = new Map<string, Map<string, { work: Set<string>; at: string }>>();

  const at = (tenant: TenantScope, processId: string): Process => {
    const id = key(tenant, processId);
    const process = processes.get(id) ?? {
      pending: new Set(),
      steps: new Map(),
      facts: new Map(),
      chunks: new Map(),
    };
    processes.set(id, process);
    return process;
  };

  const requireRow = ({ row }: Process, processId: string): ProcessRow => {
    if (row === undefined) throw noProcess(processId);
    return row;
  };

  const addSearchKeys = (tenant: TenantScope, processId: string, search: readonly SearchKey[] = []) => {
    for (const { kind, value } of search) {
      const id = key(tenant, kind, value);
      searchKeys.set(id, (searchKeys.get(id) ?? new Set()).add(processId));
    }
  };

  /** A step with what it announces; without one, events are rows of their own. */
  const addStep = (
    tenant: TenantScope,
    processId: string,
    step: StepRecord | undefined,
    events: readonly Envelope[] = [],
  ) => {
    if (!step) return outbox.add(tenant, events);
    const { steps } = at(tenant, processId);
    if (steps.has(step.key)) return;
    outbox.addOf(tenant, processId, step.key, events);
    steps.set(step.key, copy(step));
  };

  const rowsOf = (tenant: TenantScope): ProcessRow[] =>
    [...processes.values()].flatMap((process) =>
      process.row?.tenantId === tenant ? (shown(process) ?? []) : [],
    );

  return {
    async open(tenant, process: NewProcess, search, step, events) {
      const entry = at(tenant, process.processId);
      const standing = shown(entry);
      if (standing) return { opened: false, row: standing };
      addStep(tenant, process.processId, step, events);
      entry.row = copy(newProcessRow(tenant, process, []));
      addSearchKeys(tenant, process.processId, search);
      return { opened: true, row: { ...copy(entry.row), pending: pendingOf(entry) } };
    },

    async get(tenant, processId) {
      return shown(at(tenant, processId));
    },

    async change(tenant, process, change) {
      const processId = typeof process === 'string' ? process : process.processId;
      const entry = at(tenant, processId);
      const row = { ...requireRow(entry, processId), pending: pendingOf(entry) };
      const standing = standingClose(row, change);
      if (standing) return shown(entry) ?? standing;
      checkChange(row, change);
      addStep(tenant, processId, change.step, change.events);
      addSearchKeys(tenant, processId, change.search);
      entry.row = copy(changedRow(row, change));
      for (const done of change.handled ?? []) entry.pending.delete(done);
      if (change.closedAt !== undefined) delete entry.taskToken;
      return shown(entry) ?? entry.row;
    },

    async record(tenant, processId, step, events) {
      addStep(tenant, processId, step, events);
    },

    async steps(tenant, processId) {
      return copy(inTimeline([...at(tenant, processId).steps.values()]));
    },

    async announced(tenant, processId) {
      return outbox.announced(tenant, processId);
    },

    async wait(tenant, processId, { taskToken, state, dueAt, at: now }) {
      const entry = at(tenant, processId);
      const row = requireRow(entry, processId);
      if (row.closedAt !== undefined) throw closed(row);
      instant(dueAt);
      entry.row = { ...row, state, dueAt, updatedAt: now, version: row.version + 1 };
      entry.taskToken = taskToken;
      return { pending: pendingOf(entry) };
    },

    async signal(tenant, processId, work) {
      const entry = at(tenant, processId);
      if (entry.row?.closedAt !== undefined) return { pending: [] };
      for (const one of work) entry.pending.add(one);
      return {
        ...(entry.taskToken === undefined ? {} : { taskToken: entry.taskToken }),
        pending: pendingOf(entry),
      };
    },

    async putFact(tenant, processId, fact) {
      const { facts } = at(tenant, processId);
      const standing = facts.get(fact.key);
      if (standing && standing.sequence >= fact.sequence) return false;
      facts.set(fact.key, copy(fact));
      return true;
    },

    async facts(tenant, processId, keyPrefix) {
      const facts = [...at(tenant, processId).facts.values()].filter((fact) =>
        fact.key.startsWith(keyPrefix),
      );
      return copy(inSequence(facts));
    },

    async readChunk<Body>(tenant: TenantScope, processId: string, chunk: number) {
      const stored = at(tenant, processId).chunks.get(chunk);
      return stored && (copy(stored) as { body: Body; version: number });
    },

    async writeChunk(tenant, processId, chunk, body, expectedVersion, step, events = []) {
      const entry = at(tenant, processId);
      if ((entry.chunks.get(chunk)?.version ?? 0) !== expectedVersion)
        throw staleChunk(processId, chunk, expectedVersion);
      addStep(tenant, processId, step, events);
      entry.chunks.set(chunk, copy({ body, version: expectedVersion + 1 }));
    },

    async addSearch(tenant, processId, keys) {
      addSearchKeys(tenant, processId, keys);
    },

    async search(tenant, { kind, value }, page) {
      const found = [...(searchKeys.get(key(tenant, kind, value)) ?? [])].flatMap(
        (processId) => shown(at(tenant, processId)) ?? [],
      );
      return pageOf(tenant, found, (row) => row.processId, page);
    },

    async byState(tenant, site, state, page) {
      const found = rowsOf(tenant).filter((row) => row.site === site && row.state === state);
      return pageOf(tenant, found, (row) => key(instant(row.dueAt ?? row.openedAt), row.processId), page);
    },

    async due(now, limit) {
      const due = [...processes.values()].flatMap(({ row }) =>
        row?.dueAt !== undefined && instant(row.dueAt) <= instant(now)
          ? [{ tenant: tenantScope(row.tenantId), processId: row.processId, dueAt: instant(row.dueAt) }]
          : [],
      );
      return sortedBy(
        due,
        ({ dueAt, tenant, processId }) => `${dueAt}\n${key('T', tenant, 'P', processId)}`,
      ).slice(0, limit);
    },

    async park(tenant, system, processId, work, now) {
      const list = parked.get(key(tenant, system)) ?? new Map();
      parked.set(
        key(tenant, system),
        list.set(processId, { work: new Set([...(list.get(processId)?.work ?? []), ...work]), at: now }),
      );
    },

    async parked(tenant, system, limit) {
      const rows = [...(parked.get(key(tenant, system)) ?? [])].map(([processId, { work, at: since }]) => ({
        processId,
        work: [...work].sort(),
        at: since,
      }));
      return inParkingOrder(rows).slice(0, limit);
    },

    async unpark(tenant, system, processId, since) {
      const list = parked.get(key(tenant, system));
      if (list?.get(processId)?.at === since) list.delete(processId);
    },
  };
}

function pendingOf({ pending }: Process): readonly string[] {
  return [...pending].sort();
}

/** The row as a reader sees it. */
function shown(process: Process): ProcessRow | undefined {
  if (process.row === undefined) return undefined;
  const pending = pendingOf(process);
  return { ...copy(process.row), pending, waiting: process.taskToken !== undefined && pending.length === 0 };
}

function changedRow(row: ProcessRow, change: ProcessChange): ProcessRow {
  const { dueAt: before, ...rest } = row;
  const closing = change.closedAt !== undefined;
  const dueAt = closing ? undefined : (change.dueAt ?? before);
  if (dueAt !== undefined) instant(dueAt);
  return {
    ...rest,
    ...(dueAt === undefined ? {} : { dueAt }),
    state: change.state ?? row.state,
    outcome: change.outcome ?? row.outcome,
    closedAt: change.closedAt ?? row.closedAt,
    executionArn: change.executionArn ?? row.executionArn,
    facts: { ...row.facts, ...copy(change.facts ?? {}) },
    updatedAt: change.at,
    version: row.version + 1,
  };
}
