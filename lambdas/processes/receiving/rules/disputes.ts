import type { AnswerFact, AskStep, ReceivingLine } from './line.ts';

/**
 * What people said about one step of a line. A question covers the units it was asked about and no more: goods that come
 * later are a new question, and an answer is never stretched over them.
 */
export interface Dispute {
  readonly step: AskStep;
  readonly verdicts: readonly Verdict[];
  /** The question that waits for an answer, with the units it is about. */
  readonly open?: { readonly round: number; readonly units: number };
  readonly nextRound: number;
  /** Nobody answered in time: the step is parked and asks no more. */
  readonly expired: boolean;
}

export interface Verdict {
  readonly option: string;
  readonly units: number;
  readonly answer: AnswerFact;
}

/** The mark of a question that later facts made pointless; it stands where an answer would. */
export const WITHDRAWN = 'WITHDRAWN';
export const EXPIRED = 'EXPIRED';

export const questionKey = (step: AskStep, round: number) => `${step}#${round}`;

export function disputeOf(line: ReceivingLine, step: AskStep): Dispute {
  const rounds = line.asked
    .filter((key) => key.startsWith(`${step}#`))
    .map((key) => Number(key.slice(step.length + 1)))
    .sort((a, b) => a - b);
  const verdicts: Verdict[] = [];
  let open: Dispute['open'];
  let expired = false;
  for (const round of rounds) {
    const units = line.askedFor?.[questionKey(step, round)] ?? 0;
    const answer = line.answers.find((candidate) => candidate.step === step && candidate.round === round);
    if (!answer) open = { round, units };
    else if (answer.option === EXPIRED) expired = true;
    else if (answer.option !== WITHDRAWN) verdicts.push({ option: answer.option, units, answer });
  }
  return { step, verdicts, ...(open && { open }), nextRound: (rounds.at(-1) ?? 0) + 1, expired };
}

export interface Decided {
  /** What each answer decided, in the order they were given. */
  readonly parts: readonly { readonly option: string; readonly units: number }[];
  /** Decided units by option. */
  readonly units: ReadonlyMap<string, number>;
  readonly pending: number;
}

/**
 * Lays the answers over the disputed units in the order they were given. Only options in `terminal` decide; the others
 * ask for something first. `total` may have shrunk since, by a recount: then answers are cut from the last.
 */
export function decided(dispute: Dispute, total: number, terminal: readonly string[]): Decided {
  const units = new Map<string, number>();
  let pending = total;
  const parts = dispute.verdicts
    .filter(({ option }) => terminal.includes(option))
    .map((verdict) => {
      const part = Math.min(verdict.units, pending);
      units.set(verdict.option, (units.get(verdict.option) ?? 0) + part);
      pending -= part;
      return { option: verdict.option, units: part };
    });
  return { parts, units, pending };
}

/** A whole number from 0 up in the form of an answer; nothing when the form does not carry one. */
export function formUnits(answer: AnswerFact, field: string): number | undefined {
  const value = answer.form?.[field];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
