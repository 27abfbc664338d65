import { Account, Bucket } from '../../../events/inventory.ts';
import { type LedgerEntry, tenantScope } from '../../../lambdas/store/ports.ts';
import { statesOf } from '../../../scripts/ops/states.ts';
import { PLACES, type Place, SKUS } from './retailers.ts';
import { netOf } from './told.ts';
import type { Warehouses } from './warehouses.ts';

/** What must hold whatever happened: each broken rule as a sentence, so that a failure reads like one. */

export async function brokenRules(warehouses: Warehouses): Promise<string[]> {
  const { world } = warehouses;
  return [
    ...world.dead.map(({ what, error }) => `nobody could handle ${what}: ${String(error)}`),
    ...[...world.runs]
      .filter(([, { status }]) => status === 'FAILED')
      .map(([name, { input }]) => `execution ${name} failed: ${JSON.stringify(input).slice(0, 200)}`),
    ...world.events
      .filter(({ type }) => type === 'EventQuarantined')
      .map(({ data }) => `an event was set aside: ${JSON.stringify(data)}`),
    ...(await deadlines(warehouses)),
    ...(await unnamedStates(warehouses)),
    ...(
      await Promise.all(PLACES.flatMap((place) => SKUS.map((sku) => books(warehouses, place, sku))))
    ).flat(),
  ];
}

/** Every live process has a deadline to come. */
async function deadlines(warehouses: Warehouses): Promise<string[]> {
  const now = warehouses.world.clock();
  return (await warehouses.rows())
    .filter(({ closedAt, dueAt }) => closedAt === undefined && (dueAt === undefined || dueAt <= now))
    .map(({ processId, state, dueAt }) => `${processId} in ${state} is due ${dueAt}, and it is ${now}`);
}

/** A process is only in states its room names: operators find it by these. */
async function unnamedStates(warehouses: Warehouses): Promise<string[]> {
  return (await warehouses.rows())
    .filter(({ process, state }) => !statesOf.get(process)?.includes(state))
    .map(({ processId, state }) => `${processId} is in ${state}, which its contract does not name`);
}

/** Conservation of stock, and reservations of it, of one item at one place. */
async function books(warehouses: Warehouses, place: Place, sku: string): Promise<string[]> {
  const { position, reservations } = await warehouses.world.stores.backorders.stock(
    tenantScope(place.tenantId),
    place.site,
    sku,
  );
  const ledger = await warehouses.ledger(place, sku);
  const at = `${sku} at ${place.site}`;
  const broken: string[] = [];
  for (const account of Account.options) {
    const units = position.buckets[account];
    const entered = netOf(ledger, account);
    if (units !== entered) broken.push(`${at}: ${units} ${account}, and its ledger adds up to ${entered}`);
    if (units < 0) broken.push(`${at}: ${units} ${account}`);
  }
  broken.push(...causes(warehouses, place, sku, ledger));
  const parts = reservations.flatMap((line) => line.parts);
  const reserved = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  if (position.free !== position.buckets.available - reserved)
    broken.push(`${at}: ${position.free} free of ${position.buckets.available} with ${reserved} reserved`);
  const twice = new Set(reservations.map(({ orderLineId }) => orderLineId)).size !== reservations.length;
  if (twice) broken.push(`${at}: an order line holds two reservations`);
  return broken;
}

/** Nothing comes into the books and nothing leaves them that nobody told of. */
function causes({ floor }: Warehouses, place: Place, sku: string, ledger: readonly LedgerEntry[]): string[] {
  const of = (...reasons: readonly RegExp[]) =>
    ledger.filter(({ reasonCode }) => reasons.some((reason) => reason.test(reasonCode)));
  const told = (what: Parameters<typeof floor.of>[0]) => floor.of(what, place, sku);
  const bounds: [what: string, units: number, least: number, most: number][] = [
    ['received', netOf(of(/^RECEI/), null), 0, told('delivered')],
    ['shipped', -netOf(of(/^SHIP$/), null), 0, told('shipped')],
    [
      'counted',
      netOf(of(/^COUNT_/), null),
      Math.min(0, told('off')) - told('lost'),
      Math.max(0, told('off')),
    ],
  ];
  return bounds
    .filter(([, units, least, most]) => units < least || units > most)
    .map(
      ([what, units, least, most]) => `${sku} at ${place.site}: ${units} ${what}, told ${least} to ${most}`,
    );
}

/** Days after which no process may still be at work by itself: a return expires after 21. */
const LONGEST_DAYS = 25;

/** When every deadline has passed each process has ended, or somebody owns a case about it. */
export async function unended(warehouses: Warehouses): Promise<string[]> {
  const before = new Date(Date.parse(warehouses.world.clock()) - LONGEST_DAYS * 86_400_000).toISOString();
  const open = (await warehouses.rows()).filter(
    ({ closedAt, openedAt }) => closedAt === undefined && openedAt < before,
  );
  const broken = await Promise.all(
    open.map(async ({ tenantId, processId, state }) => {
      const cases = await warehouses.world.stores.work.casesOf(tenantScope(tenantId), processId);
      return cases.some((one) => one.state === 'OPEN')
        ? []
        : [`${processId} is in ${state}, and nobody owns it`];
    }),
  );
  return broken.flat();
}

/** At rest the warehouse's own system holds what our books say, status by status. */
export async function disagreements(warehouses: Warehouses): Promise<string[]> {
  const all = PLACES.flatMap((place) => SKUS.map((sku) => ({ place, sku })));
  const broken = await Promise.all(
    all.map(async ({ place, sku }) => {
      const { inventory } = warehouses.world.stores;
      const { buckets } = await inventory.position(tenantScope(place.tenantId), place.site, sku);
      const held = warehouses.held(place, sku);
      return Bucket.options
        .filter((bucket) => buckets[bucket] !== (held[bucket] ?? 0))
        .map(
          (bucket) =>
            `${sku} at ${place.site}: the WMS holds ${held[bucket] ?? 0} ${bucket}, our books ${buckets[bucket]}`,
        );
    }),
  );
  return broken.flat();
}
