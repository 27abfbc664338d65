import * as z from 'zod/mini';
import { identifier, timestamp } from '../../events/envelope.ts';
import { machines, runtimeWith } from '../shared/runtime.ts';
import { taskHandler } from '../shared/task-handler.ts';
import { tenantScope } from '../store/ports.ts';
import { awaitSignal } from './wait.ts';

const Input = z.object({
  tenantId: identifier,
  processId: z.string(),
  taskToken: z.string(),
  state: z.string(),
  dueAt: z.optional(timestamp),
});

const deps = runtimeWith(machines);

/** The one function behind every `.waitForTaskToken` state. The token is stored, never returned or logged. */
export const handler = taskHandler(Input, async ({ tenantId, ...wait }) => {
  await awaitSignal(await deps(), tenantScope(tenantId), wait);
  return {};
});
