import type { InputOf } from '../../adapters/contract.ts';
import type { erp } from '../../adapters/erp/port.ts';
import type { supplierPortal } from '../../adapters/supplier-portal/port.ts';
import { replenishmentLimits } from '../../domain/replenishment-settings.ts';
import type { TenantDocument } from '../../domain/tenant.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf, waitSeconds } from '../../work/process-row.ts';
import { taskIdOf } from '../../work/tasks.ts';
import type { ReplenishmentState } from './contract.ts';
import { type ReplenishmentRow, requireReplenishment } from './facts.ts';
import { heardOf, own } from './heard.ts';
import { nextStepAt, stepDue } from './rules/acknowledgment.ts';
import { type Settled, settle, type View } from './settle.ts';

/** What the state machine does next; `call` is what the systems are told, where there is something to tell. */
export interface NextMove {
  readonly next: 'look' | 'page' | 'ask' | 'order' | 'remind' | 'undo' | 'wait' | 'close';
  readonly waitState: ReplenishmentState;
  readonly dueAt: string;
  readonly waitSeconds: number;
  readonly call: Calls | null;
}
export interface Calls {
  /** With the step it makes the idempotency key: every order of a request has its own. */
  readonly line: string;
  readonly order?: InputOf<typeof erp.createPurchaseOrder>;
  readonly reminder?: InputOf<typeof supplierPortal.sendReminder>;
  readonly cancellation?: InputOf<typeof erp.cancelPurchaseOrder>;
  /** What the supplier is told of a cancellation; `null`: it never heard of the order. */
  readonly change?: Omit<InputOf<typeof supplierPortal.sendOrderChange>, 'changeId'> | null;
  /** The page of demand after this order line. */
  readonly after?: string;
}

/** A wait that knows no other deadline is looked at after this long. */
const LOOK_MINUTES = 120;

/** Settles whatever has happened, change by change, and names the next move. */
export async function nextMove(
  job: { readonly tenantId: string; readonly processId: string },
  tenant: TenantScope,
  document: TenantDocument,
  deps: Core,
): Promise<NextMove> {
  const { processes } = deps.stores;
  let row = await requireReplenishment(processes, tenant, job.processId);
  const now = deps.clock();
  if (row.pending.length > 0) {
    // Pending work only wakes: what is new is known by its facts, and a call that was parked is tried again.
    await processes.change(tenant, row, { at: now, handled: row.pending, facts: { waitsFor: null } });
    row = await requireReplenishment(processes, tenant, job.processId);
  }
  for (;;) {
    const settled = settle(row, await viewOf(row, tenant, document, deps));
    if (!settled) break;
    await carryOut(row, settled, tenant, deps);
    row = await requireReplenishment(processes, tenant, job.processId);
  }
  return moveOf(row, now);
}

async function viewOf(
  row: ReplenishmentRow,
  tenant: TenantScope,
  document: TenantDocument,
  { stores: { work, processes }, clock }: Core,
): Promise<View> {
  const { asked, made } = row.facts;
  return {
    now: clock(),
    calendar: calendarOf(document, row.site),
    currency: document.currency,
    limits: replenishmentLimits(document, row.site),
    task: asked ? await work.task(tenant, taskIdOf(row.processId, asked.step, asked.round)) : undefined,
    news: made ? await heardOf(processes, tenant, made.documentId) : [],
  };
}

/** The case and the owner of a transfer go before the change that no later step repeats. */
export async function carryOut(
  row: ReplenishmentRow,
  { key, facts, events, detail, decisions, parked }: Settled,
  tenant: TenantScope,
  deps: Core,
): Promise<void> {
  const now = deps.clock();
  if (parked)
    await openCase(deps, tenant, {
      class: 'DECISION_PARKED',
      site: row.site,
      processId: row.processId,
      subject: key,
      summary: `${row.facts.sku} at ${row.site}: ${parked}`,
      links: [{ kind: 'sku', id: row.facts.sku }],
    });
  if (facts.made) await own(deps.stores.processes, tenant, facts.made.documentId, row.processId);
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts,
    step: {
      key,
      name: 'SettleReplenishment',
      at: now,
      ...(detail ? { detail } : {}),
      ...(decisions ? { decisions } : {}),
    },
    events,
  });
}

