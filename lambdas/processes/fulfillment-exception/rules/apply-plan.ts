import type { ExceptionBody, NextLook, Outcome } from '../contract.ts';
import type { ExceptionPlan, StepAnswers } from '../plan.ts';
import { later } from './deadline.ts';
import type { MadeStep } from './follow-plan.ts';

export type PlanOutcome = 'confirmed' | 'undone' | 'stuck';

/** How often a process looks whose plan is stuck. */
export const STUCK_LOOK_MINUTES = 1_440;

/** The document after a plan ended, and what its steps answered. */
export function applyPlan(
  body: ExceptionBody,
  plan: ExceptionPlan,
  results: readonly MadeStep[],
  outcome: PlanOutcome,
  now: string,
): { readonly body: ExceptionBody; readonly answers: StepAnswers } {
  const answers: StepAnswers = Object.fromEntries(
    results.flatMap(({ id, direction, answer }) => (direction === 'do' && answer ? [[id, answer]] : [])),
  );
  const { plan: _, ...rest } = body;
  const again: NextLook = { state: 'HANDLING', at: now, outcome: 'open' };
  if (outcome === 'stuck')
    return {
      body: {
        ...body,
        plan: { ...plan, failed: 'stuck' },
        next: { state: 'BLOCKED', at: later(now, STUCK_LOOK_MINUTES), outcome: 'open' },
      },
      answers,
    };
  const { resolution, decidedBy } = plan;
  if (resolution === undefined) return { body: { ...rest, taken: true, next: again }, answers };
  if (outcome === 'undone')
    return { body: { ...rest, refused: [...body.refused, resolution], next: again }, answers };
  if (answers.renew?.result === 'declined')
    return { body: { ...rest, declined: true, next: again }, answers };
  const next: NextLook = { state: 'CLOSED', outcome: resolution.toLowerCase() as Outcome };
  return { body: { ...rest, resolved: { resolution, decidedBy }, next }, answers };
}
