import type { DamageBody, Effect } from '../contract.ts';
import type { DamagePlan } from '../plan.ts';
import { without } from './absorb.ts';

type Answers = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What a damage holds after a plan: each effect only where its call was answered. */
export function applyPlan(body: DamageBody, plan: DamagePlan, answers: Answers): DamageBody {
  const { kind, calls, after, adjustments } = plan;
  const made = calls.flatMap(({ id, system, makes }): Effect[] => {
    const named = makes && answers.get(id)?.[makes.names];
    if (!makes || makes.id === 'status' || makes.id === 'book' || named === undefined) return [];
    const input = { [makes.names]: named, reason: makes.reason };
    return [{ id: makes.id, system, undo: { operation: makes.undo, input } }];
  });
  const ended = calls.flatMap(({ id, ends }) => (ends !== undefined && answers.has(id) ? [ends] : []));
  const whole = without(body, 'plan');
  const applied: DamageBody = {
    ...whole,
    ...after,
    effects: [...whole.effects.filter(({ id }) => !ended.includes(id)), ...made],
    adjustments: [...whole.adjustments, ...adjustments],
  };
  if (kind === 'take-back') return without(applied, 'decided');
  if (kind === 'restore') return withoutLoss(applied);
  return withClaim(applied, plan, answers);
}

/** What was claimed and written off was taken back. */
function withoutLoss(body: DamageBody): DamageBody {
  const { claim } = body;
  return without(claim ? { ...body, claim: { ...claim, state: 'WITHDRAWN' } } : body, 'writtenOff');
}

/** The number of the claim; one the portal refused is a person's again. */
function withClaim(body: DamageBody, { after, calls }: DamagePlan, answers: Answers): DamageBody {
  const call = calls.find(({ id }) => id === 'claim');
  if (!call || !after.claim) return body;
  const claimId = answers.get('claim')?.claimId;
  if (typeof claimId === 'string') return { ...body, claim: { ...after.claim, claimId } };
  return { ...body, claim: { state: 'DRAFTED' } };
}
