import * as inbound from './inbound.ts';
import * as integration from './integration.ts';
import * as inventory from './inventory.ts';
import * as ops from './ops.ts';
import * as quality from './quality.ts';
import * as work from './work.ts';
import type { EventContract } from './envelope.ts';

/** Every event of the catalog by its detail-type. A new event is one `defineEvent` in its domain's file. */
export const catalog: ReadonlyMap<string, EventContract> = new Map(
  [inbound, integration, inventory, ops, quality, work]
    .flatMap((domain) => Object.values(domain))
    .filter((entry): entry is EventContract => 'summary' in entry)
    .map((contract) => [contract.type, contract]),
);
