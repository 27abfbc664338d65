import type { Envelope, Mode } from '../../events/envelope.ts';
import type { Account } from '../../events/inventory.ts';
import type { InspectionSeverity } from '../../events/quality.ts';
import type { AuditDraft, AuditEntry, DayRoot } from '../domain/audit-chain.ts';
import type { TaskOption } from '../domain/task-option.ts';
import type { Role, TenantDocument } from '../domain/tenant.ts';
import type { RuleName } from '../domain/tenant-rules.ts';
import type { EdgeStore } from './edge.ts';
import type { EpcisStore } from './epcis.ts';
import type { HoldStore } from './hold.ts';
import type { JobStore } from './job.ts';
import type { WebhookStore } from './webhooks.ts';

/**
 * What the processes need from storage. One contract test runs over both forms: `dynamo-*.ts` on DynamoDB and
 * `memory/` in the process. Keys are built inside the forms from `TenantScope` and nowhere else.
 */

declare const scoped: unique symbol;
/** A tenant id that came from a verified identity or a registered endpoint. Only `tenantScope()` makes one. */
export type TenantScope = string & { readonly [scoped]: true };
export function tenantScope(verifiedTenantId: string): TenantScope {
  return verifiedTenantId as TenantScope;
}

// ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ProcessRow {
  readonly tenantId: string;
  readonly processId: string;
  readonly process: string;
  readonly businessKey: string;
  readonly site: string;
  readonly state: string;
  readonly mode: Mode;
  readonly generation: number;
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  /** The next moment the sweeper must look at it; absent only in end states. */
  readonly dueAt?: string;
  readonly closedAt?: string;
  readonly outcome?: string;
  readonly executionArn?: string;
  /** Small facts of the process itself, for instance the chunk references of its notice. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Work that arrived and has not been handled, e.g. `2:receipt/R-1`; see `signal`. */
  readonly pending: readonly string[];
  readonly waiting: boolean;
  readonly version: number;
}

