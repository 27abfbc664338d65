import { expect, it } from 'vitest';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { Killed, type World } from './world.ts';

export type Disturb = (world: World) => void;

/** A day in a world, and how it is looked at afterwards: what it left, and what went wrong on the way. */
export interface Story<Day> {
  readonly name: string;
  run(disturb?: Disturb): Promise<Day>;
}
export interface Look<Day> {
  readonly stateOf: (day: Day) => Promise<unknown>;
  readonly problemsOf: (day: Day) => Promise<readonly string[]>;
}

/** Runs a story with a fault at each of its points in turn that `raise` has an error for; the end must be the same. */
async function atEveryPoint<Day>(
  { run }: Story<Day>,
  { stateOf, problemsOf }: Look<Day>,
  raise: (moment: string, name: string) => Error | undefined,
): Promise<void> {
  const points: [moment: string, name: string][] = [];
  const undisturbed = await run((world) => {
    world.fault = (moment, name) => points.push([moment, name]);
  });
  const expected = await stateOf(undisturbed);
  const chosen = points.flatMap(([moment, name], index) => {
    const error = raise(moment, name);
    return error ? [{ index, error, at: `${moment} ${name} (${index})` }] : [];
  });
  expect(chosen.length).toBeGreaterThan(0);
  for (const { index, error, at } of chosen) {
    let passed = 0;
    const day = await run((world) => {
      world.fault = () => {
        if (passed++ === index) throw error;
      };
    });
    expect([at, await problemsOf(day)]).toEqual([at, []]);
    expect([at, await stateOf(day)]).toEqual([at, expected]);
  }
}

/** The tests of one story: killed anywhere, an answer lost, every event twice. `systems` names the calls of systems. */
export function endsTheSame<Day>(story: Story<Day>, look: Look<Day>, systems: RegExp): void {
  it('ends the same when a function is killed before or after any one write or call', async () => {
    await atEveryPoint(story, look, (moment, name) => new Killed(`${moment} ${name}`));
  });

  it('ends the same when the answer to any one call is lost after its effect', async () => {
    await atEveryPoint(story, look, (moment, name) =>
      moment === 'after' && systems.test(name) ? new AdapterUnavailable('reset after commit') : undefined,
    );
  });

  it('ends the same when every event comes twice', async () => {
    const twice = await story.run((world) => {
      world.copies = 2;
    });
    expect(await look.problemsOf(twice)).toEqual([]);
    expect(await look.stateOf(twice)).toEqual(await look.stateOf(await story.run()));
  });
}