/** Pure: the next move of a request nothing more has happened to. */
export function moveOf(row: ReplenishmentRow, now: string): NextMove {
  const { facts } = row;
  const dueAt = deadlineOf(row, now);
  const plain = {
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
    waitState: stateOf(row),
    call: null,
  };
  const isHeldBack = Boolean(facts.waitsFor) && (facts.until ?? '') > now;
  const unless = (move: Pick<NextMove, 'next'> & Partial<NextMove>): NextMove =>
    isHeldBack ? { ...plain, next: 'wait' } : { ...plain, ...move };
  switch (facts.phase) {
    case 'look':
      return unless({ next: 'look' });
    case 'ask':
      return { ...plain, next: facts.asked ? 'wait' : 'ask' };
    case 'order':
      return unless({ next: 'order', call: orderCall(row) });
    case 'cancel':
      return unless({ next: 'undo', call: undoCall(row) });
    case 'acknowledge': {
      const step = facts.made ? stepDue(facts.made, now, Boolean(facts.asked)) : 'wait';
      if (step === 'remind') return { ...plain, next: 'remind', call: reminderCall(row) };
      return { ...plain, next: step === 'ask' ? 'ask' : 'wait' };
    }
    case 'postponed':
    case 'transfer':
      return { ...plain, next: 'wait' };
    default:
      return { ...plain, next: 'close' };
  }
}

function orderCall({ processId, facts: { sku, attempt, ordering } }: ReplenishmentRow): Calls | null {
  if (!ordering) return null;
  const { source, expectedOn } = ordering;
  const { id: supplierId, quantity, unitCost } = source;
  const reference = `${processId}/order-${attempt}`;
  return {
    line: `order-${attempt}`,
    order: { reference, supplierId, sku, quantity, unitCost, expectedOn },
  };
}

function undoCall({ facts: { made, afterwards, attempt } }: ReplenishmentRow): Calls | null {
  if (!made) return null;
  const { documentId: poId, poLine, sent } = made;
  const reason =
    afterwards === 'refused' ? 'the supplier refused it' : 'the supplier has not acknowledged it';
  return {
    line: `order-${attempt}`,
    cancellation: { poId, reason },
    change: sent ? { poId, poLine, ordered: 0, reason } : null,
  };
}

function reminderCall({ facts: { made, attempt } }: ReplenishmentRow): Calls | null {
  if (!made) return null;
  const reminder = {
    poId: made.documentId,
    supplierId: made.source.id,
    reason: 'no acknowledgment has come yet',
  };
  return { line: `order-${attempt}`, reminder };
}

export function stateOf({ facts }: ReplenishmentRow): ReplenishmentState {
  if (facts.waitsFor) return 'WAITING_PARTNER';
  switch (facts.phase) {
    case 'look':
      return 'OPENED';
    case 'ask':
      return 'REVIEW';
    case 'postponed':
      return 'POSTPONED';
    case 'order':
    case 'cancel':
      return 'ORDERING';
    case 'acknowledge':
      return facts.asked ? 'REVIEW' : 'AWAITING_ACKNOWLEDGMENT';
    case 'transfer':
      return 'AWAITING_TRANSFER';
    case 'parked':
      return 'PARKED';
    case 'done':
      return 'CLOSED';
  }
}

/** The soonest of: the next step of an order, the end of a rest or of a parked call. A question wakes by itself. */
function deadlineOf({ facts }: ReplenishmentRow, now: string): string {
  const { phase, made, asked, until, waitsFor } = facts;
  const watched = phase === 'acknowledge' || phase === 'transfer';
  const step = watched && made ? nextStepAt(made, Boolean(asked)) : undefined;
  const rests = until && (phase === 'postponed' || waitsFor) ? [until] : [];
  const times = [...(step === undefined ? [] : [step]), ...rests].filter((time) => time > now);
  return times.sort()[0] ?? new Date(Date.parse(now) + LOOK_MINUTES * 60_000).toISOString();
}
