import type * as counts from '../../../events/count.ts';
import type { EventContract } from '../../../events/envelope.ts';
import type * as events from '../../../events/transfer.ts';
import type { TransferLeg } from '../../../events/transfer.ts';
import type { Operation } from '../../adapters/contract.ts';
import type { TransferTerms } from '../../adapters/erp/port.ts';
import type { TaskOption } from '../../domain/task-option.ts';
import type { BusinessCalendar, Role, TenantDocument } from '../../domain/tenant.ts';
import type { TransferLimits } from '../../domain/transfer-settings.ts';
import type { DecisionRecord } from '../../store/ports.ts';
import type { CaseClass } from '../../work/case-classes.ts';

/** What the rules, the functions and the definition of a transfer speak of. Quantities are base units, money minor units. */
export const PROCESS = 'transfer';

type DataOf<Contract> = Contract extends EventContract<infer Data> ? Data : never;
export type Request = DataOf<typeof events.TransferRequested>;

/** States of the process, rule 5.5. @public the operators\' lists name them */
export const states = [
  'REQUESTED',
  'AWAITING_APPROVAL',
  'APPROVED',
  'PICKED',
  'IN_TRANSIT',
  'RETURNING',
  'IN_QUESTION',
  'WAITING_PARTNER',
  'CLOSED',
] as const;
export type TransferState = (typeof states)[number];

/** Units by lot; goods without a lot are under the empty name. */
export type UnitsByLot = Readonly<Record<string, number>>;

export interface TransferLine {
  readonly line: number;
  readonly sku: string;
  readonly asked: number;
  /** What the ERP says; absent until it was asked, or when it does not know the item. */
  readonly terms?: TransferTerms;
  /** Those of the two sites where a count had frozen the item when it was asked for. */
  readonly frozenAt?: readonly string[];
  /** Free units at the source before anything was reserved for this line. */
  readonly free: number;
  readonly reserved: number;
  readonly approved: number;
  /** Posted so far: these are what the books say. */
  readonly shipped: UnitsByLot;
  readonly received: UnitsByLot;
  readonly returned: UnitsByLot;
  readonly lost: number;
  /** Units beyond what was shipped that go back, never booked here. */
  readonly refused: number;
}

export type Stage = 'TERMS' | 'JUDGING' | 'APPROVAL' | 'SHIPPING' | 'TRANSIT' | 'ENDED';
export type Outcome =
  | 'rejected'
  | 'canceled'
  | 'proposed'
  | 'received'
  | 'received-short'
  | 'returned'
  | 'lost';

export interface TransferBody {
  readonly request: Request;
  readonly stage: Stage;
  readonly lines: readonly TransferLine[];
  /** What is decided and not done yet, in order: it is written before the first of it is done. */
  readonly todo: readonly Move[];
  /** Moves decided so far, which number them. */
  readonly moves: number;
  readonly dueOn: string;
  readonly reservation: { readonly standing: boolean; readonly round: number; readonly endsAt?: string };
  readonly approvers: readonly Approver[];
  readonly approvals: readonly Approval[];
  /** The task that waits for an answer. */
  readonly asked?: Asked;
  readonly rounds: { readonly shortage: number; readonly over: number };
  readonly approvalEndsAt?: string;
  readonly shipBy?: string;
  readonly lostAt?: string;
  readonly askAgainAt?: string;
  /** The goods are on their way back. */
  readonly returning: boolean;
  /** Nobody received anything in time. */
  readonly missed: boolean;
  readonly documents: {
    readonly erp?: string;
    readonly pickTask?: string;
    readonly advice?: string;
    readonly claim?: string;
    readonly shipment?: string;
  };
  readonly outcome?: Outcome;
  /** Goods were scanned after the end, and somebody has a case. */
  readonly late?: true;
  /** A system that does not answer, or a posting the books cannot bear: tried again then. */
  readonly held?: { readonly by: string; readonly until: string; readonly tries: number };
}

export interface Approver {
  readonly step: 'approve-source' | 'approve-destination' | 'approve-finance';
  readonly role: Role;
  /** The site whose people are asked. */
  readonly at: 'from' | 'to';
}
/** A question that stands, with the units it is about by line: an answer decides about no others. */
export interface Asked {
  readonly step: string;
  readonly round: number;
  readonly units: Readonly<Record<number, number>>;
}
export interface Approval {
  readonly step: string;
  readonly by: string;
  /** Approved units by line number. */
  readonly units: Readonly<Record<number, number>>;
}

