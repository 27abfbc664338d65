import * as z from 'zod/mini';
import { defineEvent } from './envelope.ts';

const process = { processId: z.string(), process: z.string(), state: z.string() };
export const ProcessStarted = defineEvent('ops', 'ProcessStarted', 'A process began.', z.object(process));
export const ProcessClosed = defineEvent(
  'ops',
  'ProcessClosed',
  'A process ended, with its outcome.',
  z.object({ ...process, outcome: z.string(), tasks: z.int(), cases: z.int() }),
);
export const ProcessFailed = defineEvent(
  'ops',
  'ProcessFailed',
  'An execution failed, timed out or was aborted; a case is open.',
  z.object({ ...process, status: z.string(), caseId: z.string() }),
);
