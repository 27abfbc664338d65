import type { Made } from '../contract.ts';

/** What the sender of the goods said: units that come, and the day. */
export interface Answer {
  readonly quantity: number;
  readonly promisedOn: string;
}

/** Rule 5.4: fewer units than ordered, or later than expected. On the day itself is in time. */
export function judged({ source, expectedOn }: Pick<Made, 'source' | 'expectedOn'>, answer: Answer) {
  return { short: answer.quantity < source.quantity, late: answer.promisedOn > expectedOn };
}

export type Step = 'remind' | 'late' | 'ask' | 'wait';

/**
 * Rule 5.4: what is due while nobody has answered. The supplier is reminded, then it is late, then a person is asked; each
 * from its moment on, the first that was not done goes first. A transfer is only late: its own process asks people.
 */
export function stepDue(made: Made, now: string, isAsked: boolean): Step {
  const isSupplier = made.source.kind === 'SUPPLIER';
  if (isSupplier && !made.reminded && now >= made.reminderAt && now < made.lateAt) return 'remind';
  if (!made.late && now >= made.lateAt) return 'late';
  if (isSupplier && !isAsked && now >= made.askAt) return 'ask';
  return 'wait';
}

/** When the next step is due; nothing once all are done. */
export function nextStepAt(made: Made, isAsked: boolean): string | undefined {
  const isSupplier = made.source.kind === 'SUPPLIER';
  if (isSupplier && !made.reminded && !made.late) return made.reminderAt;
  if (!made.late) return made.lateAt;
  return isSupplier && !isAsked ? made.askAt : undefined;
}
