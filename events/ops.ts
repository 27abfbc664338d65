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

/** What people may do about a pattern; the action is a human choice (rule 4.10). */
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
  'The same happened too often within a time: evidence and a suggestion, never an action.',
  z.object({
    pattern: z.string(),
    subject: z.object({ kind: z.string(), id: z.string() }),
    window: z.object({
      /** When the first of the events happened. */
      from: timestamp,
      /** When the last of the events happened. */
      to: timestamp,
    }),
    /** Ids of the events behind it, oldest first. */
    evidence: z.array(z.string()).check(z.minLength(1)),
    suggestedAction: SuggestedAction,
  }),
);

export const TenantApplied = defineEvent(
  'ops',
  'TenantApplied',
  'A version of a tenant document came into force; functions know it within half a minute.',
  z.object({
    version: z.int().check(z.positive()),
    appliedBy: z.string(),
    reason: z.string(),
    /** The fields that changed, in the words of `tenant diff`: at most the first hundred. */
    fields: z.array(z.string()),
    changes: z.int().check(z.nonnegative()),
  }),
);

const proposal = { proposalId: z.string(), rule: z.string(), proposedBy: z.string(), reason: z.string() };
export const RuleProposed = defineEvent(
  'ops',
  'RuleProposed',
  'Somebody asks for a rule to be changed; another person decides.',
  z.object({
    ...proposal,
    /** The fields that would change, at most the first hundred. */
    fields: z.array(z.string()),
    /** How many fields would change. */
    changes: z.int().check(z.nonnegative()),
  }),
);
export const RuleChanged = defineEvent(
  'ops',
  'RuleChanged',
  'A proposed change of a rule was approved by another person and is in force as a version of the tenant document.',
  z.object({
    ...proposal,
    approvedBy: z.string(),
    version: z.int().check(z.positive()),
    fields: z.array(z.string()),
    changes: z.int().check(z.nonnegative()),
  }),
);
export const RuleProposalRefused = defineEvent(
  'ops',
  'RuleProposalRefused',
  'A proposed change of a rule will not come: another person refused it, or who asked took it back.',
  z.object({
    ...proposal,
    outcome: z.enum(['REJECTED', 'WITHDRAWN']),
    settledBy: z.string(),
    comment: z.string(),
  }),
);

const job = {
  jobId: z.string(),
  operation: z.string(),
  requestedBy: z.string(),
  items: z.int().check(z.positive()),
};
export const JobRequested = defineEvent(
  'ops',
  'JobRequested',
  'Somebody asked for one operation on many things; they are carried out one after the other.',
  z.object({ ...job, reason: z.string() }),
);
export const JobFinished = defineEvent(
  'ops',
  'JobFinished',
  'Every item of a job was carried out or refused.',
  z.object({ ...job, done: z.int().check(z.nonnegative()), refused: z.int().check(z.nonnegative()) }),
);
