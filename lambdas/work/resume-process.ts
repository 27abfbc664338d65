import { Conflict, ContractViolation } from '../shared/errors.ts';
import type { ProcessRow, Stores, TenantScope } from '../store/ports.ts';
import type { Execution, Executions } from './executions.ts';

export interface ResumeDependencies {
  readonly stores: Pick<Stores, 'processes' | 'inventory'>;
  readonly executions: Executions;
  readonly clock: () => string;
}

export type Resumed = 'redriven' | 'resumed';

/**
 * Sets a process going again whose execution has died. `redrive` goes on from the state that failed, on the definition the
 * execution began with; where the platform cannot, and with `resume`, a new execution begins on the definition of now. It
 * finds the process's row, facts and ledger as they stand: each step has its keys, so what was done is not done again.
 * Raises Conflict while the execution runs or once the process has ended.
 */
export async function resumeProcess(
  deps: ResumeDependencies,
  tenant: TenantScope,
  row: ProcessRow,
  { how, by }: { readonly how: 'redrive' | 'resume'; readonly by: string },
): Promise<Resumed> {
  const { processId, executionArn, closedAt, state } = row;
  if (closedAt !== undefined)
    throw new Conflict(`process ${processId} ended as ${state}; what has ended is not set going again`, row);
  if (executionArn === undefined)
    throw new ContractViolation(`process ${processId} never had an execution; it starts with its event`);
  const last = await lastExecution(deps.executions, executionArn);
  if (last.started && isAlive(last.execution))
    throw new Conflict(
      `the execution of ${processId} is ${last.execution.status}; only one that failed, timed out or was aborted is set going again`,
      row,
    );
  // The audit entry first: nothing is set going that nobody can be named for.
  const entry = { processId, state, execution: executionArn };
  await deps.stores.inventory.audit(tenant, {
    key: `process-${how}#${executionArn}`,
    about: processId,
    site: row.site,
    at: deps.clock(),
    kind: `process-${how}`,
    actor: by,
    body: entry,
  });
  if (how === 'redrive' && last.started && (await deps.executions.redrive(executionArn))) return 'redriven';
  const next = last.started ? nextArn(executionArn) : executionArn;
  if (next !== executionArn) await handOver(deps, tenant, row, next, by);
  await deps.executions.start(last.execution.stateMachineArn, nameOf(next), last.execution.input);
  return 'resumed';
}

/** The row names its new execution before it begins: opening finds itself expected, and an earlier one does not. */
async function handOver(
  { stores, clock }: ResumeDependencies,
  tenant: TenantScope,
  row: ProcessRow,
  executionArn: string,
  by: string,
): Promise<void> {
  const at = clock();
  await stores.processes.change(tenant, row, {
    at,
    executionArn,
    step: { key: `resume/${nameOf(executionArn)}`, name: 'ResumeProcess', at, detail: { by } },
  });
}

/** The newest execution there is: one the row names may not have begun, when whoever resumed it died. */
async function lastExecution(
  executions: Executions,
  executionArn: string,
): Promise<{ readonly started: boolean; readonly execution: Execution }> {
  const execution = await executions.describe(executionArn);
  if (execution) return { started: true, execution };
  const before = previousArn(executionArn);
  const earlier = before === undefined ? undefined : await executions.describe(before);
  if (earlier) return { started: false, execution: earlier };
  throw new ContractViolation(
    `execution ${executionArn} is not kept anymore (90 days): start the process by its event again`,
  );
}

function isAlive({ status }: Execution): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE' || status === 'SUCCEEDED';
}

const RESUMED = /-r(\d+)$/;

/** `…-r1` after the first, `…-r2` after that: names follow from one another, so resuming twice at once is once. */
function nextArn(executionArn: string): string {
  const round = Number(RESUMED.exec(executionArn)?.[1] ?? 0) + 1;
  return `${executionArn.replace(RESUMED, '')}-r${round}`;
}

function previousArn(executionArn: string): string | undefined {
  const round = Number(RESUMED.exec(executionArn)?.[1] ?? 0);
  if (round === 0) return undefined;
  const first = executionArn.replace(RESUMED, '');
  return round === 1 ? first : `${first}-r${round - 1}`;
}

function nameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}
