import { describe, expect, it } from 'vitest';
import { type Disturb, endsTheSame, type Story } from '../support/faults.ts';
import { Dock, LPN, SITE } from './dock.ts';

/** Whatever dies, repeats, overtakes or fails on the way: the end is the one of the undisturbed day. */

/** One look a load and a short limit: every write and call of the story is killed in turn, so it has few of them. */
async function opened(disturb: Disturb | undefined, otherMinutes = 600): Promise<Dock> {
  const dock = await Dock.open({ putaway: { recomputeMinutes: 600, otherMinutes } });
  dock.item();
  dock.bins({}, { bin: 'C-02', distance: 20 }, { bin: 'C-03', distance: 30 });
  disturb?.(dock.world);
  dock.load();
  return dock;
}

/** What a function that died has left is made up for by the sweeper's next two looks. */
async function later(dock: Dock): Promise<void> {
  for (let look = 0; look < 2; look++) await dock.world.advance(16);
}

const stories: readonly Story<Dock>[] = [
  {
    name: 'a load into its bin',
    run: async (disturb) => {
      const dock = await opened(disturb);
      await dock.queue();
      await later(dock);
      await dock.scan('C-01');
      await later(dock);
      return dock;
    },
  },
  {
    name: 'a load into another bin, and a pattern with it',
    run: async (disturb) => {
      const dock = await opened(disturb);
      for (const id of ['a', 'b'])
        await dock.world.stores.occurrences.remember(
          dock.tenant,
          ['override', `${SITE}/C`],
          { id, at: dock.world.clock() },
          { since: dock.world.clock() },
        );
      await dock.queue();
      await later(dock);
      await dock.scan('C-03', { reason: 'BIN_FULL' });
      await later(dock);
      return dock;
    },
  },
  {
    name: 'a late load that gets another bin',
    run: async (disturb) => {
      const dock = await opened(disturb, 20);
      await dock.queue();
      await dock.world.advance(10);
      await dock.world.advance(16);
      await dock.answer('late', 'REASSIGN');
      await later(dock);
      return dock;
    },
  },
];

/** A sweeper that dies between telling a process of its deadline and waking it is the one trace a kill may leave. */
const UNHEARD = 'PROCESS_OVERDUE';

async function stateOf(dock: Dock) {
  const { state, outcome, facts } = await dock.row(LPN);
  const cases = (await dock.cases(LPN)).filter((kind) => kind !== UNHEARD);
  const events = dock.world.events
    .filter(({ type }) => /^Putaway(Completed|Overridden)|Pattern/.test(type))
    .map(({ type, subject, data }) => `${type} ${subject} ${(data as { bin?: string }).bin}`)
    .sort();
  const reserved = await Promise.all(
    ['C-01', 'C-02', 'C-03'].map(async (bin) => [bin, await dock.reserved(bin)]),
  );
  const floor = dock.floor().map(({ loadId, bin, state }) => [loadId, bin, state]);
  return { state, outcome, bin: facts.assignment?.bin, cases, events, reserved, floor };
}
const look = { stateOf, problemsOf: (dock: Dock) => dock.problems() };

describe.each(stories)('$name', (story) => {
  endsTheSame(story, look, /^(wms|erp|oms)\./);

  it('ends the same when events overtake each other', async () => {
    const reversed = await story.run((world) => {
      world.order = (events) => events.toReversed();
    });
    expect(await stateOf(reversed)).toEqual(await stateOf(await story.run()));
  });
});
