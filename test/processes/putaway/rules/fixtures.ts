import type { Item } from '../../../../lambdas/adapters/erp/port.ts';
import type { Bin, Load } from '../../../../lambdas/adapters/wms/port.ts';
import { leveledLimits } from '../../../../lambdas/domain/leveled.ts';
import {
  type PutawayLimits,
  type PutawaySettings,
  putawayDefaults,
} from '../../../../lambdas/domain/putaway-settings.ts';
import type { Observed } from '../../../../lambdas/processes/putaway/contract.ts';
import type { Room } from '../../../../lambdas/processes/putaway/rules/bins.ts';

export const NOW = '2026-03-02T15:00:00.000Z';
export const ZONE = 'America/New_York';

/** A time some minutes before `NOW`, or seconds where a fraction is given. */
export const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

export function anItem(change: Partial<Item> = {}): Item {
  return {
    sku: 'OATS',
    description: 'Oats',
    abcClass: 'C',
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor: 180, per: 1, currency: 'USD' },
    lotControlled: true,
    expiryControlled: true,
    temperature: 'ambient',
    inspection: 'NEVER',
    substitutes: [],
    ...change,
  };
}

export function aLoad(change: Partial<Load> = {}): Load {
  return {
    loadId: 'LPN-1',
    sku: 'OATS',
    lot: 'L1',
    quantity: 100,
    weightGrams: 100_000,
    volumeMl: 400_000,
    heightMm: 1_200,
    fromBin: 'STAGE-1',
    stagedAt: NOW,
    state: 'staged',
    ...change,
  };
}

/** An empty bin of the zone for slow movers, in which the plain load just fits. */
export function aBin(change: Partial<Bin> = {}): Bin {
  return {
    bin: 'C-01',
    zone: 'C',
    kind: 'storage',
    velocity: 'C',
    secure: false,
    distance: 10,
    temperature: 'ambient',
    hazardClasses: [],
    zoneHazards: [],
    blocked: false,
    weightLeftGrams: 100_000,
    volumeLeftMl: 400_000,
    heightMm: 1_200,
    mixedLots: false,
    mixedItems: false,
    contents: [],
    ...change,
  };
}

export const limitsWith = (change: Partial<PutawaySettings> = {}): PutawayLimits =>
  leveledLimits(putawayDefaults, change, 'DC-ATL');

export interface Change {
  readonly load?: Partial<Load>;
  readonly item?: Partial<Observed['item']>;
  readonly stored?: Partial<Observed['stored']>;
  readonly staging?: Observed['staging'];
  readonly bins?: readonly Partial<Bin>[];
  readonly demand?: Observed['demand'];
}

/** What the systems know, plain unless a test changes it. */
export function observed({ load, item, stored, staging, bins = [{}], demand = [] }: Change = {}): Observed {
  return {
    load: aLoad(load),
    item: anItem(item),
    stored: { sku: 'OATS', serialControlled: false, ...stored },
    staging: staging ?? { used: 0, capacity: 20 },
    bins: bins.map(aBin),
    demand,
  };
}

export function room(
  change: Change = {},
  limits: Partial<PutawaySettings> = {},
  reserved: Room['reserved'] = new Map(),
): Room {
  return { observed: observed(change), limits: limitsWith(limits), reserved };
}
