import type { TenantDocument } from '../domain/tenant.ts';
import { ContractViolation, NotFound } from '../shared/errors.ts';
import type { CallContext } from './contract.ts';
import { type HttpEffects, httpClient, type Send } from './http-client.ts';
import type { SecretCache, SecretSource } from './secret-cache.ts';

/** A port with its operations by name; inputs were checked by their contract before a call gets here. */
export type Connection = Readonly<Record<string, (input: never, call: CallContext) => Promise<unknown>>>;
export type Connectors = Readonly<Record<string, (send: Send) => Connection>>;

export interface Connected {
  readonly port: Connection;
  /** Every token used so far, to cut them out of what people get to see. */
  readonly tokens: () => readonly string[];
}

/**
 * Connects to the place a tenant's document names for a system. Reads the secret first: raises NotFound or
 * ContractViolation, before any call is made, when the document or the secret is not usable.
 */
export async function connect(
  system: { readonly name: string; readonly connectors: Connectors },
  tenant: string,
  document: TenantDocument | undefined,
  secrets: SecretCache,
  source: SecretSource,
  effects: HttpEffects,
): Promise<Connected> {
  const place = document?.systems[system.name];
  const field = `systems.${system.name}`;
  if (!place) {
    throw new NotFound(
      `tenant ${tenant} has no ${field}: apply a tenant document that names its connector, baseUrl and secretName`,
    );
  }
  const { connector, baseUrl, secretName } = place;
  const open = system.connectors[connector];
  if (!open) {
    throw new ContractViolation(
      `${field}.connector = ${connector} is unknown: use one of ${Object.keys(system.connectors).join(', ')}`,
    );
  }
  // Without this a tenant could name another tenant's secret and have it sent to a place of its own.
  if (!secretName.endsWith(`/${tenant}/${system.name}`)) {
    throw new ContractViolation(
      `${field}.secretName = ${secretName} is not this tenant's: its name must end in /${tenant}/${system.name}`,
    );
  }
  const used = new Set<string>();
  const token = async (refresh: boolean) => {
    const value = await secrets.token(secretName, source, refresh);
    used.add(value);
    return value;
  };
  await token(false);
  return {
    port: open(httpClient({ system: system.name, baseUrl, token }, effects)),
    tokens: () => [...used],
  };
}
