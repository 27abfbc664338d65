import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { InventoryAvailabilityPublished } from '../../../events/inventory.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { Killed } from '../support/world.ts';
import { Site } from './site.ts';

/** Whatever people, systems and deaths do in whatever order: stock stays, a channel is told in limits, everything ends. */

/** Only a system loses its answer; any function may be killed. */
const SYSTEMS = /^(wms|erp|ecommerce)\./;

const sku = fc.constantFrom('OATS', 'RICE');
const action = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), sku: fc.option(sku) }),
  fc.record({ kind: fc.constant('sweep' as const) }),
  fc.record({ kind: fc.constant('advance' as const), minutes: fc.constantFrom(5, 10, 60, 400, 900) }),
  fc.record({ kind: fc.constant('show' as const), sku, units: fc.nat(150) }),
  fc.record({ kind: fc.constant('stock' as const), sku, units: fc.nat(150) }),
  fc.record({ kind: fc.constant('book' as const), sku, units: fc.integer({ min: -20, max: 20 }) }),
  fc.record({ kind: fc.constant('move' as const), sku, units: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('fault' as const), after: fc.nat(60), dies: fc.boolean() }),
);
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

async function play(site: Site, actions: readonly Action[]): Promise<number> {
  let moved = 0;
  for (const [index, one] of actions.entries()) {
    if (one.kind === 'ask') await site.ask(one.sku === null ? undefined : [one.sku]);
    else if (one.kind === 'sweep') await site.sweep();
    else if (one.kind === 'advance') await site.world.advance(one.minutes);
    else if (one.kind === 'show') site.show(one.sku, one.units);
    else if (one.kind === 'stock') site.stock(one.sku, one.units);
    else if (one.kind === 'book') site.bookUnits(one.sku, one.units, `by-hand-${index}`);
    else if (one.kind === 'move') {
      await site.post(one.sku, one.units, `move-${index}`);
      moved += one.units;
    } else {
      let left = one.after;
      site.world.fault = (moment, name) => {
        if (!one.dies && !SYSTEMS.test(name)) return;
        if (left-- !== 0) return;
        throw one.dies ? new Killed(`${moment} ${name}`) : new AdapterUnavailable(`${name} lost its answer`);
      };
    }
  }
  return moved;
}

it('stock is conserved, a channel is told at most twice a day, and every run ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 3, maxLength: 14 }),
      fc.boolean(),
      async (actions, twice) => {
        const site = await Site.open();
        if (twice) site.world.copies = 2;
        await site.hold('OATS', 100);
        await site.hold('RICE', 100);
        const moved = await play(site, actions);
        site.world.fault = () => {};
        for (let hour = 1; hour <= 26; hour++) await site.world.advance(60);

        const units = (await site.positions()).map(({ buckets }) => buckets.available);
        expect(units.reduce((sum, one) => sum + one, 0)).toBe(200 + moved);
        expect(site.fake('wms').effects()).toEqual({});
        expect(site.fake('erp').effects()).toEqual({});
        expectLimits(site);
        for (const { run } of site.world.runs.values()) await run.ended;
        expect(site.problems()).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

function expectLimits(site: Site): void {
  const told = site.world.events
    .filter(({ type }) => type === InventoryAvailabilityPublished.type)
    .flatMap(({ time, data }) => {
      const { lines } = data as typeof InventoryAvailabilityPublished.data._zod.output;
      return lines.map((line) => ({ at: Date.parse(time), sku: line.sku }));
    });
  for (const first of told) {
    const within = told.filter(
      (one) => one.sku === first.sku && one.at >= first.at && one.at < first.at + 86_400_000,
    );
    expect(within.length).toBeLessThanOrEqual(2);
  }
}
