import { holds } from '../../domain/grants.ts';
import { NotFound } from '../../shared/errors.ts';
import { requireGrant, requireScope } from '../principal.ts';
import { LOOK } from '../schemas.ts';
import { atpByDay } from './atp.ts';
import { channelsOf, driftOf } from './channels.ts';
import { rowsAt, type Tower } from './context.ts';
import { eventsAbout } from './events-about.ts';
import type { Place } from './loaders.ts';
import { ordersAtRisk } from './orders-at-risk.ts';
import { onOrderOf } from './supply.ts';
import { type First, openCases, processOf } from './work-fields.ts';

/**
 * The answers, field by field as `api/control-tower.graphql` names them: a function is called when its field is asked for.
 * Every row is looked at with the caller's grants before it is shown: site, process, and for clients the scope.
 */
export function queryRoot(tower: Tower) {
  return {
    product: ({ sku }: { sku: string }) => productOf(tower, sku),
    products: ({ skus }: { skus: readonly string[] }) =>
      [...new Set(skus)].map((sku) => productOf(tower, sku)),
  };
}

function productOf(tower: Tower, sku: string) {
  return {
    sku,
    positions: async ({ sites, first }: First & { sites?: readonly string[] | null }) => {
      const places = await sitesOf(tower, sites ?? undefined);
      return places.slice(0, first).map((site) => positionOf(tower, { site, sku }));
    },
  };
}

/** The sites a caller may look at; of those named, one that is not granted raises Forbidden, whether or not it exists. */
async function sitesOf({ principal, load }: Tower, named: readonly string[] | undefined) {
  for (const site of named ?? []) requireGrant(principal, LOOK, { site });
  const known = (await load.document()).sites.map(({ site }) => site);
  const unknown = named?.find((site) => !known.includes(site));
  if (unknown !== undefined) throw new NotFound(`there is no site ${unknown}; sites are ${known.join(', ')}`);
  return [...new Set(named ?? known.filter((site) => holds(principal.sites, site)))];
}

function positionOf(tower: Tower, place: Place) {
  const { load } = tower;
  const position = async () => (await load.stock.load(place)).position;
  const rows = () => rowsAt(tower, place);
  return {
    site: place.site,
    onHand: async () => onHandOf((await position()).buckets),
    usable: async () => (await position()).buckets.available,
    reserved: async () => {
      const { buckets, free } = await position();
      return buckets.available - free;
    },
    inTransit: async () => (await position()).buckets.inTransit,
    onOrder: () => onOrderOf(tower, place),
    frozen: async () => (await load.frozen.load(place)).reduce((sum, { expected }) => sum + expected, 0),
    atp: ({ days }: { days: number }) => atpByDay(tower, place, days),
    lots: async ({ first }: First) =>
      (await load.stock.load(place)).lots.toSorted((a, b) => (a.lot < b.lot ? -1 : 1)).slice(0, first),
    openProcesses: async ({ first }: First) => {
      requireScope(tower.principal, 'processes:read');
      const open = (await rows()).filter(({ closedAt }) => closedAt === undefined);
      return open.slice(0, first).map((row) => processOf(tower, row));
    },
    cases: async ({ first }: First) => {
      requireScope(tower.principal, 'cases:read');
      const ofProcesses = await Promise.all(
        (await rows()).map(({ processId }) => load.cases.load(processId)),
      );
      const all = [...ofProcesses.flat(), ...(await load.driftCases.load(place))];
      return openCases(tower, all, first);
    },
    ordersAtRisk: ({ first }: First) => {
      requireScope(tower.principal, 'processes:read');
      return ordersAtRisk(tower, place, first);
    },
    lastEvents: async ({ first }: First) => {
      requireScope(tower.principal, 'processes:read');
      return eventsAbout(load, await rows(), place.sku, first);
    },
    channels: async () => channelsOf(tower, place),
    drift: async () => {
      requireScope(tower.principal, 'processes:read');
      return driftOf(tower, place);
    },
  };
}

/** Units of all statuses that are here; what is in transit is not. */
function onHandOf({ inTransit: _, ...here }: Readonly<Record<string, number>>): number {
  return Object.values(here).reduce((sum, units) => sum + units, 0);
}
