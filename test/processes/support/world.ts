import type { Envelope } from '../../../events/envelope.ts';
import { catalog } from '../../../events/index.ts';
import { CallsCounted, CircuitClosed } from '../../../events/integration.ts';
import { ProcessClosed } from '../../../events/ops.ts';
import type { FakeSystem } from '../../../lambdas/adapters/fake-system.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { receiveDocument } from '../../../lambdas/doors/receive-document.ts';
import { publishRows } from '../../../lambdas/outbox/publish-rows.ts';
import { movableClock } from '../../../lambdas/shared/clock.ts';
import { memoryDocuments } from '../../../lambdas/store/index.ts';
import {
  type DocumentStore,
  type OutboxRow,
  type Stores,
  tenantScope,
} from '../../../lambdas/store/ports.ts';
import { sweepAll } from '../../../lambdas/sweeper/sweep-all.ts';
import { recordExecutionFailure } from '../../../lambdas/work/execution-failure.ts';
import { settleOverdue } from '../../../lambdas/work/overdue.ts';
import { resumeParked } from '../../../lambdas/work/parked.ts';
import { executionName } from '../../../lambdas/work/process-id.ts';
import type { StartProcess } from '../../../lambdas/work/start-process.ts';
import type { TaskDependencies } from '../../../lambdas/work/task-change.ts';
import { memorySource, type Source } from '../../support/announced.ts';
import {
  type LocalMachine,
  localMachine,
  type MachineRun,
  StateFailed,
  type TaskFunction,
} from '../../support/machine.ts';
import { type Deps, fakesOf, machineFunctions, type Raised, type Tasks } from './functions.ts';

/** Who hears events in the world of a test. */
export interface Listener {
  /** Consumers by the type of event they hear. */
  readonly consumers: Readonly<Record<string, (event: Envelope, deps: WorldDeps) => Promise<void>>>;
  /** What a clock of the stage starts; a room of a test that has none is never looked after by the clock. */
  readonly clocks?: readonly StageClock[];
}
export interface StageClock {
  readonly everyMinutes: number;
  readonly run: (deps: WorldDeps) => Promise<void>;
}
/** The functions and consumers of one process. */
export interface Room extends Listener {
  readonly process: string;
  readonly tasks: Tasks;
}
export type WorldDeps = Deps & { readonly publish: (events: readonly Envelope[]) => Promise<void> };

/**
 * Whole processes in one: the real definitions, functions, doors and consumers, stores in memory, and systems as their
 * fakes. Time moves by hand; nothing sleeps. `settle()` lets everything that can happen now happen.
 */

/** A function that was killed: Step Functions sees this name and tries again, a queue delivers again. */
export class Killed extends Error {
  constructor(where: string) {
    super(`killed ${where}`);
    this.name = 'Runtime.ExitError';
  }
}

type Moment = 'before' | 'after';

export interface World {
  readonly clock: () => string;
  /** Not guarded by `fault`: what a test looks at. */
  readonly stores: Stores;
  readonly documents: DocumentStore;
  /** Guarded like the functions' own: what a person's command line or the API works with. */
  readonly hands: TaskDependencies & WorldDeps;
  /** Every event that crossed the bus, once each; counts of calls are left out. */
  readonly events: Envelope[];
  readonly fakes: ReadonlyMap<string, FakeSystem>;
  readonly runs: ReadonlyMap<string, Execution>;
  /** Messages no consumer could handle in five tries. */
  readonly dead: { readonly what: string; readonly error: unknown }[];
  /** Errors functions of the machine ended with, in order. */
  readonly raised: Raised[];
  /** Functions the machine called, in order. */
  readonly calls: string[];
  /** Called around every write and call; may raise to break it before or after its effect. */
  fault: (moment: Moment, name: string, tenantId?: string) => void;
  /** Every event is delivered this many times. */
  copies: number;
  /** The order in which events on the bus reach their consumers. */
  order: (events: Envelope[]) => Envelope[];
  /** Events reach their consumers at the same moment instead. */
  atOnce: boolean;
  drop(tenantId: string, partnerId: string, name: string, text: string): Promise<void>;
  publish(events: readonly Envelope[]): Promise<void>;
  /** Does what a person does; killed halfway, the person tries again. */
  act<Result>(work: () => Promise<Result>): Promise<Result>;
  settle(): Promise<void>;
  /** Moves the clock on by minutes, lets the sweeper look, and lets what follows happen. */
  advance(minutes: number): Promise<void>;
}

interface Execution {
  readonly run: MachineRun;
  readonly input: unknown;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
}

