import { afterAll, beforeAll, describe } from 'vitest';
import type { CallContext, PortOf } from '../../../lambdas/adapters/contract.ts';
import { fakePort } from '../../../lambdas/adapters/fake-system.ts';
import { httpClient } from '../../../lambdas/adapters/http-client.ts';
import type { HttpConnector } from '../../../lambdas/adapters/http-connector.ts';
import { type SystemName, systems } from '../../../lambdas/adapters/registry.ts';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { type SystemsControl, systemsControl } from '../../../local/systems/control-client.ts';
import { type RunningSystems, startSystems } from '../../../local/systems/server.ts';

export const TOKEN = 'test-token-0123456789abcdef';

type TableOf<Name extends SystemName> = (typeof systems)[Name]['operations'];

/** A fresh system with its port, however it is reached. */
export interface Opened<Port> {
  readonly port: Port;
  readonly state: () => Promise<Record<string, unknown[]>>;
  readonly effects: () => Promise<Readonly<Record<string, number>>>;
  /** What happens in the system without us. */
  readonly seedMore: (data: unknown) => Promise<void>;
}

/** Runs one suite over the fake in the process and over the HTTP client against the reference server. */
export function overFakeAndHttp<Name extends SystemName>(
  name: Name,
  suite: (open: (seed: unknown) => Promise<Opened<PortOf<TableOf<Name>>>>) => void,
): void {
  const { operations, fake, http } = systems[name];
  type Port = PortOf<TableOf<Name>>;

  describe(`${name} as a fake`, () => {
    suite(async (seed) => {
      const system = fake();
      system.seed(seed);
      const port = fakePort(operations, system) as unknown as Port;
      return {
        port,
        state: async () => system.state() as Record<string, unknown[]>,
        effects: async () => system.effects(),
        seedMore: async (data) => system.seed(data),
      };
    });
  });

  describe(`${name} over HTTP`, () => {
    let running: RunningSystems;
    let control: SystemsControl;
    let tenants = 0;
    beforeAll(async () => {
      running = await startSystems();
      control = systemsControl(running.url);
    });
    afterAll(() => running.stop());

    suite(async (seed) => {
      tenants += 1;
      const tenant = `tenant-${tenants}`;
      await control.install(tenant, name, { token: TOKEN, seed });
      const connector = http as unknown as HttpConnector<TableOf<Name>>;
      const port = connector.connect(testClient(`${running.url}/${tenant}/${name}/v1`, name));
      return {
        port,
        state: () => control.state(tenant, name),
        effects: () => control.effects(tenant, name),
        seedMore: (data) => control.seed(tenant, name, data),
      };
    });
  });
}

/** How a call was refused for good; raises when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: unknown; reason: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof AdapterRejected)) throw error;
    return { status: error.exchange?.answer.status, reason: error.message };
  }
  throw new Error('the call was not refused');
}

/** A client that never waits. */
export function testClient(baseUrl: string, system: string, token = TOKEN) {
  return httpClient(
    { system, baseUrl, token: async () => token },
    {
      fetch: globalThis.fetch,
      sleep: async () => {},
      clock: () => '2026-03-02T08:00:00.000Z',
      localStage: true,
    },
  );
}

export function callOf(idempotencyKey: string, site = 'DC1'): CallContext {
  return { tenantId: 'tenant-1', site, correlationId: 'corr-1', idempotencyKey };
}
