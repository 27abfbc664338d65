import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProcessStore, TenantScope } from '../../../lambdas/store/ports.ts';
import { EVENING, MORNING, NOON, newProcess, someTenant, step } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const ID = 'receiving:S1/ASN-1';

/** What arrives for a process, and whether its bearer dies once between the signal and the completion of the wait. */
interface Arrival {
  readonly work: readonly string[];
  readonly dies: boolean;
}

const arrivals: fc.Arbitrary<Arrival[]> = fc.array(
  fc.record({
    work: fc.array(fc.constantFrom('1:a', '1:b', '2:c', '3:d'), { minLength: 1, maxLength: 3 }),
    dies: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

/** No work is lost and no wait is left, in whatever order signals, waits and their answers come. */
export function signalContract(makeStores: MakeStores, runs: number): void {
  describe('any interleaving of signals and waits', () => {
    it('wakes each wait once and hands over all work', async () => {
      const { processes } = await makeStores();
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), arrivals, async (scheduler, all) => {
          const tenant = someTenant();
          const story = play(scheduler, processes, tenant, all);
          await scheduler.waitFor(story.bearers);
          await scheduler.waitFor(story.blocked());
          expect([...story.handled].sort()).toEqual([...new Set(all.flatMap(({ work }) => work))].sort());
          expect(story.unknown).toEqual([]);
          expect((await processes.get(tenant, ID))?.pending).toEqual([]);
        }),
        { numRuns: runs },
      );
    });
  });
}

function play(
  scheduler: fc.Scheduler,
  processes: ProcessStore,
  tenant: TenantScope,
  all: readonly Arrival[],
) {
  const handled = new Set<string>();
  const waits = new Map<string, (work: readonly string[]) => void>();
  const ended = new Set<string>();
  const unknown: string[] = [];
  let isBlocked = false;
  let whenBlocked = () => {};

  /** Each call starts, and its answer arrives, when the scheduler says so. */
  const call = async <Answer>(name: string, run: () => Promise<Answer>): Promise<Answer> => {
    await scheduler.schedule(Promise.resolve(), `${name} leaves`);
    const answer = await run();
    await scheduler.schedule(Promise.resolve(), `${name} answers`);
    return answer;
  };

  /** Step Functions: the first completion of a token ends its wait, later ones are refused. */
  const complete = (token: string, work: readonly string[]) => {
    if (ended.has(token)) return;
    ended.add(token);
    isBlocked = false;
    const resume = waits.get(token) ?? (() => unknown.push(token));
    resume(work);
  };

  const bring = async ({ work, dies }: Arrival) => {
    if (dies) await call('signal that dies', () => processes.signal(tenant, ID, work, MORNING));
    const { taskToken, pending } = await call('signal', () => processes.signal(tenant, ID, work, MORNING));
    if (taskToken !== undefined) complete(taskToken, pending);
  };

  const machine = async () => {
    await call('open', () => processes.open(tenant, newProcess(), [], step('open'), []));
    for (let round = 0; ; round++) {
      const taskToken = `token-${round}`;
      const woken = new Promise<readonly string[]>((resolve) => waits.set(taskToken, resolve));
      const { pending } = await call('wait', () =>
        processes.wait(tenant, ID, { taskToken, state: 'WAITING', dueAt: EVENING, at: NOON }),
      );
      if (pending.length > 0) complete(taskToken, pending);
      if (!ended.has(taskToken)) {
        isBlocked = true;
        whenBlocked();
      }
      const work = await woken;
      await call('change', () => processes.change(tenant, ID, { at: NOON, handled: work }));
      for (const one of work) handled.add(one);
    }
  };

  void machine();
  const bearers = Promise.all(all.map(bring));
  /** The process waits, and nobody has ended that wait. */
  const blocked = () =>
    new Promise<void>((resolve) => {
      whenBlocked = resolve;
      if (isBlocked) resolve();
    });
  return { handled, unknown, bearers, blocked };
}
