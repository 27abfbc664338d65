import * as z from 'zod/mini';
import { TransferWithdrawn } from '../../events/transfer.ts';
import { announce } from '../doors/announce.ts';
import { cancelReceiving } from '../processes/receiving/steer.ts';
import { Conflict } from '../shared/errors.ts';
import type { ProcessRow, TenantScope } from '../store/ports.ts';
import { makeEvent } from '../work/events.ts';
import { Cancellation, steersProcesses } from './decisions.ts';
import type { WorkDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byId } from './schemas.ts';

export const route = defineRoute({
  operationId: 'cancelProcess',
  method: 'POST',
  path: '/v1/processes/{id}/cancel',
  tag: 'Processes',
  summary: 'Ends a process nobody wants anymore; what it posted is taken back where the caller says so.',
  description:
    'A receipt of which nothing was counted ends; with reverse, its postings are taken back in reverse order. A transfer is withdrawn: what was reserved for it is free again, and what has left the source still arrives. Other processes end with their cause: withdraw that.',
  may: steersProcesses,
  params: byId,
  body: Cancellation,
  answer: z.object({ processId: z.string(), how: z.enum(['cancel', 'reverse', 'withdraw']) }),
  status: 202,
  problems: ['not-found', 'conflict', 'unprocessable'],
  async run(call, deps: WorkDeps) {
    const row = await findProcess(call, deps.stores);
    const { tenant, subject: by } = call.principal;
    const { reason, reverse = false } = call.body;
    if (row.process === 'receiving') {
      const { kind } = await cancelReceiving(deps, tenant, row, { by, reverse, reason });
      return { body: { processId: row.processId, how: kind } };
    }
    if (row.process === 'transfer') {
      await withdraw(deps, tenant, row, { by, reason, requestId: call.requestId });
      return { body: { processId: row.processId, how: 'withdraw' as const } };
    }
    throw new ApiProblem(
      'unprocessable',
      `${row.process} cannot be canceled from outside: withdraw its cause, or answer its open task`,
    );
  },
});

async function withdraw(
  deps: WorkDeps,
  tenant: TenantScope,
  row: ProcessRow,
  { by, reason, requestId }: { readonly by: string; readonly reason: string; readonly requestId: string },
): Promise<void> {
  if (row.closedAt !== undefined)
    throw new Conflict(
      `process ${row.processId} ended as ${row.state}; what has ended cannot be canceled`,
      row,
    );
  const now = deps.clock();
  await deps.stores.inventory.audit(tenant, {
    key: `process-cancel#${row.processId}#${row.generation}#${by}`,
    about: row.processId,
    site: row.site,
    at: now,
    kind: 'process-cancel',
    actor: by,
    body: { processId: row.processId, state: row.state, reason },
  });
  const withdrawn = makeEvent(TransferWithdrawn, {
    about: row,
    data: { transferId: row.businessKey, requestedBy: by, reason },
    causationId: `api:${by}`,
    now,
    newId: () => requestId,
  });
  await announce(tenant, [withdrawn], now, deps);
}
