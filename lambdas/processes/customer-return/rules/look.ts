import type { DecisionRecord } from '../../../store/ports.ts';
import type { Look, ReturnBody, ReturnCase, ReturnPlan } from '../contract.ts';

/** A look that decided: what is remembered, why, and the plan that is carried out before anything else is decided. */
export function planned(
  { body: before }: ReturnCase,
  body: ReturnBody,
  decisions: readonly DecisionRecord[],
  plan: Pick<ReturnPlan, 'parts' | 'announces' | 'leadsTo'> &
    Partial<Pick<ReturnPlan, 'movements' | 'reasonCode' | 'damaged'>>,
): Look {
  const looks = before.looks + 1;
  const whole: ReturnPlan = {
    planId: String(looks),
    handled: [],
    movements: [],
    reasonCode: 'RETURN',
    ...plan,
  };
  return { body: { ...body, looks, plan: whole }, decisions };
}

/** A look that only remembers and waits. */
export function waiting(
  { body: before }: ReturnCase,
  body: ReturnBody,
  decisions: readonly DecisionRecord[],
): Look {
  return { body: decisions.length === 0 ? body : { ...body, looks: before.looks + 1 }, decisions };
}

export const minutesLater = (now: string, minutes: number): string =>
  new Date(Date.parse(now) + minutes * 60_000).toISOString();
