import * as z from 'zod/mini';
import { ProcessClosed } from '../../events/ops.ts';
import { parseOrRaise } from '../shared/parse.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { runtimeWith } from '../shared/runtime.ts';
import { tenantScope } from '../store/ports.ts';
import { settleOverdue } from './overdue.ts';

/** A queue gets the whole bus entry; the event of the catalog is its detail. */
const Message = z.object({ detail: ProcessClosed.event });

const deps = runtimeWith();

/** A process that ended is not overdue anymore. Most had no case at all: their event says so. */
export const handler = queueHandler(async (body) => {
  const { tenantid, data } = parseOrRaise(Message, body, 'the event ProcessClosed').detail;
  if (data.cases > 0) await settleOverdue(await deps(), tenantScope(tenantid), data.processId);
});
