import type { Job } from '../../../shared/job.ts';
import type { ExceptionPlan, PlannedStep, StepAnswers, StepCall } from '../plan.ts';

/** What came of a step. */
export interface MadeStep {
  readonly id: string;
  readonly direction: 'do' | 'undo';
  readonly answer?: Readonly<Record<string, unknown>> | undefined;
  readonly refused?: string | undefined;
  readonly away?: string | undefined;
}

export type Following =
  | { readonly kind: 'end' }
  | { readonly kind: 'on'; readonly next: PlannedStep; readonly answers: StepAnswers }
  | {
      readonly kind: 'back';
      /** The step that was refused. */
      readonly step: string;
      readonly error: string;
      readonly answers: StepAnswers;
      /** The step to take back now; absent where all are. */
      readonly undo?: PlannedStep;
    };

/** Where a plan stands after what was made of it in this run. Pure, so that every run goes the same way. */
export function followingStep(plan: ExceptionPlan, results: readonly MadeStep[]): Following {
  // Without an answer it may have happened: nobody goes on, or back, before that is known.
  if (results.some(({ away }) => away !== undefined)) return { kind: 'end' };
  const done = results.filter(({ direction }) => direction === 'do');
  const answers = Object.fromEntries(done.flatMap(({ id, answer }) => (answer ? [[id, answer]] : [])));
  const refused = done.find(
    (result) => result.refused !== undefined && !plan.steps.find(({ id }) => id === result.id)?.mayFail,
  );
  const undoing =
    plan.undoing ?? (refused && { step: refused.id, error: refused.refused ?? 'refused', answers });
  if (undoing) return back(plan, undoing, results);
  const next = plan.steps.find(({ id }) => !done.some((result) => result.id === id));
  return next ? { kind: 'on', next, answers } : { kind: 'end' };
}

/** Last done, first undone; a step back that was refused ends it: somebody must look (rule 4.7). */
function back(
  { steps }: ExceptionPlan,
  undoing: NonNullable<ExceptionPlan['undoing']>,
  results: readonly MadeStep[],
): Following {
  const undone = results.filter(({ direction }) => direction === 'undo');
  const isStuck = undone.some(({ refused }) => refused !== undefined);
  const undo = isStuck
    ? undefined
    : steps.findLast(
        ({ id, inverse }) => inverse && undoing.answers[id] && !undone.some((result) => result.id === id),
      );
  return { kind: 'back', ...undoing, ...(undo ? { undo } : {}) };
}

/** Pure: the same plan and answers give the same call, so repeating it repeats its idempotency key and body. */
export function callFor(
  step: PlannedStep,
  planId: string,
  job: Job,
  answers: StepAnswers,
  direction: 'do' | 'undo',
): StepCall {
  const { id, operation, inverse } = step;
  const input = filled(step, answers);
  const about = { id, job, step: id.split('/')[0] ?? id, line: `${planId}/${id}`, direction };
  if (direction === 'do' || !inverse) return { ...about, operation, input };
  const back =
    step.to === 'stock'
      ? input
      : {
          [inverse.field]: answers[id]?.[inverse.field],
          reason: `${planId} of ${job.processId} is taken back`,
        };
  return { ...about, operation: inverse.operation, input: back };
}

/** The input of a step with what earlier steps answered; a step that gave no answer leaves its field out. */
function filled({ input, takes = {} }: PlannedStep, answers: StepAnswers): Record<string, unknown> {
  let result: Record<string, unknown> = { ...input };
  for (const [path, { step, field }] of Object.entries(takes)) {
    const value = answers[step]?.[field];
    if (value !== undefined) result = withValue(result, path.split('.'), value) as Record<string, unknown>;
  }
  return result;
}

function withValue(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(target))
    return target.map((entry, index) =>
      String(index) === key ? (rest.length > 0 ? withValue(entry, rest, value) : value) : entry,
    );
  const object = (target ?? {}) as Record<string, unknown>;
  return { ...object, [key]: rest.length > 0 ? withValue(object[key], rest, value) : value };
}
