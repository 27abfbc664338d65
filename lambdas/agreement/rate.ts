/**
 * How often people did what a process in shadow would have done (rule 4.12). A rate always comes with its n; of n = 0 it
 * is empty, neither 0 nor 100.
 */

/** One thing a process decided, and what the systems show people did about it. */
export interface Comparison {
  readonly process: string;
  readonly site: string;
  /** What it is about: an order line, a load, a count. */
  readonly subject: string;
  readonly processId: string;
  readonly decidedAt: string;
  /** In words or units; absent where the rules left it to a person, which is no decision to agree with. */
  readonly decided?: string | number;
  readonly done?: string | number;
}

export type Verdict = 'agreed' | 'differs' | 'left-to-people' | 'not-done-yet';
export interface Judged extends Comparison {
  readonly verdict: Verdict;
}

export interface Agreement {
  readonly process: string;
  readonly site: string;
  /** Everything that was decided; of these so many could be compared, and in so many people did the same. */
  readonly decided: number;
  readonly compared: number;
  readonly agreed: number;
  readonly leftToPeople: number;
  readonly notDoneYet: number;
  /** Whole tenths of a percent, rounded down; absent when nothing was compared. */
  readonly perMille?: number;
  readonly differences: readonly Judged[];
}

/**
 * People need time: what they have not done alike is a difference once it was decided before `settledBefore`, and open
 * until then. What they did alike counts at once.
 */
export function judge(comparison: Comparison, settledBefore: string): Judged {
  const { decided, done, decidedAt } = comparison;
  const verdict: Verdict =
    decided === undefined
      ? 'left-to-people'
      : done !== undefined && decided === done
        ? 'agreed'
        : decidedAt < settledBefore && done !== undefined
          ? 'differs'
          : 'not-done-yet';
  return { ...comparison, verdict };
}

/** One row for each process and site that was asked for, those nothing is known of included. */
export function agreementOf(
  asked: readonly { readonly process: string; readonly site: string }[],
  comparisons: readonly Comparison[],
  settledBefore: string,
): Agreement[] {
  const judged = comparisons.map((comparison) => judge(comparison, settledBefore));
  return asked.map(({ process, site }) => {
    const own = judged.filter((one) => one.process === process && one.site === site);
    const number = (verdict: Verdict) => own.filter((one) => one.verdict === verdict).length;
    const agreed = number('agreed');
    const compared = agreed + number('differs');
    return {
      process,
      site,
      decided: own.length,
      compared,
      agreed,
      leftToPeople: number('left-to-people'),
      notDoneYet: number('not-done-yet'),
      ...(compared > 0 && { perMille: Math.floor((agreed * 1000) / compared) }),
      differences: own.filter(({ verdict }) => verdict === 'differs'),
    };
  });
}
