import { adapterHandler } from '../../../lambdas/adapters/adapter-handler.ts';
import { AdapterRequest } from '../../../lambdas/adapters/contract.ts';
import { type FakeSystem, fakePort } from '../../../lambdas/adapters/fake-system.ts';
import { type SystemName, systems } from '../../../lambdas/adapters/registry.ts';
import type { Core, documents, machines } from '../../../lambdas/shared/runtime.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { awaitSignal, type Wait } from '../../../lambdas/work/wait.ts';
import { pascal } from '../../../lib/functions.ts';
import type { TaskFunction } from '../../support/machine.ts';

export type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof machines>;
type Fault = (moment: 'before' | 'after', name: string, tenantId: string) => void;

/** Task functions of a process by their placeholder. */
export type Tasks = Readonly<Record<string, (input: unknown, deps: Deps) => Promise<unknown>>>;

/** An error a function ended with, whatever the machine made of it. */
export interface Raised {
  readonly name: string;
  readonly error: Error;
}

/** The functions behind the placeholders of a definition: its own tasks, the systems and the wait. */
export function machineFunctions(
  tenantIds: readonly string[],
  tasks: Tasks,
  fakes: ReadonlyMap<string, FakeSystem>,
  deps: Deps,
  fault: Fault,
  raised: (failure: Raised) => void,
  called: (name: string) => void,
): Readonly<Record<string, TaskFunction>> {
  const adapter = (name: SystemName): TaskFunction => {
    const { operations } = systems[name];
    const byTenant = new Map(
      tenantIds.map((tenantId) => {
        const port = fakePort(operations, fakes.get(`${tenantId}/${name}`) as FakeSystem);
        const calls = Object.entries(port as unknown as Readonly<Record<string, TaskCall>>);
        const guarded = calls.map(([operation, call]) => [
          operation,
          async (input: unknown, context: unknown) => {
            fault('before', `${name}.${operation}`, tenantId);
            const answer = await call(input, context);
            fault('after', `${name}.${operation}`, tenantId);
            return answer;
          },
        ]);
        const connectors = { http: () => Object.fromEntries(guarded) };
        return [tenantId, adapterHandler({ name, operations, connectors })] as const;
      }),
    );
    return async (payload) => {
      const request = AdapterRequest.parse(payload);
      const handle = byTenant.get(request.job.tenantId);
      if (!handle) throw new Error(`no ${name} for tenant ${request.job.tenantId}`);
      return handle(request, { ...deps, secret: async () => 'a-secret-of-the-test' });
    };
  };

  const observed = (name: string, call: TaskFunction): TaskFunction => {
    return async (payload) => {
      called(name);
      try {
        return await call(payload);
      } catch (error) {
        raised({ name, error: error as Error });
        throw error;
      }
    };
  };
  const placeholders: Readonly<Record<string, TaskFunction>> = {
    ...Object.fromEntries(
      Object.entries(tasks).map(([name, run]) => [name, (payload: unknown) => run(payload, deps)]),
    ),
    ...Object.fromEntries(
      (Object.keys(systems) as SystemName[]).map((name) => [`${pascal(name)}Adapter`, adapter(name)]),
    ),
    AwaitSignal: async (payload) => {
      const { tenantId, ...wait } = payload as Wait & { readonly tenantId: string };
      await awaitSignal(deps, tenantScope(tenantId), wait);
      return {};
    },
  };
  return Object.fromEntries(Object.entries(placeholders).map(([name, call]) => [name, observed(name, call)]));
}

/** The systems of every tenant, as `<tenant>/<system>`. */
export function fakesOf(tenantIds: readonly string[]): ReadonlyMap<string, FakeSystem> {
  return new Map(
    tenantIds.flatMap((tenantId) =>
      Object.entries(systems).map(([name, entry]) => [`${tenantId}/${name}`, entry.fake()] as const),
    ),
  );
}

type TaskCall = (input: unknown, context: unknown) => Promise<unknown>;
