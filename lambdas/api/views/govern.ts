import * as z from 'zod/mini';
import { ruleNames } from '../../domain/tenant-rules.ts';
import type { RuleProposal } from '../../store/ports.ts';
import type { Foreseen } from '../../work/rule-proposals.ts';

/** A field as `tenant diff` names it; what is not there, before or after, is left out. */
export const ChangeView = z
  .object({ field: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) })
  .register(z.globalRegistry, { id: 'Change' });

export const RuleView = z
  .object({
    rule: z.enum(ruleNames),
    /** As the tenant's document says it; null where it says nothing and the starting values hold. */
    value: z.unknown(),
    /** Roles that may propose a change, and those that may approve one. */
    proposedBy: z.array(z.string()),
    approvedBy: z.array(z.string()),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Rule' });

export const ProposalView = z
  .object({
    /** For the paths below `/v1/rule-proposals`. */
    id: z.string(),
    rule: z.enum(ruleNames),
    value: z.unknown(),
    reason: z.string(),
    proposedBy: z.string(),
    proposedAt: z.string(),
    /** The version of the document it was made from. */
    basedOn: z.int(),
    state: z.enum(['OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN']),
    settledBy: z.optional(z.string()),
    settledAt: z.optional(z.string()),
    comment: z.optional(z.string()),
    /** The version of the document it came into force with. */
    appliedAs: z.optional(z.int()),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'RuleProposal' });

export function proposalView({ proposalId, ...row }: RuleProposal): z.infer<typeof ProposalView> {
  return { ...row, id: proposalId };
}

/** What a document would change, and what is wrong with it. */
export const PlanView = z
  .object({
    problems: z.array(z.object({ field: z.string(), value: z.unknown(), remedy: z.string() })),
    changes: z.array(ChangeView),
  })
  .register(z.globalRegistry, { id: 'Plan' });

export function planView({ problems, changes }: Foreseen): z.infer<typeof PlanView> {
  return { problems: [...problems], changes: [...changes] };
}