export interface NewProcess {
  readonly processId: string;
  readonly process: string;
  readonly businessKey: string;
  readonly site: string;
  readonly state: string;
  readonly mode: Mode;
  readonly generation: number;
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly at: string;
  readonly dueAt?: string;
  readonly executionArn?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export type SearchKind =
  | 'business-key'
  | 'po'
  | 'asn'
  | 'sku'
  | 'sscc'
  | 'lpn'
  | 'order'
  | 'rma'
  | 'supplier'
  | 'site'
  | 'state'
  | 'class'
  | 'assignee'
  | 'error-code';
export interface SearchKey {
  readonly kind: SearchKind;
  readonly value: string;
}

/** Why a rule decided as it did (N1). `thresholds` name the level each value came from. */
export interface DecisionRecord {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly at: string;
  readonly line?: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly thresholds: Readonly<Record<string, { readonly value: unknown; readonly level: string }>>;
  readonly result: unknown;
}

/**
 * One entry of a process's timeline, with the events it announces. The same `key` written twice is the same step: a retry
 * leaves the first entry, and announces nothing again.
 */
export interface StepRecord {
  readonly key: string;
  readonly name: string;
  readonly at: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly decisions?: readonly DecisionRecord[];
}

export interface ProcessChange {
  readonly at: string;
  readonly state?: string;
  /** `null` clears the deadline: only an end state may. */
  readonly dueAt?: string | null;
  readonly outcome?: string;
  /** Closing raises WriteConflict while work is pending that `handled` does not name: what came meanwhile is not lost. */
  readonly closedAt?: string;
  readonly executionArn?: string;
  /** Merged into the row's facts key by key; other keys stay. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Entries of `pending` that are done now. */
  readonly handled?: readonly string[];
  readonly step?: StepRecord;
  readonly search?: readonly SearchKey[];
  readonly events?: readonly Envelope[];
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursor?: string;
}

export interface ProcessStore {
  /** Claims the business key. `opened: false` returns the row that already stands and writes nothing. */
  open(
    tenant: TenantScope,
    process: NewProcess,
    search: readonly SearchKey[],
    step: StepRecord,
    events: readonly Envelope[],
  ): Promise<{ opened: boolean; row: ProcessRow }>;
  get(tenant: TenantScope, processId: string): Promise<ProcessRow | undefined>;
  /**
   * Applies a change; a row in an end state (`closedAt` set) is never changed again and raises Conflict. Given the row
   * instead of its id, it need not be read again: what has happened since is respected all the same.
   */
  change(tenant: TenantScope, process: string | ProcessRow, change: ProcessChange): Promise<ProcessRow>;
  /**
   * Adds a step to the timeline with the events it announces, and nothing else: for what has happened whatever comes
   * after. The first writing of a key stands, and its events are announced once.
   */
  record(
    tenant: TenantScope,
    processId: string,
    step: StepRecord,
    events: readonly Envelope[],
  ): Promise<void>;
  steps(tenant: TenantScope, processId: string): Promise<readonly StepRecord[]>;
  /** Events its steps announced, oldest first. */
  announced(tenant: TenantScope, processId: string): Promise<readonly ToldEvent[]>;
  /**
   * Stores the task token of the one wait a process has, with its state and deadline. When work is already pending the
   * caller must complete the token at once with what is returned.
   */
  wait(
    tenant: TenantScope,
    processId: string,
    wait: { taskToken: string; state: string; dueAt: string; at: string },
  ): Promise<{ pending: readonly string[] }>;
  /**
   * Adds work for a process and returns the token to complete, if it is waiting. Adding the same entry again changes
   * nothing. Works before the process exists: the work is kept and handed over at its first wait. The token stays until
   * the next wait replaces it, so a caller that died before completing it is healed by any later signal.
   */
  signal(
    tenant: TenantScope,
    processId: string,
    work: readonly string[],
    at: string,
  ): Promise<{ taskToken?: string; pending: readonly string[] }>;
  /** A fact such as one receipt, keyed and ordered by sequence: an older or equal sequence is ignored (`false`). */
  putFact(
    tenant: TenantScope,
    processId: string,
    fact: { key: string; sequence: number; body: unknown },
  ): Promise<boolean>;
  facts(
    tenant: TenantScope,
    processId: string,
    keyPrefix: string,
  ): Promise<readonly { key: string; sequence: number; body: unknown }[]>;
  /** Line work of one chunk; `version` 0 means new. A stale version raises WriteConflict. */
  readChunk<Body>(
    tenant: TenantScope,
    processId: string,
    chunk: number,
  ): Promise<{ body: Body; version: number } | undefined>;
  writeChunk(
    tenant: TenantScope,
    processId: string,
    chunk: number,
    body: unknown,
    expectedVersion: number,
    step?: StepRecord,
    events?: readonly Envelope[],
  ): Promise<void>;
  /** Makes a process findable by more keys. */
  addSearch(tenant: TenantScope, processId: string, keys: readonly SearchKey[]): Promise<void>;
  search(
    tenant: TenantScope,
    key: SearchKey,
    page: { limit: number; cursor?: string },
  ): Promise<Page<ProcessRow>>;
  /** Rows by site and state, soonest deadline first. */
  byState(
    tenant: TenantScope,
    site: string,
    state: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<ProcessRow>>;
  /** Across tenants, for the sweeper only. */
  due(
    now: string,
    limit: number,
  ): Promise<readonly { tenant: TenantScope; processId: string; dueAt: string }[]>;
  /** Processes waiting for a system, so that its recovery can wake them. */
  park(
    tenant: TenantScope,
    system: string,
    processId: string,
    work: readonly string[],
    at: string,
  ): Promise<void>;
  parked(
    tenant: TenantScope,
    system: string,
    limit: number,
  ): Promise<readonly { processId: string; work: readonly string[]; at: string }[]>;
  /** Removes the entry parked at `at`; one parked again since then stays. */
  unpark(tenant: TenantScope, system: string, processId: string, at: string): Promise<void>;
}

// ── inventory: positions, ledger, audit chain, outbox ────────────────────────────────────────────────────────────

export interface Movement {
  /** `process#step#line`: one effect per cause, whatever is retried. */
  readonly effectKey: string;
  readonly sku: string;
  readonly lot?: string;
  readonly quantity: number;
  /** `null` where goods enter or leave what this system counts. */
  readonly from: Account | null;
  readonly to: Account | null;
  /** Units the ERP's book has more by it, where these are not those the site has more (`domain/site-book.ts`). */
  readonly booked?: number;
}

export interface Posting {
  readonly site: string;
  readonly documentId: string;
  readonly processId: string;
  readonly reasonCode: string;
  readonly actor: string;
  readonly at: string;
  readonly movements: readonly Movement[];
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Position {
  readonly site: string;
  readonly sku: string;
  readonly buckets: Readonly<Record<Account, number>>;
  /** Available units nobody has reserved. Below zero after a loss of reserved goods: more is sold than is there. */
  readonly free: number;
  readonly version: number;
}

export interface LedgerEntry {
  readonly effectKey: string;
  readonly site: string;
  readonly sku: string;
  readonly lot?: string;
  readonly quantity: number;
  readonly from: Account | null;
  readonly to: Account | null;
  readonly booked?: number;
  readonly documentId: string;
  readonly reasonCode: string;
  readonly at: string;
  /** The audit entry of the same transaction: its day and lane in the chain and its place in that lane. */
  readonly auditDay: string;
  readonly auditLane: number;
  readonly auditSequence: number;
}

/** Events that were stored together, in their order; most are about one subject. */
export interface OutboxRow {
  readonly tenant: TenantScope;
  readonly key: string;
  readonly events: readonly Envelope[];
}

/** An event that was stored to be published. `published: false` only while the sweeper has it. */
export interface ToldEvent {
  readonly event: Envelope;
  readonly published: boolean;
}

export interface InventoryStore {
  /**
   * ONE transaction per batch of movements: position deltas (never below zero), ledger rows by effect key, an audit entry
   * in the lane of the posting's process, outbox rows. Movements whose effect key is already in the ledger are left out
   * and reported as `repeated`. A bucket that would go below zero raises Conflict naming SKU, bucket and quantities, and
   * applies nothing of its batch. Raises WriteConflict when other writers leave it no chance: what was posted stands, and
   * the same posting again goes on behind it.
   */
  post(
    tenant: TenantScope,
    posting: Posting,
    events: (applied: readonly Movement[]) => readonly Envelope[],
  ): Promise<{ applied: readonly Movement[]; repeated: readonly Movement[] }>;
  /** The ledger entries that exist among these effects. */
  effects(
    tenant: TenantScope,
    site: string,
    keys: readonly { readonly sku: string; readonly effectKey: string }[],
  ): Promise<readonly LedgerEntry[]>;
  position(tenant: TenantScope, site: string, sku: string): Promise<Position>;
  /** Positions of every SKU that ever moved at a site, in the order of their SKUs; one that moved just now may be missing. */
  positions(
    tenant: TenantScope,
    site: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<Position>>;
  ledger(
    tenant: TenantScope,
    site: string,
    sku: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<LedgerEntry>>;
  /**
   * Appends an entry that moves no stock: an approval, an override, a tenant change. `about` is what it is about, as a
   * rule a process: entries about the same are in one lane, so their order shows from the chain alone. The same `key`
   * again returns the entry that stands and appends nothing.
   */
  audit(
    tenant: TenantScope,
    entry: Omit<AuditDraft, 'tenantId'> & { readonly key?: string; readonly about: string },
    events?: readonly Envelope[],
  ): Promise<AuditEntry>;
  /** Days of the chain, oldest first. */
  auditDays(tenant: TenantScope, site: string): Promise<readonly string[]>;
  /** The entries of a day: its opening, then lane by lane. An entry that cannot be read raises UnreadableEntry. */
  auditChain(tenant: TenantScope, site: string, day: string): AsyncIterable<AuditEntry>;
  /** What a day holds now, read from the ends of its lanes; `undefined` for a day that was not opened. */
  auditRoot(tenant: TenantScope, site: string, day: string): Promise<DayRoot | undefined>;
  /** Stores events to be published from the table's stream. */
  enqueue(tenant: TenantScope, events: readonly Envelope[]): Promise<void>;
  /** The publisher could not publish this row: the sweeper will. */
  markMissed(tenant: TenantScope, key: string, at: string): Promise<void>;
  /** A row that was missed has been published. */
  markPublished(tenant: TenantScope, key: string): Promise<void>;
  /** Rows missed until then, across tenants and over all tables, for the sweeper: the longest missed first. */
  unpublished(until: string, limit: number): Promise<readonly OutboxRow[]>;
  /** Events stored about one subject, oldest first, for some days; those a process announced are in its `announced`. */
  eventsOf(tenant: TenantScope, subject: string): Promise<readonly ToldEvent[]>;
}

// ── backorders: reservations of stock, and who waits ──────────────────────────────────────────────────────────────

/** Units of one lot; `lot` is absent for goods without one. */
export interface LotUnits {
  readonly lot?: string;
  readonly quantity: number;
}

/** Units of an order line that one plan reserved. */
export interface ReservedPart {
  /** Which plan reserved it: the same claim again is the same part. */
  readonly claim: string;
  readonly quantity: number;
  readonly lots: readonly LotUnits[];
  /** `tentative` units are held for an order that must ship whole and are allocated to nobody. */
  readonly kind: 'firm' | 'tentative';
  readonly at: string;
  /** The customer was given a date for the line. */
  readonly promised?: boolean;
  /** When it ends by itself; absent once the OMS has confirmed it. */
  readonly endsAt?: string;
  /** What the systems answered when it was confirmed. */
  readonly documents?: {
    readonly allocationId: string;
    readonly releaseId: string;
    readonly pickTaskId: string;
  };
}

/** All that is reserved for one order line. */
export interface Reservation {
  readonly site: string;
  readonly sku: string;
  readonly orderId: string;
  readonly orderLineId: string;
  readonly parts: readonly ReservedPart[];
  /** A tentative hold of this line ran out before its order was whole. */
  readonly lapsed: boolean;
  readonly version: number;
}
export type ReservationKey = Pick<Reservation, 'site' | 'sku' | 'orderLineId'>;

/** Units that leave a reservation: of a lot, or of a pick task, where it is known which. */
export interface EndedUnits {
  readonly effectKey: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly pickTaskId?: string;
}

/** Stock of one item: its position, its lots, and what is reserved of them. */
export interface ItemStock {
  readonly position: Position;
  readonly lots: readonly { readonly lot: string; readonly available: number; readonly free: number }[];
  readonly reservations: readonly Reservation[];
}

/** What waits for one item at a site, so that an hourly look knows where to look. */
export interface QueuedItem {
  readonly sku: string;
  readonly lines: readonly { readonly orderLineId: string; readonly reason: string }[];
  readonly at: string;
}

export interface BackorderStore {
  /** Everything about an item at a site that a release decides on. */
  stock(tenant: TenantScope, site: string, sku: string): Promise<ItemStock>;
  reservation(tenant: TenantScope, key: ReservationKey): Promise<Reservation | undefined>;
  /**
   * ONE transaction: free units of the position, and of the lots it names, go down and the part stands, or nothing
   * happens and `short` is answered. Parts of the claims in `replaces` are used up for it. The same claim again changes
   * nothing (`repeated`).
   */
  reserve(
    tenant: TenantScope,
    key: ReservationKey & { readonly orderId: string },
    part: ReservedPart,
    replaces?: readonly string[],
  ): Promise<'reserved' | 'repeated' | 'short'>;
  /** Makes a part last: the OMS has confirmed it. `false` when no such part stands anymore, or it was confirmed before. */
  confirm(
    tenant: TenantScope,
    key: ReservationKey,
    claim: string,
    documents: NonNullable<ReservedPart['documents']>,
    events: readonly Envelope[],
  ): Promise<boolean>;
  /**
   * Gives the units of a part back, once: `false` when no such part stands. With `lapsed` the line is remembered as one
   * whose time of holding is over.
   */
  end(
    tenant: TenantScope,
    key: ReservationKey,
    claim: string,
    how: { readonly lapsed: boolean; readonly at: string },
    events: readonly Envelope[],
  ): Promise<boolean>;
  /**
   * Takes units out of what is reserved for a line, those of a pick task first: they shipped, or are not there. Once per
   * `effectKey`: `false`, and nothing told, when it was done before. Fewer reserved units than that end all the same.
   */
  endUnits(
    tenant: TenantScope,
    key: ReservationKey,
    units: EndedUnits,
    events: readonly Envelope[],
  ): Promise<boolean>;
  /** Replaces what is known to wait for an item; no lines remove it. */
  setQueue(tenant: TenantScope, site: string, item: QueuedItem): Promise<void>;
  queue(
    tenant: TenantScope,
    site: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<QueuedItem>>;
  queued(tenant: TenantScope, site: string, sku: string): Promise<QueuedItem | undefined>;
}

// ── bins: reserved room, and goods that were put elsewhere ────────────────────────────────────────────────────────

/** Room in a bin that is kept for a load until a moment. */
export interface BinReservation {
  /** The process it is kept for: the same claim again is the same reservation, with a new end. */
  readonly claim: string;
  readonly sku: string;
  readonly lot?: string;
  readonly hazardClass?: string;
  readonly weightGrams: number;
  readonly volumeMl: number;
  readonly until: string;
}
export interface ReservedBin {
  readonly bin: string;
  readonly reservations: readonly BinReservation[];
  readonly version: number;
}
export interface BinPlace {
  readonly site: string;
  readonly bin: string;
}

export interface BinStore {
  /** What is reserved at `now`, in the order of the bins; what ended before is gone, whoever made it. */
  reserved(
    tenant: TenantScope,
    site: string,
    bins: readonly string[],
    now: string,
  ): Promise<readonly ReservedBin[]>;
  /** Conditional on the version that was read: `false` when another load was first, and nothing is reserved. */
  reserve(
    tenant: TenantScope,
    place: BinPlace,
    reservation: BinReservation,
    read: { readonly version: number; readonly now: string },
  ): Promise<boolean>;
  /** Ends a reservation before its time, once: `false` when no such one stands. */
  release(tenant: TenantScope, place: BinPlace, claim: string): Promise<boolean>;
}

// ── work: human tasks and cases ──────────────────────────────────────────────────────────────────────────────────

export type TaskState = 'OPEN' | 'CLAIMED' | 'ANSWERED' | 'EXPIRED' | 'CANCELLED';

export interface TaskRow {
  readonly tenantId: string;
  /** `<processId>#<step>#<round>`: a second open task for the same step cannot exist. */
  readonly taskId: string;
  readonly processId: string;
  readonly process: string;
  readonly step: string;
  readonly round: number;
  readonly site: string;
  readonly title: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly options: readonly TaskOption[];
  /** Who is asked now: moves up with each escalation. */
  readonly group: Role;
  /** Who was asked first; everyone asked so far may still answer. Absent means `group`. */
  readonly firstGroup?: Role;
  readonly assignee?: string;
  /** Who handed the task to the assignee; the answer then carries both names. */
  readonly delegatedBy?: string;
  /** People who may not answer: who counted, who asked (rule 4.4). */
  readonly excluded: readonly string[];
  readonly value: { readonly minor: number; readonly currency: string };
  readonly createdAt: string;
  readonly dueAt: string;
  readonly reminderAt: string;
  readonly escalations: readonly { readonly at: string; readonly group: Role; readonly level: number }[];
  /** When nobody answered by then the process takes its safe end. */
  readonly parkAt: string;
  /** What to tell the process: the `work` entry of `signal`. */
  readonly wakes: string;
  readonly state: TaskState;
  readonly reminded: boolean;
  /** 1 when opened; the level of the last escalation after that. */
  readonly level: number;
  /** Approvals given so far where `context.approvers` names more than one role; the last one becomes `answer`. */
  readonly approvals?: readonly TaskAnswer[];
  readonly answer?: TaskAnswer;
  /** False from the write of an answer or end until it is in the audit chain and the process has been told; see `dueTasks`. */
  readonly told: boolean;
  readonly version: number;
}

export interface TaskAnswer {
  readonly option: string;
  readonly by: string;
  readonly onBehalfOf?: string;
  readonly comment?: string;
  readonly form?: Readonly<Record<string, unknown>>;
  readonly at: string;
}

export type NewTask = Omit<
  TaskRow,
  | 'tenantId'
  | 'state'
  | 'reminded'
  | 'level'
  | 'approvals'
  | 'answer'
  | 'told'
  | 'version'
  | 'assignee'
  | 'delegatedBy'
>;

/** `null` removes the field. */
export type TaskChange = Partial<
  Pick<TaskRow, 'state' | 'approvals' | 'answer' | 'group' | 'level' | 'reminded' | 'told'>
> & {
  readonly assignee?: string | null;
  readonly delegatedBy?: string | null;
};

export type CaseSeverity = 'S1' | 'S2' | 'S3' | 'S4';
export interface CaseRow {
  readonly tenantId: string;
  readonly caseId: string;
  readonly class: string;
  readonly severity: CaseSeverity;
  readonly site: string;
  readonly owner: Role;
  readonly assignee?: string;
  readonly summary: string;
  readonly processId?: string;
  readonly links: readonly { readonly kind: string; readonly id: string }[];
  readonly openedAt: string;
  readonly slaDueAt: string;
  readonly escalated: boolean;
  readonly state: 'OPEN' | 'RESOLVED';
  readonly rootCause?: string;
  readonly resolution?: string;
  readonly resolvedBy?: string;
  readonly resolvedAt?: string;
  readonly cost?: { readonly minor: number; readonly currency: string };
  readonly version: number;
}
export type NewCase = Omit<CaseRow, 'tenantId' | 'state' | 'escalated' | 'version'>;
export type CaseChange = Partial<Omit<CaseRow, 'tenantId' | 'caseId' | 'processId' | 'version'>>;

export interface WorkStore {
  /** Opening the same task id again returns the one that stands. */
  openTask(
    tenant: TenantScope,
    task: NewTask,
    events: readonly Envelope[],
  ): Promise<{ opened: boolean; row: TaskRow }>;
  task(tenant: TenantScope, taskId: string): Promise<TaskRow | undefined>;
  /** Conditional on `version`; a stale one raises Conflict with the standing row. */
  changeTask(
    tenant: TenantScope,
    taskId: string,
    expectedVersion: number,
    change: TaskChange,
    events: readonly Envelope[],
  ): Promise<TaskRow>;
  tasksOf(tenant: TenantScope, processId: string): Promise<readonly TaskRow[]>;
  tasksByGroup(
    tenant: TenantScope,
    site: string,
    group: Role,
    page: { limit: number; cursor?: string },
  ): Promise<Page<TaskRow>>;
  /**
   * Across tenants, for the sweeper: open or claimed tasks whose next reminder, escalation or end has come, and tasks of
   * any state whose process has not been told (`told: false`). A new task is `told: true`: there is nothing to tell yet.
   */
  dueTasks(now: string, limit: number): Promise<readonly { tenant: TenantScope; taskId: string }[]>;
  openCase(
    tenant: TenantScope,
    kase: NewCase,
    events: readonly Envelope[],
  ): Promise<{ opened: boolean; row: CaseRow }>;
  case(tenant: TenantScope, caseId: string): Promise<CaseRow | undefined>;
  changeCase(
    tenant: TenantScope,
    caseId: string,
    expectedVersion: number,
    change: CaseChange,
    events: readonly Envelope[],
  ): Promise<CaseRow>;
  casesOf(tenant: TenantScope, processId: string): Promise<readonly CaseRow[]>;
  casesByOwner(
    tenant: TenantScope,
    site: string,
    owner: Role,
    page: { limit: number; cursor?: string },
  ): Promise<Page<CaseRow>>;
  dueCases(now: string, limit: number): Promise<readonly { tenant: TenantScope; caseId: string }[]>;
}

// ── intake, tenants, quality, circuits, documents ────────────────────────────────────────────────────────────────

export interface IntakeStore {
  /** Claims an event id. `first: false` and `published` tell whether an earlier attempt got to the end. */
  claim(tenant: TenantScope, eventId: string, at: string): Promise<{ first: boolean; published: boolean }>;
  markPublished(tenant: TenantScope, eventId: string, at: string): Promise<void>;
  /** First use of a pack number by a supplier; `false` when another process used it within its memory (V9). */
  claimSscc(
    tenant: TenantScope,
    supplierId: string,
    sscc: string,
    processId: string,
    at: string,
    memoryDays: number,
  ): Promise<boolean>;
}

/** Something that happened, for counting. */
export interface Occurrence {
  readonly id: string;
  readonly at: string;
  /** The event that told of it, where it has an id of its own. */
  readonly eventId?: string;
  /** It was not as it should be, where what is right is remembered too. */
  readonly off?: boolean;
}
export interface OccurrenceStore {
  /**
   * Remembers an occurrence of `subject` beside those since `since` (at that moment included), and answers them with it,
   * oldest first; older ones are forgotten. The same id again changes nothing and counts as remembered. Where `most` stand
   * already another one is not remembered.
   */
  remember(
    tenant: TenantScope,
    subject: readonly [string, ...string[]],
    occurrence: Occurrence,
    window: { readonly since: string; readonly most?: number },
  ): Promise<{ readonly remembered: boolean; readonly occurrences: readonly Occurrence[] }>;
}

/** So many things that an event told of, and how many of them were not as they should be. */
export interface TallyEntry {
  readonly id: string;
  readonly eventId: string;
  /** What is told of the same id under a higher number counts instead. */
  readonly sequence: number;
  readonly of: number;
  readonly hits: number;
}
/** The sum of a step of time, named by its begin. */
export interface TallyStep {
  readonly start: string;
  readonly of: number;
  readonly hits: number;
}
export interface Tally {
  /** Oldest first; a step nothing was counted in is left out. */
  readonly steps: readonly TallyStep[];
  /** The latest events that told of hits, oldest first: at most `MOST_RECENT` of them. */
  readonly recent: readonly Occurrence[];
}
export interface TallyStore {
  /**
   * Counts entries of `subject`, told of at `at`, in the step that begins at `start`, and answers all its steps. An entry is
   * counted once, however often and in whatever order it is told. Sums of steps before `since` are forgotten.
   */
  count(
    tenant: TenantScope,
    subject: readonly [string, ...string[]],
    entries: readonly TallyEntry[],
    step: { readonly start: string; readonly at: string; readonly since: string },
  ): Promise<Tally>;
  /** What was counted of `subject`, without counting anything. */
  sums(tenant: TenantScope, subject: readonly [string, ...string[]]): Promise<Tally>;
}

export interface AppliedVersion {
  readonly version: number;
  readonly appliedAt: string;
}
/** A change of a rule somebody asks for, until somebody else has decided. */
export interface RuleProposal {
  readonly proposalId: string;
  readonly rule: RuleName;
  /** What the rule shall say. */
  readonly value: unknown;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  /** The version of the document it was made from. */
  readonly basedOn: number;
  readonly state: 'OPEN' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN';
  readonly settledBy?: string;
  readonly settledAt?: string;
  readonly comment?: string;
  /** The version of the document it came into force with. */
  readonly appliedAs?: number;
  readonly version: number;
}
export interface SettledProposal {
  readonly state: 'APPROVED' | 'REJECTED' | 'WITHDRAWN';
  readonly settledBy: string;
  readonly settledAt: string;
  readonly comment?: string;
}

export interface TenantStore {
  current(tenant: TenantScope): Promise<TenantDocument | undefined>;
  /** Stores the next version; the same content again is a no-op (`applied: false`). A version gap raises Conflict. */
  apply(tenant: TenantScope, document: TenantDocument, at: string): Promise<{ applied: boolean }>;
  /** The document as it was applied under this version. */
  version(tenant: TenantScope, version: number): Promise<TenantDocument | undefined>;
  /** Versions and when they were applied, the latest first; at most `limit`. */
  versions(tenant: TenantScope, limit: number): Promise<readonly AppliedVersion[]>;
  /** Every tenant id, for the sweeper and the operator's command line only. */
  all(): Promise<readonly TenantScope[]>;
  /** Keeps a proposal; the same id again returns the one that stands. */
  propose(tenant: TenantScope, proposal: Omit<RuleProposal, 'state' | 'version'>): Promise<RuleProposal>;
  proposal(tenant: TenantScope, proposalId: string): Promise<RuleProposal | undefined>;
  /** By their ids. */
  proposals(tenant: TenantScope, page: { limit: number; cursor?: string }): Promise<Page<RuleProposal>>;
  /**
   * Ends an open proposal, and brings the document it leads to into force in the same write: both happen or neither. One
   * that is not open anymore, or a document that is not the next version, raises Conflict.
   */
  settle(
    tenant: TenantScope,
    proposalId: string,
    settled: SettledProposal,
    document?: TenantDocument,
  ): Promise<RuleProposal>;
}

/** Where a supplier and item stand in the ISO 2859-1 switching rules. */
export interface InspectionHistory {
  readonly severity: InspectionSeverity;
  readonly receipts: number;
  /** Outcomes, oldest first, as far as the switching rules and the defect rate look back. */
  readonly outcomes: readonly {
    readonly accepted: boolean;
    /** The severity the lot was inspected under: the switching rules count only lots since the last switch. */
    readonly severity?: InspectionSeverity;
    readonly at: string;
    readonly lotKey: string;
    readonly defectUnits: number;
    readonly inspectedUnits: number;
  }[];
  readonly version: number;
}
export interface QualityStore {
  history(tenant: TenantScope, supplierId: string, sku: string): Promise<InspectionHistory>;
  /** Conditional on `version`; a stale one raises WriteConflict. */
  record(
    tenant: TenantScope,
    supplierId: string,
    sku: string,
    history: Omit<InspectionHistory, 'version'>,
    expectedVersion: number,
    events: readonly Envelope[],
  ): Promise<void>;
}

export interface CircuitRow {
  readonly state: 'closed' | 'open' | 'half-open';
  readonly failures: readonly string[];
  readonly openUntil?: string;
  readonly version: number;
}
export interface CircuitStore {
  read(tenant: TenantScope, system: string): Promise<CircuitRow>;
  /** Conditional on `version`: `false` when another caller was first, which is how one probe is let through. */
  write(
    tenant: TenantScope,
    system: string,
    row: Omit<CircuitRow, 'version'>,
    expectedVersion: number,
  ): Promise<boolean>;
}

/** Objects by key: partner documents, canonical chunks, reports, the journal. */
export interface DocumentStore {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, body: string | Uint8Array, contentType: string): Promise<void>;
  list(prefix: string, range?: ListRange): Promise<readonly string[]>;
}

/** Bytes of an object: from `start` up to `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface OpenObject {
  /** Names this content of the object. */
  readonly etag: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Documents that need not fit into memory. */
export interface LargeDocumentStore extends DocumentStore {
  /**
   * An object piece by piece, all of it or a range; `undefined` when it does not exist. With an etag it is that content:
   * raises Conflict when the object was replaced since.
   */
  open(
    key: string,
    part?: { readonly range?: ByteRange; readonly etag?: string },
  ): Promise<OpenObject | undefined>;
  /** Copies that content without its bytes coming here. Raises Conflict when it was replaced since. */
  copy(from: string, to: string, etag: string): Promise<void>;
}

/** A part of a list of keys: all of them unless it says less. */
export interface ListRange {
  /** Keys behind this one. */
  readonly after?: string | undefined;
  readonly atMost?: number;
}

/** What an upload address is good for. */
export interface Upload {
  readonly contentType: string;
  /** Bytes. */
  readonly contentLength: number;
  /** How long the address lives. */
  readonly seconds: number;
}

/** The inbox of partners and the reports about their files. */
export interface FileStore extends DocumentStore {
  /** An address that takes one PUT of exactly this type and length from whoever holds it. */
  presign(key: string, upload: Upload): Promise<string>;
}

export interface Stores {
  readonly processes: ProcessStore;
  readonly inventory: InventoryStore;
  readonly backorders: BackorderStore;
  readonly bins: BinStore;
  readonly work: WorkStore;
  readonly intake: IntakeStore;
  readonly occurrences: OccurrenceStore;
  readonly tallies: TallyStore;
  readonly holds: HoldStore;
  readonly jobs: JobStore;
  readonly tenants: TenantStore;
  readonly quality: QualityStore;
  readonly circuits: CircuitStore;
  readonly edge: EdgeStore;
  readonly epcis: EpcisStore;
  readonly webhooks: WebhookStore;
}
