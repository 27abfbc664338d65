import type { Role } from './tenant.ts';

/** One way to answer a task (rule 4.5). */
export interface TaskOption {
  readonly code: string;
  readonly label: string;
  /** One sentence: what happens when it is chosen. */
  readonly effect: string;
  readonly needsComment: boolean;
  /** JSON Schema of the form, where the answer carries values. */
  readonly formSchema?: Readonly<Record<string, unknown>>;
  /** Who may choose it, when narrower than the task's group. */
  readonly roles?: readonly Role[];
}

/** An option that needs no comment and no form unless `more` says so. */
export function option(
  code: string,
  label: string,
  effect: string,
  more: Partial<Omit<TaskOption, 'code' | 'label' | 'effect'>> = {},
): TaskOption {
  return { code, label, effect, needsComment: false, ...more };
}

/** The form of an option: these fields, all of them unless `required` names fewer, and no others. */
export function formOf(
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = Object.keys(properties),
): Readonly<Record<string, unknown>> {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The review times of a process's settings, in minutes. */
export interface ReviewLimits {
  readonly reviewMinutes: { readonly value: number };
  readonly reviewLevel2Minutes: { readonly value: number };
  readonly reviewLevel3Minutes: { readonly value: number };
  readonly reviewFinalMinutes: { readonly value: number };
}

/** Due by the settings, reminder at half of it, levels 2 and 3, then the safe end (rule 4.5). */
export function reviewTimes(limits: ReviewLimits, level2: Role, level3: Role) {
  const dueMinutes = limits.reviewMinutes.value;
  return {
    dueMinutes,
    reminderMinutes: Math.floor(dueMinutes / 2),
    escalations: [
      { minutes: limits.reviewLevel2Minutes.value, group: level2 },
      { minutes: limits.reviewLevel3Minutes.value, group: level3 },
    ],
    parkMinutes: limits.reviewFinalMinutes.value,
  };
}
