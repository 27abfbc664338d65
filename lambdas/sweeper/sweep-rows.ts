/** A row that failed, with what it was and why. */
export interface Failure {
  readonly row: string;
  readonly error: unknown;
}

export interface Swept {
  readonly done: number;
  readonly failures: readonly Failure[];
  /** False when time or the limit ended the sweep while rows were left; the next minute goes on. */
  readonly complete: boolean;
}

export interface SweepPlan<Row> {
  /** The first `limit` rows that are due, soonest first. */
  readonly due: (limit: number) => Promise<readonly Row[]>;
  readonly nameOf: (row: Row) => string;
  readonly handle: (row: Row) => Promise<void>;
}

const PAGE = 50;
/** Rows looked at in one sweep of one kind. */
const MOST = 1_000;

/**
 * Handles every due row once, page by page, while `hasTime`. A row that fails never stops the others: it is reported and
 * stays due. Rows that are handled leave the due list by themselves; those seen already are only skipped.
 */
export async function sweepRows<Row>(plan: SweepPlan<Row>, hasTime: () => boolean): Promise<Swept> {
  const seen = new Set<string>();
  const failures: Failure[] = [];
  let handled = 0;
  for (;;) {
    let page: readonly Row[];
    try {
      page = await plan.due(Math.min(PAGE + seen.size, MOST));
    } catch (error) {
      // A kind that cannot be listed must not keep the other kinds from being swept.
      failures.push({ row: '(list of due rows)', error });
      return { done: handled, failures, complete: false };
    }
    const fresh = page.filter((row) => !seen.has(plan.nameOf(row)));
    if (fresh.length === 0) return { done: handled, failures, complete: page.length < MOST };
    for (const row of fresh) {
      if (!hasTime()) return { done: handled, failures, complete: false };
      const name = plan.nameOf(row);
      seen.add(name);
      try {
        await plan.handle(row);
        handled += 1;
      } catch (error) {
        failures.push({ row: name, error });
      }
    }
  }
}
