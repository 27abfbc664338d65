import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBusinessDays,
  addBusinessMinutes,
  businessMinutesBetween,
  localDate,
} from '../../lambdas/domain/calendar.ts';
import type { BusinessCalendar } from '../../lambdas/domain/tenant.ts';

const weekdays = [1, 2, 3, 4, 5];
const every = [1, 2, 3, 4, 5, 6, 7];
const office: BusinessCalendar = {
  zone: 'Europe/Berlin',
  shifts: [{ weekdays, from: '08:00', to: '18:00' }],
  holidays: ['2026-12-25'],
};
const nights: BusinessCalendar = {
  zone: 'America/New_York',
  shifts: [
    { weekdays: every, from: '22:00', to: '24:00' },
    { weekdays: every, from: '00:00', to: '06:00' },
  ],
  holidays: [],
};

describe('addBusinessMinutes', () => {
  it.each([
    ['inside a shift', '2026-03-02T09:00:00Z', 60, '2026-03-02T10:00:00.000Z'],
    ['before the shift the clock starts with it', '2026-03-02T05:00:00Z', 60, '2026-03-02T08:00:00.000Z'],
    ['over the evening', '2026-03-02T16:30:00Z', 60, '2026-03-03T07:30:00.000Z'],
    ['over the weekend', '2026-03-06T16:00:00Z', 120, '2026-03-09T08:00:00.000Z'],
    ['exactly to closing time', '2026-03-02T16:00:00Z', 60, '2026-03-02T17:00:00.000Z'],
    ['over a holiday and a weekend', '2026-12-24T16:30:00Z', 60, '2026-12-28T07:30:00.000Z'],
    ['zero minutes at night', '2026-03-02T23:00:00Z', 0, '2026-03-02T23:00:00.000Z'],
    ['over the change to summer time', '2026-03-27T16:00:00Z', 120, '2026-03-30T07:00:00.000Z'],
    ['over the change to winter time', '2026-10-23T15:00:00Z', 120, '2026-10-26T08:00:00.000Z'],
  ])('counts %s', (_case, from, minutes, expected) => {
    expect(addBusinessMinutes(office, from, minutes)).toBe(expected);
  });

  it.each([
    ['an ordinary night has eight hours', '2026-03-05T03:00:00Z', 8, '2026-03-05T11:00:00.000Z'],
    ['the night the clock goes forward has seven', '2026-03-08T03:00:00Z', 7, '2026-03-08T10:00:00.000Z'],
    ['so its eighth hour is in the next night', '2026-03-08T03:00:00Z', 8, '2026-03-09T03:00:00.000Z'],
    ['the night the clock goes back has nine', '2026-11-01T02:00:00Z', 9, '2026-11-01T11:00:00.000Z'],
  ])('counts real hours: %s', (_case, from, hours, expected) => {
    expect(addBusinessMinutes(nights, from, hours * 60)).toBe(expected);
  });

  it('opens when the clock jumps, when the shift begins in the hour that does not exist', () => {
    const calendar = { ...office, shifts: [{ weekdays: [7], from: '02:30', to: '04:00' }] };
    expect(addBusinessMinutes(calendar, '2026-03-28T12:00:00Z', 60)).toBe('2026-03-29T02:00:00.000Z');
  });

  it('opens at the first of two equal wall-clock times', () => {
    const calendar = { ...office, shifts: [{ weekdays: [7], from: '02:30', to: '04:00' }] };
    expect(addBusinessMinutes(calendar, '2026-10-24T12:00:00Z', 150)).toBe('2026-10-25T03:00:00.000Z');
  });

  it('ends a shift at a midnight the clock skips', () => {
    const calendar = {
      zone: 'America/Santiago',
      shifts: [{ weekdays: [6], from: '20:00', to: '24:00' }],
      holidays: [],
    };
    expect(addBusinessMinutes(calendar, '2026-09-05T12:00:00Z', 240)).toBe('2026-09-06T04:00:00.000Z');
    expect(businessMinutesBetween(calendar, '2026-09-05T12:00:00Z', '2026-09-06T12:00:00Z')).toBe(240);
  });

  it('counts minutes two shifts share once', () => {
    const calendar = {
      ...office,
      shifts: [
        { weekdays, from: '08:00', to: '12:00' },
        { weekdays, from: '10:00', to: '18:00' },
      ],
    };
    expect(businessMinutesBetween(calendar, '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')).toBe(600);
  });

  it.each([
    ['no shift', { ...office, shifts: [] }, 'no shift on any weekday'],
    [
      'a shift on no weekday',
      { ...office, shifts: [{ weekdays: [], from: '08:00', to: '18:00' }] },
      'no shift on any weekday',
    ],
    [
      'a shift over midnight',
      { ...office, shifts: [{ weekdays, from: '22:00', to: '06:00' }] },
      'write a shift over midnight as two',
    ],
    ['an unknown zone', { ...office, zone: 'Europe/Atlantis' }, 'not an IANA time zone'],
  ])('refuses a calendar with %s', (_case, calendar, message) => {
    expect(() => addBusinessMinutes(calendar, '2026-03-02T09:00:00Z', 1)).toThrow(message);
  });

  it.each([-1, 0.5, Number.NaN])('refuses %s minutes', (minutes) => {
    expect(() => addBusinessMinutes(office, '2026-03-02T09:00:00Z', minutes)).toThrow('minutes');
  });

  it('refuses a time that is none', () => {
    expect(() => addBusinessMinutes(office, 'tomorrow', 1)).toThrow('time = tomorrow');
  });

  it('gives up on minutes nobody waits for', () => {
    expect(() => addBusinessMinutes(office, '2026-03-02T09:00:00Z', 10_000_000)).toThrow(
      'more than 20 years',
    );
  });
});

