import * as z from 'zod/mini';
import { ProcessFailed } from '../../events/ops.ts';
import { NotFound } from '../shared/errors.ts';
import { type ProcessRow, type TenantScope, tenantScope } from '../store/ports.ts';
import { openCase } from './cases.ts';
import { makeEvent } from './events.ts';
import { originOf, type WorkDependencies } from './origin.ts';

/** The part of a "Step Functions Execution Status Change" event that says what ended how. */
export const ExecutionEnded = z.object({
  detail: z.object({
    executionArn: z.string(),
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    /** Absent or null when the input was too large to be sent along. */
    input: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
  }),
});
type Ended = z.infer<typeof ExecutionEnded>['detail'];

/** Executions are started with the job of their process. */
const StartInput = z.object({ job: z.object({ tenantId: z.string(), processId: z.string() }) });

/**
 * An execution failed, timed out or was aborted: opens a case with an owner and says so on the bus and on the timeline.
 * The process keeps its state, so it can be resumed. Recording the same execution again changes nothing. Raises NotFound
 * when no tenant knows the execution; the message then waits in the dead-letter queue, which has an alarm.
 */
export async function recordExecutionFailure(deps: WorkDependencies, ended: Ended): Promise<void> {
  const { tenant, row } = await processOf(deps, ended);
  const { processId, process, site, state } = row;
  const reason = ended.error ? `${ended.error}: ${ended.cause ?? 'no cause given'}` : 'no reason given';
  const now = deps.clock();
  const about = await originOf(deps.stores, tenant, { ...row, id: row.businessKey });
  const { row: kase } = await openCase(
    deps,
    tenant,
    {
      class: 'EXECUTION_FAILED',
      site,
      processId,
      subject: ended.name,
      summary: `The execution of ${process} ended ${ended.status} in state ${state}: ${cut(reason)}`,
      links: [{ kind: 'execution', id: ended.executionArn }],
    },
    ({ caseId }) => [
      makeEvent(ProcessFailed, {
        about,
        sequence: row.version + 1,
        causationId: ended.name,
        now,
        newId: deps.newId,
        data: { processId, process, state, status: ended.status, caseId },
      }),
    ],
  );
  if (row.closedAt !== undefined) return;
  await deps.stores.processes.change(tenant, processId, {
    at: now,
    step: {
      key: `execution-failed/${ended.name}`,
      name: 'ExecutionFailed',
      at: now,
      detail: { status: ended.status, reason: cut(reason), caseId: kase.caseId },
    },
    search: [{ kind: 'error-code', value: ended.error ?? ended.status }],
  });
}

/** The process whose job the execution was started with: small, so it always comes along. */
async function processOf(
  deps: WorkDependencies,
  ended: Ended,
): Promise<{ tenant: TenantScope; row: ProcessRow }> {
  const job = jobOf(ended.input);
  if (job) {
    const tenant = tenantScope(job.tenantId);
    const row = await deps.stores.processes.get(tenant, job.processId);
    if (row) return { tenant, row };
  }
  throw new NotFound(
    `execution ${ended.executionArn} ended ${ended.status}, and its input names no process that was opened; look at its history in Step Functions`,
  );
}

function jobOf(input: string | null | undefined): z.infer<typeof StartInput>['job'] | undefined {
  if (!input) return undefined;
  try {
    return StartInput.parse(JSON.parse(input)).job;
  } catch {
    // Somebody started the execution by hand with other input.
    return undefined;
  }
}

/** Causes can hold whole stack traces; the execution itself keeps them. */
function cut(reason: string): string {
  return reason.length > 500 ? `${reason.slice(0, 499)}…` : reason;
}
