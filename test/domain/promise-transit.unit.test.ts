import { describe, expect, it } from 'vitest';
import { arrivesOn, bestLane, type Lane, readyAt } from '../../lambdas/domain/promise-transit.ts';
import { ContractViolation } from '../../lambdas/shared/errors.ts';

const lane: Lane = {
  carrier: 'SWIFT',
  serviceLevel: 'GROUND',
  cutOff: '16:00',
  zone: 'America/New_York',
  shippingDays: [1, 2, 3, 4, 5],
  holidays: [],
  transitDays: 2,
};

describe('arrivesOn', () => {
  // New York is five hours behind UTC until 2026-03-08.
  it.each([
    ['before the cut-off', '2026-03-02T20:59:00Z', {}, '2026-03-04'],
    ['at the cut-off', '2026-03-02T21:00:00Z', {}, '2026-03-04'],
    ['a second after it', '2026-03-02T21:00:01Z', {}, '2026-03-05'],
    [
      'after it on the day before a holiday',
      '2026-03-02T21:30:00Z',
      { holidays: ['2026-03-03'] },
      '2026-03-06',
    ],
    ['over a weekend', '2026-03-05T15:00:00Z', {}, '2026-03-09'],
    ['with a holiday on the way', '2026-03-02T15:00:00Z', { holidays: ['2026-03-03'] }, '2026-03-05'],
    ['on a Saturday', '2026-03-07T15:00:00Z', {}, '2026-03-11'],
    [
      'with a carrier that works on weekends',
      '2026-03-07T15:00:00Z',
      { shippingDays: [1, 2, 3, 4, 5, 6, 7] },
      '2026-03-09',
    ],
    ['on the same day', '2026-03-02T15:00:00Z', { transitDays: 0 }, '2026-03-02'],
    ['when it is still yesterday at the carrier', '2026-03-03T03:00:00Z', { cutOff: '23:00' }, '2026-03-04'],
    ['when the clock has changed', '2026-03-09T20:00:00Z', {}, '2026-03-11'],
    ['a minute late when the clock has changed', '2026-03-09T20:01:00Z', {}, '2026-03-12'],
  ])('ready %s', (_case, ready, change, expected) => {
    expect(arrivesOn(ready, { ...lane, ...change })).toBe(expected);
  });

  it('refuses a calendar that never ships, and names the carrier', () => {
    expect(() => arrivesOn('2026-03-02T15:00:00Z', { ...lane, shippingDays: [] })).toThrow(ContractViolation);
    expect(() => arrivesOn('2026-03-02T15:00:00Z', { ...lane, shippingDays: [] })).toThrow(/SWIFT/);
  });
});

describe('bestLane', () => {
  const ready = '2026-03-02T15:00:00Z';
  it('takes the first to arrive, and the first by name of equals', () => {
    const fast = { ...lane, carrier: 'ZOOM', transitDays: 1 };
    expect(bestLane(ready, [lane, fast])).toEqual({ lane: fast, on: '2026-03-03' });
    expect(
      bestLane(ready, [
        { ...fast, carrier: 'B' },
        { ...fast, carrier: 'A' },
      ])?.lane.carrier,
    ).toBe('A');
  });

  it('knows no date where nobody goes', () => {
    expect(bestLane(ready, [])).toBeUndefined();
  });
});

describe('readyAt', () => {
  const site = {
    zone: 'America/New_York',
    shifts: [{ weekdays: [1, 2, 3, 4, 5], from: '06:00', to: '22:00' }],
    holidays: [],
  };
  it.each([
    ['today counts from now', '2026-03-02', '2026-03-02T15:00:00Z', '2026-03-02T19:00:00.000Z'],
    [
      'a date that has passed counts from now',
      '2026-02-27',
      '2026-03-02T15:00:00Z',
      '2026-03-02T19:00:00.000Z',
    ],
    [
      'a later date counts from its first shift',
      '2026-03-04',
      '2026-03-02T15:00:00Z',
      '2026-03-04T15:00:00.000Z',
    ],
    [
      'a day without shifts waits for the next',
      '2026-03-07',
      '2026-03-02T15:00:00Z',
      '2026-03-09T14:00:00.000Z',
    ],
    [
      'late in the day is ready in the morning',
      '2026-03-02',
      '2026-03-03T01:00:00Z',
      '2026-03-03T13:00:00.000Z',
    ],
  ])('%s', (_case, on, now, expected) => {
    expect(readyAt(on, now, site, 240)).toBe(expected);
  });
});