/** Writes of the stores, by store. Everything else on them reads. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  processes: [
    'open',
    'change',
    'record',
    'addSearch',
    'wait',
    'signal',
    'putFact',
    'writeChunk',
    'park',
    'unpark',
  ],
  inventory: ['post', 'audit', 'enqueue', 'markMissed', 'markPublished'],
  backorders: ['reserve', 'confirm', 'end', 'endUnits', 'setQueue'],
  bins: ['reserve', 'release'],
  work: ['openTask', 'changeTask', 'openCase', 'changeCase'],
  intake: ['claim', 'markPublished', 'claimSscc'],
  occurrences: ['remember'],
  tallies: ['count'],
  tenants: ['apply'],
  quality: ['record'],
  circuits: ['write'],
  documents: ['put', 'copy'],
};

export async function processWorld(
  startsAt: string,
  documentsOfTenants: readonly TenantDocument[],
  rooms: readonly (Room | Listener)[],
  { stores: plain, take }: Source = memorySource(),
): Promise<World> {
  const clock = movableClock(startsAt);
  const plainDocuments = memoryDocuments();
  const inbox: string[] = [];
  const stream: OutboxRow[] = [];
  const bus: Envelope[] = [];
  const runs = new Map<string, Execution>();
  const ended: (() => Promise<void>)[] = [];

  const guarded = <Arguments extends unknown[], Result>(
    name: string,
    call: (...args: Arguments) => Promise<Result>,
  ) => {
    return async (...args: Arguments): Promise<Result> => {
      const tenantId = typeof args[0] === 'string' ? args[0] : undefined;
      world.fault('before', name, tenantId);
      const result = await call(...args);
      world.fault('after', name, tenantId);
      return result;
    };
  };
  const guardStore = <Store extends object>(store: Store, name: string): Store =>
    Object.fromEntries(
      Object.entries(store).map(([operation, call]) => [
        operation,
        WRITES[name]?.includes(operation) ? guarded(`${name}.${operation}`, call) : call,
      ]),
    ) as Store;
  const stores = Object.fromEntries(
    Object.entries(plain).map(([name, store]) => [name, guardStore(store, name)]),
  ) as unknown as Stores;
  const documents = guardStore(plainDocuments, 'documents');

  let ids = 0;
  const functions: Record<string, Record<string, TaskFunction>> = {};
  const machines = new Map<string, LocalMachine>();
  const processes = rooms.filter((room): room is Room => 'process' in room);
  for (const { process } of processes) {
    functions[process] = {};
    machines.set(process, localMachine(process, functions[process]));
  }
  const deps = {
    stores,
    clock,
    newId: () => `id-${String(++ids).padStart(8, '0')}`,
    random: () => 0.5,
    localStage: true,
    documents,
    journal: documents,
    completeWait: guarded(
      'machine.completeWait',
      async (...wait: Parameters<LocalMachine['completeWait']>) => {
        for (const machine of machines.values()) if (await machine.completeWait(...wait)) return true;
        return false;
      },
    ),
    publish: guarded('bus.publish', async (events: readonly Envelope[]) => {
      bus.push(...events);
    }),
    startProcess: guarded('machine.startProcess', async (start: Omit<StartProcess, 'stateMachineArn'>) => {
      const name = executionName(start.tenantId, start.process, start.businessKey, start.generation);
      if (runs.has(name)) return { started: false };
      const machine = machines.get(start.process);
      if (!machine) throw new Error(`no room of ${start.process} in this world`);
      const executionArn = `arn:aws:states:local:0:execution:${start.process}:${name}`;
      const execution: Execution = {
        run: machine.start(start.input, executionArn),
        input: start.input,
        status: 'RUNNING',
      };
      runs.set(name, execution);
      execution.run.ended.then(
        () => {
          execution.status = 'SUCCEEDED';
        },
        (error: Error) => {
          // Whatever is no failure of a state is a fault of this runner or of the definition.
          if (!(error instanceof StateFailed)) world.dead.push({ what: `execution ${name}`, error });
          execution.status = 'FAILED';
          ended.push(() =>
            recordExecutionFailure(deps, {
              executionArn,
              name,
              status: 'FAILED',
              input: JSON.stringify(start.input),
              error: error.name,
              cause: error.message,
            }),
          );
        },
      );
      return { started: true };
    }),
  };
  const tenantIds = documentsOfTenants.map(({ tenantId }) => tenantId);
  const fakes = fakesOf(tenantIds);
  for (const { process, tasks } of processes)
    Object.assign(
      functions[process] ?? {},
      machineFunctions(
        tenantIds,
        tasks,
        fakes,
        deps,
        (moment, name, tenantId) => world.fault(moment, name, tenantId),
        (failure) => world.raised.push(failure),
        (name) => world.calls.push(name),
      ),
    );

  /** A queue delivers again what its consumer failed on, five times in all. */
  const deliver = async (what: string, work: () => Promise<unknown>) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt === 5) {
          world.dead.push({ what, error });
          return;
        }
      }
    }
  };
  const consume = async (event: Envelope) => {
    const what = `${event.type} ${event.id}`;
    for (const { consumers } of rooms) {
      const consumer = consumers[event.type];
      if (consumer) await deliver(what, () => consumer(event, deps));
    }
    if (event.type === ProcessClosed.type) {
      const { processId } = ProcessClosed.event.parse(event).data;
      await deliver(what, () => settleOverdue(deps, tenantScope(event.tenantid), processId));
    }
    if (event.type === CircuitClosed.type) {
      const { adapter } = CircuitClosed.event.parse(event).data;
      await deliver(what, () => resumeParked(deps, tenantScope(event.tenantid), adapter));
    }
  };
  const hear = (event: Envelope) => {
    const contract = catalog.get(event.type);
    if (!contract) throw new Error(`event ${event.type} is not in the catalog`);
    contract.event.parse(event);
    // How often calls were tried is no part of what a story comes to.
    if (event.type === CallsCounted.type) return;
    if (!world.events.some(({ id }) => id === event.id)) world.events.push(event);
  };
  const idle = () => new Promise<void>((resolve) => setImmediate(resolve));

  const world: World = {
    clock,
    stores: plain,
    documents: plainDocuments,
    hands: deps,
    events: [],
    fakes,
    runs,
    dead: [],
    raised: [],
    calls: [],
    fault: () => {},
    copies: 1,
    order: (events) => events,
    atOnce: false,
    drop: async (tenantId, partnerId, name, text) => {
      const key = `inbox/${tenantId}/${partnerId}/${name}`;
      await plainDocuments.put(key, text, 'application/octet-stream');
      inbox.push(key);
    },
    publish: async (events) => {
      bus.push(...events);
    },
    act: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        return work();
      }
    },
    settle: async () => {
      // All work runs on microtasks, so a turn of the event loop without news means that there is none.
      for (let quiet = 0; quiet < 3; quiet++) {
        const busy = () => {
          quiet = -1;
        };
        for (const key of inbox.splice(0)) {
          busy();
          const notification = { id: key, time: clock(), detail: { object: { key, size: 1 } } };
          await deliver(key, () => receiveDocument(notification, deps));
        }
        for (const record of ended.splice(0)) {
          busy();
          await deliver('an execution that failed', record);
        }
        stream.push(...(await take()));
        const publishRow = publishRows(deps.publish);
        for (const row of stream.splice(0)) {
          busy();
          await publishRow(row)
            .catch((error: unknown) => {
              // A publisher that was killed hands nothing over.
              if (error instanceof Killed) throw error;
              return stores.inventory.markMissed(row.tenant, row.key, clock());
            })
            .catch(() => {
              // The stream starts again at what failed.
              stream.push(row);
            });
        }
        const heard = bus.splice(0);
        for (const event of heard) hear(event);
        if (heard.length > 0) busy();
        const consumeCopies = async (event: Envelope) => {
          for (let copy = 0; copy < world.copies; copy++) await consume(event);
        };
        if (world.atOnce) await Promise.all(heard.map(consumeCopies));
        else for (const event of world.order(heard)) await consumeCopies(event);
        await idle();
      }
    },
    advance: async (minutes) => {
      const before = Date.parse(clock());
      clock.advance(minutes * 60_000);
      for (const { everyMinutes, run } of rooms.flatMap(({ clocks = [] }) => clocks))
        if (hasStruck(everyMinutes, before, Date.parse(clock())))
          await deliver(`the clock of every ${everyMinutes} minutes`, () => run(deps));
      for (let pass = 1; ; pass++) {
        const swept = Object.values(await sweepAll(deps, () => true));
        await world.settle();
        const failures = swept.flatMap((kind) => kind.failures);
        if (failures.length === 0) return;
        // The sweeper runs every minute; what fails again and again is a fault.
        if (pass === 5)
          throw new AggregateError(
            failures.map(({ error }) => error),
            'the sweeper fails',
          );
      }
    },
  };

  for (const document of documentsOfTenants)
    await plain.tenants.apply(tenantScope(document.tenantId), { ...document, version: 1 }, clock());
  return world;
}

/** A clock that strikes every so many minutes did so, once or often, after one moment and until another. */
function hasStruck(everyMinutes: number, after: number, until: number): boolean {
  const strokes = (moment: number) => Math.floor(moment / (everyMinutes * 60_000));
  return strokes(until) > strokes(after);
}
