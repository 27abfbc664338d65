import { describe, expect, it } from 'vitest';
import { faultsOf, zoneRow } from '../../../../lambdas/processes/putaway/rules/bins.ts';
import { aBin, limitsWith, room } from './fixtures.ts';

/**
 * The segregation table of 49 CFR 177.848(d), written out: `X` and `O` as there, `*` between divisions of class 1, `.` where
 * it restricts nothing. 2.3 and 6.1 are their zone A, 8 is a liquid.
 */
const TABLE = `
      1.1 1.2 1.3 1.4 1.5 1.6 2.1 2.2 2.3 3   4.1 4.2 4.3 5.1 5.2 6.1 7   8   9
1.1   .   *   *   *   *   *   X   X   X   X   X   X   X   X   X   X   X   X   .
1.2   *   .   *   *   *   *   X   X   X   X   X   X   X   X   X   X   X   X   .
1.3   *   *   .   *   *   *   X   .   X   X   .   X   X   X   X   X   .   X   .
1.4   *   *   *   .   *   *   O   .   O   O   .   O   .   .   .   O   .   O   .
1.5   *   *   *   *   .   *   X   X   X   X   X   X   X   X   X   X   X   X   .
1.6   *   *   *   *   *   .   .   .   .   .   .   .   .   .   .   .   .   .   .
2.1   X   X   X   O   X   .   .   .   X   .   .   .   .   .   .   O   O   .   .
2.2   X   X   .   .   X   .   .   .   .   .   .   .   .   .   .   .   .   .   .
2.3   X   X   X   O   X   .   X   .   .   X   X   X   X   X   X   .   .   X   .
3     X   X   X   O   X   .   .   .   X   .   .   .   .   O   .   X   .   .   .
4.1   X   X   .   .   X   .   .   .   X   .   .   .   .   .   .   X   .   O   .
4.2   X   X   X   O   X   .   .   .   X   .   .   .   .   .   .   X   .   X   .
4.3   X   X   X   .   X   .   .   .   X   .   .   .   .   .   .   X   .   O   .
5.1   X   X   X   .   X   .   .   .   X   O   .   .   .   .   .   X   .   O   .
5.2   X   X   X   .   X   .   .   .   X   .   .   .   .   .   .   X   .   O   .
6.1   X   X   X   O   X   .   O   .   .   X   X   X   X   X   X   .   .   X   .
7     X   X   .   .   X   .   O   .   .   .   .   .   .   .   .   .   .   .   .
8     X   X   X   O   X   .   .   .   X   .   O   X   O   O   O   X   .   .   .
9     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
`;
const [header = '', ...rows] = TABLE.trim().split('\n');
const columns = header.trim().split(/\s+/);

const faultsBeside = (hazardClass: string, near: string, limits = {}) =>
  faultsOf(
    aBin({ hazardClasses: [hazardClass], zoneHazards: [near] }),
    room({ item: { hazardClass } }, limits),
  );

describe('by default goods of a class', () => {
  it.each(rows.map((row) => row.trim().split(/\s+/)))(
    '%s lie beside those the table allows, and no others',
    (hazardClass, ...marks) => {
      expect(columns.map((near) => [near, faultsBeside(hazardClass ?? '', near)])).toEqual(
        columns.map((near, index) => [near, marks[index] === '.' ? [] : ['HAZARD']]),
      );
    },
  );
});

it('a tenant has pairs of its own', () => {
  expect(faultsBeside('3', '9', { segregation: [['9', '3']] })).toEqual(['HAZARD']);
  expect(faultsBeside('3', '5.1', { segregation: [['9', '3']] })).toEqual([]);
});

describe('goods that are on their way to a zone', () => {
  const beside = (zone: string, hazardClass?: string) => {
    const other = {
      claim: 'putaway:other',
      sku: 'PEROXIDE',
      weightGrams: 1,
      volumeMl: 1,
      until: '2026-03-02T16:00:00.000Z',
      ...(hazardClass === undefined ? {} : { hazardClass }),
    };
    const given = room({ item: { hazardClass: '3' } }, {}, new Map([[zoneRow(zone), [other]]]));
    return faultsOf(aBin({ hazardClasses: ['3'] }), given);
  };

  it.each([
    ['C', '5.1', ['HAZARD']],
    ['C', '9', []],
    ['C', undefined, []],
    ['D', '5.1', []],
  ])('count as if they lay there: zone %s, class %s', (zone, hazardClass, faults) => {
    expect(beside(zone, hazardClass)).toEqual(faults);
  });
});

it('every pair is in the list once', () => {
  const pairs = limitsWith().segregation.value.map((pair) => [...pair].sort().join(' '));
  expect(new Set(pairs).size).toBe(pairs.length);
});
