import { describe, expect, it } from 'vitest';
import { catalog } from '../../events/index.ts';
import { eventMap } from '../../scripts/generating/event-map.ts';

describe('the event map', () => {
  const page = eventMap();
  const row = (type: string) => page.split('\n').find((line) => line.startsWith(`| [\`${type}\``));

  it('has a line for every event of the catalog', () => {
    for (const type of catalog.keys()) expect(row(type), type).toBeDefined();
  });

  it.each([
    ['ReceiptRecorded', 'outside', 'receiving'],
    ['AsnReceived', 'kernel', 'receiving'],
    ['BackorderReleased', 'backorder-release', 'order-promise'],
    ['CaseOpened', 'kernel', '-'],
  ])('%s comes from %s and goes to %s', (type, from, to) => {
    expect(row(type)).toMatch(
      new RegExp(`\\| ([\\w-]+, )*${from}(, [\\w-]+)* \\| ([\\w-]+, )*${to}(, [\\w-]+)* \\|$`),
    );
  });

  it('draws an arrow from who announces to who hears', () => {
    expect(page).toMatch(/ {2}order-promise -->\|"[^"]*DemandWithdrawn[^"]*"\| backorder-release\n/);
  });
});
