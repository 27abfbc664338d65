import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEpcis } from '../../../lambdas/doors/epcis/read-events.ts';
import { documentOf, epcisEvent } from '../../support/epcis-events.ts';

const NOW = '2026-03-02T08:00:00Z';
const event = {
  type: 'ObjectEvent',
  eventTime: '2026-03-02T09:00:00+01:00',
  eventTimeZoneOffset: '+01:00',
  action: 'ADD',
  epcList: ['urn:epc:id:sscc:0614141.0123456788'],
};
const problemsOf = (raw: unknown) => {
  const read = readEpcis(documentOf([raw]), NOW);
  return 'events' in read && read.events[0] && 'problems' in read.events[0] ? read.events[0].problems : [];
};
const nested = (levels: number, close: (inner: unknown) => unknown) => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = close(value);
  return value;
};

describe('reading EPCIS', () => {
  it('never throws on anything that was JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), epcisEvent, fc.string(), (value, base, field) => {
        readEpcis(value, NOW);
        readEpcis({ type: 'EPCISDocument', '@context': value, epcisBody: value }, NOW);
        readEpcis(documentOf([value, { ...base, [field]: value }]), NOW);
        for (const name of Object.keys(base)) readEpcis(documentOf([{ ...base, [name]: value }]), NOW);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['objects', (inner: unknown) => ({ inner })],
    ['lists', (inner: unknown) => [inner]],
  ])('refuses %s nested without end, in an event and around it', (_, close) => {
    expect(problemsOf({ ...event, 'acme:deep': nested(100_000, close) })).toMatchObject([
      { field: '(whole)', message: expect.stringContaining('nested too deep') },
    ]);
    expect(problemsOf({ ...event, 'acme:deep': nested(30, close) })).toEqual([]);
    expect(readEpcis({ type: 'EPCISDocument', epcisBody: nested(100_000, close) }, NOW)).toHaveProperty(
      'problems',
    );
  });

  it('refuses an event too large for one item, and identifiers too many for one call', () => {
    expect(problemsOf({ ...event, 'acme:note': 'x'.repeat(350_000) })).toMatchObject([{ field: '(whole)' }]);
    const epcList = Array.from({ length: 1_000 }, (_, n) => `https://things.example/${n}`);
    const events = [0, 1, 2].map((n) => ({ ...event, epcList: epcList.map((epc) => `${epc}/${n}`) }));
    expect(readEpcis(documentOf(events), NOW)).toMatchObject({
      problems: [{ message: expect.stringContaining('at most 2000 at once') }],
    });
    expect(readEpcis(documentOf(events.slice(0, 2)), NOW)).toHaveProperty('events');
    expect(problemsOf({ ...event, epcList: [...epcList, 'https://things.example/more'] })).toHaveLength(1);
  });

  it('refuses identifiers no key can hold', () => {
    for (const epc of [
      'https://things.example/Größe',
      `https://things.example/${'x'.repeat(500)}`,
      'no uri',
      '',
    ])
      expect(problemsOf({ ...event, epcList: [epc] })).toMatchObject([{ field: 'epcList.0' }]);
    expect(problemsOf({ ...event, bizStep: 'https://steps.example/\uD800' })).toMatchObject([
      { field: 'bizStep' },
    ]);
  });
});
