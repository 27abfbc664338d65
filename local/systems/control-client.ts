import type * as z from 'zod/mini';
import type { Installation } from './control.ts';
import type { Fault, SetFault } from './faults.ts';
import type { LoggedCall } from './log.ts';

/** What scenarios, tests and the operator's command line do with running reference systems. */
export interface SystemsControl {
  install(tenant: string, system: string, installation: Installation): Promise<void>;
  seed(tenant: string, system: string, data: unknown): Promise<void>;
  state<State>(tenant: string, system: string): Promise<State>;
  forget(tenant: string): Promise<void>;
  /** Writes that took effect, by operation. */
  effects(tenant: string, system: string): Promise<Readonly<Record<string, number>>>;
  fault(fault: z.input<typeof Fault>): Promise<SetFault>;
  clearFaults(id?: string): Promise<void>;
  log(filter?: {
    tenant?: string;
    system?: string;
    operation?: string;
    since?: number;
  }): Promise<readonly LoggedCall[]>;
}

/** Raises an Error with the server's own words when a command is refused. */
export function systemsControl(url: string): SystemsControl {
  const at = (tenant: string, system: string) =>
    `/__control/tenants/${encodeURIComponent(tenant)}/systems/${encodeURIComponent(system)}`;
  const ask = async <Result>(method: string, path: string, body?: unknown): Promise<Result> => {
    const response = await fetch(url + path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const result: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${JSON.stringify(result)}`);
    return result as Result;
  };

  return {
    install: (tenant, system, installation) => ask('PUT', at(tenant, system), installation),
    seed: (tenant, system, data) => ask('POST', `${at(tenant, system)}/seed`, data),
    state: (tenant, system) => ask('GET', `${at(tenant, system)}/state`),
    effects: (tenant, system) => ask('GET', `${at(tenant, system)}/effects`),
    forget: (tenant) => ask('DELETE', `/__control/tenants/${encodeURIComponent(tenant)}`),
    fault: (fault) => ask('POST', '/__control/faults', fault),
    clearFaults: (id) =>
      ask('DELETE', id === undefined ? '/__control/faults' : `/__control/faults/${encodeURIComponent(id)}`),
    log: (filter = {}) => {
      const query = Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]);
      return ask('GET', `/__log?${new URLSearchParams(query)}`);
    },
  };
}
