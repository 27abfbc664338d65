import type { ReceivingLine } from './line.ts';

/** A line nothing is known of yet but its number and item. */
export function emptyLine(line: number, sku: string): ReceivingLine {
  return {
    line,
    sku,
    announced: 0,
    findings: [],
    accepted: false,
    counts: [],
    answers: [],
    movements: [],
    followUps: [],
    asked: [],
    classes: [],
    status: 'expected',
  };
}
