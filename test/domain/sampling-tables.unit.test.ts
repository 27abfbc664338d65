import { describe, expect, it } from 'vitest';
import { codeLetter, masterPlan, sampleSize } from '../../lambdas/domain/sampling-tables.ts';

const LETTERS = [...'ABCDEFGHJKLMNPQ'];

describe('Table 1, general inspection level II', () => {
  it.each([
    [1, 'A'],
    [2, 'A'],
    [8, 'A'],
    [9, 'B'],
    [15, 'B'],
    [16, 'C'],
    [25, 'C'],
    [26, 'D'],
    [50, 'D'],
    [51, 'E'],
    [90, 'E'],
    [91, 'F'],
    [150, 'F'],
    [151, 'G'],
    [280, 'G'],
    [281, 'H'],
    [500, 'H'],
    [501, 'J'],
    [1_200, 'J'],
    [1_201, 'K'],
    [3_200, 'K'],
    [3_201, 'L'],
    [10_000, 'L'],
    [10_001, 'M'],
    [35_000, 'M'],
    [35_001, 'N'],
    [150_000, 'N'],
    [150_001, 'P'],
    [500_000, 'P'],
    [500_001, 'Q'],
  ])('a lot of %i has letter %s', (lot, letter) => {
    expect(codeLetter(lot)).toBe(letter);
  });

  it.each([0, -1, 1.5])('refuses a lot of %s', (lot) => {
    expect(() => codeLetter(lot)).toThrow('lotSize');
  });
});

/** The printed plans for letters A to Q with arrows followed, as sample/Ac. */
const PRINTED: Record<'normal' | 'tightened', Record<string, string>> = {
  normal: {
    '0.025': '500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 500/0 2000/1',
    '0.10': '125/0 125/0 125/0 125/0 125/0 125/0 125/0 125/0 125/0 125/0 125/0 500/1 500/1 800/2 1250/3',
    '0.65': '20/0 20/0 20/0 20/0 20/0 20/0 20/0 80/1 80/1 125/2 200/3 315/5 500/7 800/10 1250/14',
    '1.0': '13/0 13/0 13/0 13/0 13/0 13/0 50/1 50/1 80/2 125/3 200/5 315/7 500/10 800/14 1250/21',
    '1.5': '8/0 8/0 8/0 8/0 8/0 32/1 32/1 50/2 80/3 125/5 200/7 315/10 500/14 800/21 800/21',
    '2.5': '5/0 5/0 5/0 5/0 20/1 20/1 32/2 50/3 80/5 125/7 200/10 315/14 500/21 500/21 500/21',
    '4.0': '3/0 3/0 3/0 13/1 13/1 20/2 32/3 50/5 80/7 125/10 200/14 315/21 315/21 315/21 315/21',
    '6.5': '2/0 2/0 8/1 8/1 13/2 20/3 32/5 50/7 80/10 125/14 200/21 200/21 200/21 200/21 200/21',
    '10': '5/1 5/1 5/1 8/2 13/3 20/5 32/7 50/10 80/14 125/21 125/21 125/21 125/21 125/21 125/21',
  },
  tightened: {
    '0.010': Array(15).fill('2000/0').join(' '),
    '0.025': '800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 800/0 3150/1',
    '0.65': '32/0 32/0 32/0 32/0 32/0 32/0 32/0 125/1 125/1 125/1 200/2 315/3 500/5 800/8 1250/12',
    '1.0': '20/0 20/0 20/0 20/0 20/0 20/0 80/1 80/1 80/1 125/2 200/3 315/5 500/8 800/12 1250/18',
    '1.5': '13/0 13/0 13/0 13/0 13/0 50/1 50/1 50/1 80/2 125/3 200/5 315/8 500/12 800/18 800/18',
    '2.5': '8/0 8/0 8/0 8/0 32/1 32/1 32/1 50/2 80/3 125/5 200/8 315/12 500/18 500/18 500/18',
    '4.0': '5/0 5/0 5/0 20/1 20/1 20/1 32/2 50/3 80/5 125/8 200/12 315/18 315/18 315/18 315/18',
    '6.5': '3/0 3/0 13/1 13/1 13/1 20/2 32/3 50/5 80/8 125/12 200/18 200/18 200/18 200/18 200/18',
    '10': '8/1 8/1 8/1 8/1 13/2 20/3 32/5 50/8 80/12 125/18 125/18 125/18 125/18 125/18 125/18',
  },
};

describe.each(['normal', 'tightened'] as const)('the master table for %s inspection', (severity) => {
  it.each(Object.entries(PRINTED[severity]))('at AQL %s', (aql, printed) => {
    const plans = LETTERS.map((letter) => masterPlan(severity, letter, aql));
    expect(plans.map(({ sample, ac }) => `${sample}/${ac}`).join(' ')).toBe(printed);
    expect(plans.every(({ ac, re }) => re === ac + 1)).toBe(true);
  });
});

describe('the master table for reduced inspection', () => {
  it.each([
    ['2.5', 'A', 2, 0],
    ['2.5', 'C', 2, 0],
    ['2.5', 'D', 2, 0],
    ['2.5', 'E', 13, 1],
    ['2.5', 'G', 13, 1],
    ['2.5', 'H', 20, 2],
    ['2.5', 'J', 32, 3],
    ['2.5', 'K', 50, 5],
    ['2.5', 'L', 80, 6],
    ['2.5', 'M', 125, 8],
    ['2.5', 'N', 200, 10],
    ['2.5', 'P', 200, 10],
    ['4.0', 'B', 2, 0],
    ['4.0', 'F', 8, 1],
    ['4.0', 'L', 80, 8],
    ['1.0', 'E', 5, 0],
    ['1.0', 'J', 32, 1],
    ['0.65', 'K', 50, 1],
    ['0.025', 'Q', 200, 0],
  ])('at AQL %s letter %s samples %i and accepts %i', (aql, letter, sample, ac) => {
    expect(masterPlan('reduced', letter, aql)).toMatchObject({ sample, ac, re: ac + 1 });
  });

  it('never samples more than normal inspection', () => {
    for (const letter of LETTERS)
      expect(sampleSize('reduced', letter)).toBeLessThanOrEqual(sampleSize('normal', letter));
  });
});

it('refuses what the standard does not have', () => {
  expect(() => masterPlan('normal', 'A', '2.50')).toThrow('aql = 2.50');
  expect(() => masterPlan('normal', 'I', '2.5')).toThrow('letter = I');
  expect(() => sampleSize('reduced', 'S')).toThrow('letter = S');
});
