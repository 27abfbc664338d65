import * as z from 'zod/mini';
import { defineEvent, timestamp } from './envelope.ts';

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

/** What a pattern suggests (rule 4.10). The action is always a person's choice. */
export const SuggestedAction = z.enum([
  'LABOR_MOVE',
  'DEVICE_CHECK',
  'TEMPORARY_ROUTE',
  'TIGHTENED_INSPECTION',
  'SUPPLIER_CALL',
  'SPOT_COUNT',
]);
export type SuggestedAction = z.infer<typeof SuggestedAction>;

export const PatternDetected = defineEvent(
  'ops',
  'PatternDetected',
  'Things that went wrong one by one have something in common; nothing is done before a person says so.',
  z.object({
    pattern: z.string().check(z.minLength(1)),
    /** What they have in common, for instance a device, a zone, a supplier. */
    subject: z.object({ kind: z.string().check(z.minLength(1)), id: z.string().check(z.minLength(1)) }),
    window: z.object({ from: timestamp, to: timestamp }),
    /** What it was seen in: ids of events, processes or documents. */
    evidence: z.array(z.string()).check(z.minLength(1)),
    suggestedAction: SuggestedAction,
  }),
);
