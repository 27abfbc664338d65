import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PutawayCompleted, PutawayOverridden } from '../../../events/putaway.ts';
import { Killed } from '../support/world.ts';
import { Dock } from './dock.ts';

/** Loads with their sizes; the floor brings each of them once, where it was told to or elsewhere. */
const story = fc.record({
  loads: fc.array(
    fc.record({
      weightGrams: fc.integer({ min: 1, max: 60_000 }),
      lot: fc.constantFrom('L1', 'L2'),
      pause: fc.constantFrom(0, 5, 20),
      elsewhere: fc.boolean(),
      twice: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  reversed: fc.boolean(),
  copies: fc.constantFrom(1, 2),
  killAt: fc.integer({ min: 0, max: 400 }),
});

const BINS = Array.from({ length: 8 }, (_, index) => `C-0${index + 1}`);

it('puts every load away once, never more into a bin than fits, whatever repeats, overtakes or dies', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ loads, reversed, copies, killAt }) => {
      const dock = await Dock.open({ putaway: { recomputeMinutes: 30 } });
      dock.item();
      dock.bins(
        ...BINS.map((bin, index) => ({
          bin,
          distance: index,
          weightLeftGrams: 60_000,
          mixedLots: index % 2 === 0,
        })),
      );
      let passed = 0;
      dock.world.copies = copies;
      if (reversed) dock.world.order = (events) => events.toReversed();
      dock.world.fault = (moment, name) => {
        if (passed++ === killAt) throw new Killed(`${moment} ${name}`);
      };
      const names = loads.map((_, index) => `LPN-${index}`);
      for (const [index, { weightGrams, lot, pause, twice }] of loads.entries()) {
        const loadId = names[index] ?? '';
        dock.load({ loadId, weightGrams, lot, volumeMl: 1 });
        await dock.publish(dock.queued(loadId), ...(twice ? [dock.queued(loadId)] : []));
        if (pause > 0) await dock.world.advance(pause);
        await requireRoom(dock, loads);
      }
      for (let look = 0; look < 3; look++) await dock.world.advance(20);
      await requireRoom(dock, loads);
      for (const [index, { elsewhere }] of loads.entries()) {
        const loadId = names[index] ?? '';
        const { facts } = await dock.row(loadId);
        const bin = elsewhere ? BINS.at(-1) : facts.assignment?.bin;
        if (bin !== undefined) await dock.scan(bin, { loadId, reason: 'BIN_FULL' });
      }
      for (let look = 0; look < 3; look++) await dock.world.advance(20);

      expect(await dock.problems()).toEqual([]);
      const completed = dock.published(PutawayCompleted).map(({ loadId }) => loadId);
      expect(new Set(completed).size).toBe(completed.length);
      for (const loadId of names) {
        const row = await dock.row(loadId);
        // What was not scanned waits for room; everything else has ended and holds no bin.
        if (completed.includes(loadId)) expect(row.state).toBe('CLOSED');
        else expect(row.dueAt).toBeDefined();
      }
      const overridden = dock.published(PutawayOverridden).map(({ loadId }) => loadId);
      expect(completed).toEqual(expect.arrayContaining(overridden));
      for (const bin of BINS)
        for (const claim of await dock.reserved(bin))
          expect(completed.map((loadId) => `putaway:DC-ATL/${loadId}`)).not.toContain(claim);
    }),
    { numRuns: 25 },
  );
}, 120_000);

/** What is reserved in a bin, in the books of this system, never weighs more than the bin holds. */
async function requireRoom(dock: Dock, loads: readonly { readonly weightGrams: number }[]): Promise<void> {
  for (const bin of BINS) {
    const claims = await dock.reserved(bin);
    const weights = claims.map((claim) => loads[Number(claim.split('-').at(-1))]?.weightGrams ?? 0);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(60_000);
  }
}