export type CalledSystem = 'erp' | 'wms' | 'tms';
export interface SystemCall {
  readonly kind: 'call';
  readonly id: string;
  readonly system: CalledSystem;
  readonly operation: string;
  readonly direction: 'do' | 'undo';
  /** The site whose system is asked. */
  readonly site: string;
  readonly input: Operation['input']['_zod']['output'];
  /** Where its answer is kept. */
  readonly keeps?: { readonly document: keyof TransferBody['documents']; readonly field: string };
}
export interface Reserve {
  readonly kind: 'reserve';
  readonly id: string;
  readonly round: number;
  /** Units wanted by line; less is taken where less is free, unless all must be there. */
  readonly units: Readonly<Record<number, number>>;
  /** When it ends by itself; absent for units that are approved. */
  readonly endsAt?: string;
}
export interface Release {
  readonly kind: 'release';
  readonly id: string;
  readonly round: number;
}
export interface UnitsMoved {
  readonly line: number;
  readonly sku: string;
  readonly lot: string;
  readonly quantity: number;
}
export interface Post {
  readonly kind: 'post';
  readonly id: string;
  readonly leg: Exclude<TransferLeg, 'PICKED'> | 'LOST' | 'FOUND' | 'CORRECTED';
  readonly units: readonly UnitsMoved[];
}
export interface Ask {
  readonly kind: 'ask';
  readonly id: string;
  readonly step: string;
  readonly round: number;
  readonly site: string;
  readonly group: Role;
  readonly title: string;
  readonly options: readonly TaskOption[];
  readonly excluded: readonly string[];
  readonly approvers: readonly Role[];
  readonly approved: readonly string[];
  readonly minutes: readonly [due: number, level2: number, final: number];
  readonly context: Readonly<Record<string, unknown>>;
  readonly value: number;
}
export interface Case {
  readonly kind: 'case';
  readonly id: string;
  readonly class: CaseClass;
  readonly subject: string;
  readonly summary: string;
}
/** Tasks whose answer is not needed anymore are closed. */
export interface Drop {
  readonly kind: 'drop';
  readonly id: string;
}
export type Move = SystemCall | Reserve | Release | Post | Ask | Case | Drop;
/** A move without its number. */
export type Planned = Move extends infer One ? (One extends Move ? Omit<One, 'id'> : never) : never;

/** What warehouses and people said so far, whatever order it came in. */
export interface Heard {
  readonly scans: readonly Scan[];
  readonly withdrawn: boolean;
  /** What counts at the source changed there that a shortage had asked for. */
  readonly recounts: readonly Recount[];
  /** The end of the task that was asked. */
  readonly answer?: Answer;
}
export interface Recount {
  /** The round of the question that asked for it. */
  readonly round: number;
  readonly sku: string;
  readonly adjustment: number;
}
export interface Scan {
  readonly scanId: string;
  readonly leg: TransferLeg;
  readonly lines: readonly { readonly line: number; readonly quantity: number; readonly lot?: string }[];
  readonly complete: boolean;
  readonly shipmentId?: string;
  readonly scannedBy: string;
}
export interface Answer {
  /** `EXPIRED` when nobody answered. */
  readonly option: string;
  readonly by: readonly string[];
  readonly form: Readonly<Record<string, unknown>>;
}

export interface Given {
  readonly now: string;
  readonly document: Pick<TenantDocument, 'approvalTiers' | 'currency'> & {
    readonly sites: readonly string[];
  };
  readonly calendars: { readonly from: BusinessCalendar; readonly to: BusinessCalendar };
  readonly limits: TransferLimits;
  readonly isAct: boolean;
}

type Told = Pick<
  typeof events & typeof counts,
  | 'TransferApproved'
  | 'TransferRejected'
  | 'TransferCanceled'
  | 'TransferShipped'
  | 'TransferReceived'
  | 'TransferLost'
  | 'TransferClosed'
  | 'CountRequested'
>;
export type NewsType = keyof Told;
export type NewsOf<Type extends NewsType> = DataOf<Told[Type]>;
/** What the bus is told, without its envelope; about the transfer unless it names another subject. */
export type News = {
  readonly [Type in NewsType]: {
    readonly type: Type;
    readonly data: NewsOf<Type>;
    readonly subject?: string;
  };
}[NewsType];

export interface Decision {
  readonly body: TransferBody;
  readonly decisions: readonly DecisionRecord[];
  readonly news: readonly News[];
  /** What it is called in the timeline. */
  readonly name: string;
}
