import type { Envelope, EventContract } from '../../../events/envelope.ts';
import { type FunctionSpec, lastPart, type ProcessSpec, type Trigger } from '../../../lib/functions.ts';
import { processes } from '../../../lib/processes/index.ts';
import type { Tasks } from './functions.ts';
import type { Room, WorldDeps } from './world.ts';

/** What a file of a task or consumer exports: `open-count.ts` the function `openCount`. */
type Entry = (input: unknown, deps: unknown) => Promise<unknown>;
type Consumer = Room['consumers'][string];

/** Every process of the registry as a room: what its line in `lib/processes` names is what runs, heard and clocked as declared. */
export function everyRoom(): Promise<Room[]> {
  return Promise.all(processes.map(roomOf));
}

async function roomOf({ name, tasks, consumers }: ProcessSpec): Promise<Room> {
  const functions = await Promise.all(
    Object.entries(tasks).map(async ([placeholder, spec]) => [placeholder, await entryOf(spec)] as const),
  );
  const heard = new Map<string, Consumer[]>();
  const clocks: { everyMinutes: number; run: (deps: WorldDeps) => Promise<void> }[] = [];
  for (const spec of consumers) {
    const consume = await entryOf(spec);
    if ('everyMinutes' in spec.on) {
      const run = consume as unknown as (deps: WorldDeps) => Promise<void>;
      clocks.push({ everyMinutes: spec.on.everyMinutes, run });
    }
    for (const contract of contractsOf(spec.on)) {
      const hear: Consumer = async (event, deps) => {
        await consume(contract.event.parse(event), deps);
      };
      heard.set(contract.type, [...(heard.get(contract.type) ?? []), hear]);
    }
  }
  return {
    process: name,
    tasks: Object.fromEntries(functions) as Tasks,
    consumers: Object.fromEntries([...heard].map(([type, all]) => [type, inTurn(all)])),
    clocks,
  };
}

async function entryOf({ entry }: FunctionSpec): Promise<Entry> {
  const name = lastPart(entry).replaceAll(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  const file = new URL(`../../../lambdas/${entry}.ts`, import.meta.url).href;
  const run = ((await import(file)) as Readonly<Record<string, unknown>>)[name];
  if (typeof run !== 'function') throw new Error(`lambdas/${entry}.ts exports no function ${name}`);
  return run as Entry;
}

function contractsOf(on: Trigger): readonly EventContract[] {
  if ('event' in on) return [on.event];
  return 'anyOf' in on ? on.anyOf : [];
}

/** Consumers of one room that hear the same event, each from its own queue. */
function inTurn(consumers: readonly Consumer[]): Consumer {
  return async (event: Envelope, deps: WorldDeps) => {
    for (const consume of consumers) await consume(event, deps);
  };
}
