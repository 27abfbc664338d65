import type { BenchStage } from './stage.ts';

/** One measured number. A target with `atMost` or `atLeast` is what the number is held to. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** What else was seen in the same measurement. */
  readonly detail?: string;
}

/** A group of numbers measured together, in one way. */
export interface Figure {
  /** What `npm run bench -- <name>` calls it. */
  readonly name: string;
  readonly title: string;
  /** How it was measured: what ran, how often, what was counted. */
  readonly how: string;
  measure(bench: Bench): Promise<readonly Row[]>;
}

/** What figures share: a deployed stage is started once, by the first figure that needs it. */
export interface Bench {
  stage(): Promise<BenchStage>;
  say(message: string): void;
}

export interface Measured {
  readonly figure: Figure;
  readonly rows: readonly Row[];
}

/** Whether a row keeps its target; undefined where it has none. */
export function keepsTarget({ value, atMost, atLeast }: Row): boolean | undefined {
  if (atMost === undefined && atLeast === undefined) return undefined;
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY);
}

/** The middle of some numbers; for an even count the lower of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('the median of no numbers does not exist: measure at least once');
  return middle;
}

export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
