import type { Job } from '../../shared/job.ts';
import type { Part, ReturnPlan } from './contract.ts';

export interface PlannedCall {
  readonly id: Part['id'];
  readonly operation: string;
  readonly job: Job;
  readonly step: string;
  readonly line: string;
  readonly input: Part['input'];
}

const SYSTEMS = ['tms', 'stock', 'wms', 'erp', 'finance', 'crm', 'contactCenter', 'supplierPortal'] as const;
type System = (typeof SYSTEMS)[number];

const systemOf: Readonly<Record<Part['id'], System>> = {
  label: 'tms',
  void: 'tms',
  stock: 'stock',
  warehouse: 'wms',
  book: 'erp',
  refund: 'finance',
  note: 'crm',
  card: 'contactCenter',
  replacement: 'contactCenter',
  photos: 'contactCenter',
  supplier: 'supplierPortal',
};

/** What the state machine calls for a plan, by system; an empty list is nothing to call. */
export type PlannedCalls = Readonly<Record<System, readonly PlannedCall[]>> & {
  readonly planId: string;
  readonly handled: readonly string[];
  /** Systems a look could not do without. */
  readonly waitsFor: readonly string[];
};

/** Pure: the same plan gives the same calls, so repeating them repeats their idempotency keys and bodies. */
export function planCalls(
  job: Job,
  plan: ReturnPlan | undefined,
  handled: readonly string[],
  waitsFor: readonly string[] = [],
): PlannedCalls {
  const open = (plan?.parts ?? []).filter(({ status }) => status === 'open');
  const callOf = ({ id, operation, input }: Part): PlannedCall => ({
    id,
    operation,
    job,
    step: id,
    // Money is given once, whichever plan tries.
    line: id === 'refund' ? '1' : (plan?.planId ?? ''),
    input,
  });
  const bySystem = SYSTEMS.map((system) => [
    system,
    open.filter(({ id }) => systemOf[id] === system).map(callOf),
  ]);
  return { ...Object.fromEntries(bySystem), planId: plan?.planId ?? 'none', handled, waitsFor };
}
