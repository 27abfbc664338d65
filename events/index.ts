import * as backorder from './backorder.ts';
import * as count from './count.ts';
import * as damage from './damage.ts';
import type { EventContract } from './envelope.ts';
import * as fulfillment from './fulfillment.ts';
import * as inbound from './inbound.ts';
import * as integration from './integration.ts';
import * as inventory from './inventory.ts';
import * as ops from './ops.ts';
import * as promise from './promise.ts';
import * as putaway from './putaway.ts';
import * as quality from './quality.ts';
import * as replenishment from './replenishment.ts';
import * as returns from './returns.ts';
import * as transfer from './transfer.ts';
import * as work from './work.ts';

/**
 * Every event of the catalog by its detail-type, ordered by source and type. A new event is one `defineEvent` in its
 * domain's file.
 */
export const catalog: ReadonlyMap<string, EventContract> = new Map(
  [
    backorder,
    count,
    damage,
    fulfillment,
    inbound,
    integration,
    inventory,
    ops,
    promise,
    putaway,
    quality,
    returns,
    replenishment,
    transfer,
    work,
  ]
    .flatMap((domain) => Object.values(domain))
    .filter((entry): entry is EventContract => 'summary' in entry)
    // The order of a module's exports depends on who loads it.
    .sort((a, b) => (`${a.source} ${a.type}` < `${b.source} ${b.type}` ? -1 : 1))
    .map((contract) => [contract.type, contract]),
);
