import { ContractViolation } from '../shared/errors.ts';

/**
 * ISO 2859-1:1999 single sampling: Table 1 (code letters, general inspection level II) and the master tables 2-A
 * (normal), 2-B (tightened) and 2-C (reduced), arrows resolved.
 *
 * Every plan of Table 2-C for letters A to R and AQL 0.010 to 10 was compared with GB/T 2828.1-2012, the identical national
 * standard (Table 2-C, page 17), and its acceptance numbers with a second transcription of the ISO table. Table II-C of
 * MIL-STD-105E, which is public, has the same samples and zero plans, but a gap between Ac and Re that returns to normal
 * inspection; the 1999 edition closed it, and each number here lies within that gap.
 *
 * The master tables are one pattern shifted by one letter per step of the preferred series: from the letter whose plan
 * accepts on zero defects, acceptance numbers grow along the column and arrows fill the places between. So the tables
 * are kept as that pattern, and the tests compare it with the printed values.
 */

export type Severity = 'normal' | 'tightened' | 'reduced';

export interface Plan {
  readonly letter: string;
  readonly sample: number;
  readonly ac: number;
  readonly re: number;
}

const LETTERS = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'J',
  'K',
  'L',
  'M',
  'N',
  'P',
  'Q',
  'R',
  'S',
] as const;

/** Table 1, level II: the largest lot of letters A to P; larger lots are Q. R and S are reached by arrows only. */
const LARGEST_LOT = [8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000];

const SAMPLES: Readonly<Record<Severity, readonly number[]>> = {
  normal: [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000],
  tightened: [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000, 3_150],
  reduced: [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800],
};

/** Preferred series in percent; the zero plan of 6.5 is at letter A under normal inspection, of 4.0 at B, and so on. */
const AQLS = [
  '10',
  '6.5',
  '4.0',
  '2.5',
  '1.5',
  '1.0',
  '0.65',
  '0.40',
  '0.25',
  '0.15',
  '0.10',
  '0.065',
  '0.040',
  '0.025',
  '0.015',
  '0.010',
];

/** Down one column, from the zero plan: acceptance numbers, or the direction to look in. Before it is down, behind it up. */
const COLUMN: Readonly<Record<Severity, readonly (number | 'up' | 'down')[]>> = {
  normal: [0, 'up', 'down', 1, 2, 3, 5, 7, 10, 14, 21],
  tightened: [0, 'down', 'down', 1, 2, 3, 5, 8, 12, 18],
  reduced: [0, 'up', 'down', 'down', 1, 2, 3, 5, 6, 8, 10],
};

/** Table 1: the code letter of a lot at general inspection level II. Lots of one unit take the first row. */
export function codeLetter(lotSize: number): string {
  if (!Number.isSafeInteger(lotSize) || lotSize < 1)
    throw new ContractViolation(`lotSize = ${lotSize} is not a number of units from 1 up`);
  const row = LARGEST_LOT.findIndex((largest) => lotSize <= largest);
  return LETTERS[row === -1 ? LARGEST_LOT.length : row] ?? 'Q';
}

/** The sample size a code letter stands for. */
export function sampleSize(severity: Severity, letter: string): number {
  return sampleAt(severity, rowOf(letter));
}

/**
 * The single sampling plan of a code letter and an AQL (percent, written as in the standard: '2.5', '4.0'). An arrow
 * leads to another letter and its sample size. Where a column has no plan in the arrow's direction, the nearest plan in
 * the other direction serves. Raises ContractViolation for an AQL outside the preferred series 0.010 to 10.
 */
export function masterPlan(severity: Severity, letter: string, aql: string): Plan {
  const step = AQLS.indexOf(aql);
  if (step === -1)
    throw new ContractViolation(
      `aql = ${aql} is not in the preferred series; use one of ${AQLS.toReversed().join(', ')}`,
    );
  const zeroRow = severity === 'tightened' ? step : step - 1;
  const acceptance = (row: number): number | 'up' | 'down' => {
    const entry = row < zeroRow ? 'down' : (COLUMN[severity][row - zeroRow] ?? 'up');
    // Table 2-B has no plan of two units: the column of AQL 10 begins at letter D.
    return entry === 0 && severity === 'tightened' && row === 0 ? 'down' : entry;
  };
  const row = rowOf(letter);
  const direction = acceptance(row) === 'up' ? -1 : 1;
  const found = nearest(row, direction) ?? nearest(row, direction === 1 ? -1 : 1);
  if (!found) throw new ContractViolation(`aql = ${aql} has no ${severity} plan for letter ${letter}`);
  return found;

  function nearest(from: number, by: 1 | -1): Plan | undefined {
    for (let at = from; at >= 0 && at < SAMPLES[severity].length; at += by) {
      const ac = acceptance(at);
      if (typeof ac === 'number')
        return { letter: LETTERS[at] ?? '', sample: sampleAt(severity, at), ac, re: ac + 1 };
    }
    return undefined;
  }
}

function rowOf(letter: string): number {
  const row = (LETTERS as readonly string[]).indexOf(letter);
  if (row === -1)
    throw new ContractViolation(
      `letter = ${letter} is not a sample size code letter; use A to Q without I and O`,
    );
  return row;
}

function sampleAt(severity: Severity, row: number): number {
  const sample = SAMPLES[severity][row];
  if (sample === undefined)
    throw new ContractViolation(`letter = ${LETTERS[row]} has no sample size under ${severity} inspection`);
  return sample;
}
