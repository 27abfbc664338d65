import * as z from 'zod/mini';
import { JobRequested } from '../../events/ops.ts';
import { parseOrRaise } from '../shared/parse.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { bus, executions, journal, machines, runtimeWith } from '../shared/runtime.ts';
import { tenantScope } from '../store/ports.ts';
import { carryOutJob } from './jobs/carry-out.ts';

/** A queue gets the whole bus entry; the event of the catalog is its detail. */
const Message = z.object({ detail: JobRequested.event });

const deps = runtimeWith(machines, executions, bus, journal);

/** Carries out a job somebody asked for over the API. */
export const handler = queueHandler(async (body) => {
  const { tenantid, data } = parseOrRaise(Message, body, 'the event JobRequested').detail;
  await carryOutJob(await deps(), tenantScope(tenantid), data.jobId);
});
