import * as z from 'zod/mini';
import { CircuitClosed } from '../../events/integration.ts';
import { parseOrRaise } from '../shared/parse.ts';
import { logger } from '../shared/powertools.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { machines, runtimeWith } from '../shared/runtime.ts';
import { tenantScope } from '../store/ports.ts';
import { resumeParked } from './parked.ts';

/** A queue gets the whole bus entry; the event of the catalog is its detail. */
const Message = z.object({ detail: CircuitClosed.event });

const deps = runtimeWith(machines);

/** A system answers again: the processes that waited for it go on. */
export const handler = queueHandler(async (body) => {
  const { detail: event } = parseOrRaise(Message, body, 'the event CircuitClosed');
  const resumed = await resumeParked(await deps(), tenantScope(event.tenantid), event.data.adapter);
  logger.info('parked processes resumed', { adapter: event.data.adapter, resumed });
});