describe('addBusinessDays', () => {
  it.each([
    ['Friday plus two is Tuesday', '2026-03-06T14:00:00Z', 2, '2026-03-10T14:00:00.000Z'],
    ['Saturday plus two is Tuesday', '2026-03-07T14:00:00Z', 2, '2026-03-10T14:00:00.000Z'],
    ['a holiday does not count', '2026-12-24T14:00:00Z', 1, '2026-12-28T14:00:00.000Z'],
    [
      'the wall clock stays over the change of the clock',
      '2026-03-27T14:00:00Z',
      1,
      '2026-03-30T13:00:00.000Z',
    ],
    ['zero days change nothing', '2026-03-07T14:00:00Z', 0, '2026-03-07T14:00:00.000Z'],
    ['the date is the one at the site', '2026-03-05T23:30:00Z', 1, '2026-03-08T23:30:00.000Z'],
  ])('%s', (_case, from, days, expected) => {
    expect(addBusinessDays(office, from, days)).toBe(expected);
  });

  it('needs a calendar with a shift', () => {
    expect(() => addBusinessDays({ ...office, shifts: [] }, '2026-03-06T14:00:00Z', 1)).toThrow('no shift');
  });
});

it('reads the date of the site, not of Greenwich', () => {
  expect(localDate('America/Los_Angeles', '2026-03-02T05:00:00Z')).toBe('2026-03-01');
});

describe('properties', () => {
  const times = fc
    .integer({ min: Date.parse('2025-01-01'), max: Date.parse('2027-12-31') })
    .map((ms) => new Date(ms).toISOString());
  const minutes = fc.integer({ min: 0, max: 6_000 });
  const calendars = fc.constantFrom(
    office,
    nights,
    {
      zone: 'Australia/Lord_Howe',
      shifts: [
        { weekdays: [1, 3, 6], from: '01:15', to: '09:45' },
        { weekdays: every, from: '23:00', to: '24:00' },
      ],
      holidays: ['2026-04-05', '2026-10-04'],
    } satisfies BusinessCalendar,
    {
      zone: 'UTC',
      shifts: [{ weekdays: every, from: '00:00', to: '24:00' }],
      holidays: [],
    } satisfies BusinessCalendar,
  );

  it('what was added lies between', () => {
    fc.assert(
      fc.property(calendars, times, minutes, (calendar, from, count) => {
        expect(businessMinutesBetween(calendar, from, addBusinessMinutes(calendar, from, count))).toBe(count);
      }),
    );
  });

  it('adding twice is adding the sum', () => {
    fc.assert(
      fc.property(calendars, times, minutes, minutes, (calendar, from, a, b) => {
        expect(addBusinessMinutes(calendar, addBusinessMinutes(calendar, from, a), b)).toBe(
          addBusinessMinutes(calendar, from, a + b),
        );
      }),
    );
  });

  it('later stays later, and more is never earlier', () => {
    fc.assert(
      fc.property(calendars, times, times, minutes, minutes, (calendar, one, two, a, b) => {
        const [early, late] = [one, two].sort();
        expect(
          addBusinessMinutes(calendar, early as string, a) <= addBusinessMinutes(calendar, late as string, a),
        ).toBe(true);
        expect(
          addBusinessMinutes(calendar, one, Math.min(a, b)) <=
            addBusinessMinutes(calendar, one, Math.max(a, b)),
        ).toBe(true);
      }),
    );
  });

  it('between is the same in both directions', () => {
    fc.assert(
      fc.property(calendars, times, fc.integer({ min: 0, max: 60 }), (calendar, from, days) => {
        const to = new Date(Date.parse(from) + days * 86_400_000).toISOString();
        expect(businessMinutesBetween(calendar, to, from) + businessMinutesBetween(calendar, from, to)).toBe(
          0,
        );
      }),
    );
  });

  it('around the clock every real minute counts', () => {
    const always = {
      zone: 'Europe/Berlin',
      shifts: [{ weekdays: every, from: '00:00', to: '24:00' }],
      holidays: [],
    };
    fc.assert(
      fc.property(times, minutes, (from, count) => {
        expect(Date.parse(addBusinessMinutes(always, from, count)) - Date.parse(from)).toBe(count * 60_000);
      }),
    );
  });

  it('days add up', () => {
    const days = fc.integer({ min: 0, max: 20 });
    const utc = { ...office, zone: 'UTC' };
    fc.assert(
      fc.property(times, days, days, (from, a, b) => {
        expect(addBusinessDays(utc, addBusinessDays(utc, from, a), b)).toBe(
          addBusinessDays(utc, from, a + b),
        );
      }),
    );
  });
});
