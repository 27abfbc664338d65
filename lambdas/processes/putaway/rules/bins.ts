import type { Bin } from '../../../adapters/wms/port.ts';
import type { PutawayLimits } from '../../../domain/putaway-settings.ts';
import type { BinReservation } from '../../../store/ports.ts';
import type { BinFault, BinRule, Choice, Observed } from '../contract.ts';
import { needsCage } from './rank.ts';

/** Hazardous loads reserve in their zone as well as their bin; no bin is named like this. */
export const zoneRow = (zone: string) => `zone ${zone}`;

/** Reservations of others that stand, by bin, and of hazardous loads by zone: what they bring counts as if it were there. */
export type Reserved = ReadonlyMap<string, readonly BinReservation[]>;

export interface Room {
  readonly observed: Observed;
  readonly reserved: Reserved;
  readonly limits: PutawayLimits;
}

/** What no person may overrule: goods spoil, react, or break the shelf. */
const SAFETY: readonly BinFault[] = ['TEMPERATURE', 'HAZARD', 'BLOCKED', 'SECURE', 'WEIGHT'];
export const isUnsafe = (fault: BinFault) => SAFETY.includes(fault);

/** Everything that speaks against a bin for a load, in the order of rule 5.2. At a limit is inside. */
export function faultsOf(bin: Bin, { observed, reserved, limits }: Room): readonly BinFault[] {
  const { load, item } = observed;
  const coming = reserved.get(bin.bin) ?? [];
  const sum = (of: (one: BinReservation) => number) => coming.reduce((total, one) => total + of(one), 0);
  const others = [...bin.contents, ...coming];
  const mixesLots = others.some(({ sku, lot }) => sku === load.sku && lot !== load.lot);
  const mixesItems = others.some(({ sku }) => sku !== load.sku);
  const found: readonly (readonly [BinFault, boolean])[] = [
    ['TEMPERATURE', bin.temperature !== item.temperature],
    ['HAZARD', isHazardous(bin, { observed, reserved, limits })],
    ['BLOCKED', bin.blocked],
    ['SECURE', needsCage(observed, limits) && !bin.secure],
    ['WEIGHT', load.weightGrams + sum((one) => one.weightGrams) > bin.weightLeftGrams],
    ['VOLUME', load.volumeMl + sum((one) => one.volumeMl) > bin.volumeLeftMl],
    ['HEIGHT', load.heightMm > bin.heightMm],
    ['LOT_MIX', mixesLots && !bin.mixedLots],
    ['ITEM_MIX', mixesItems && !bin.mixedItems],
  ];
  return found.flatMap(([fault, holds]) => (holds ? [fault] : []));
}

/** The bin may not hold the class, or something in its zone, or on its way there, may not lie beside it. */
function isHazardous(bin: Bin, { observed, reserved, limits }: Room): boolean {
  const hazard = observed.item.hazardClass;
  if (hazard === undefined) return false;
  const enemies = limits.segregation.value.flatMap(([one, other]) =>
    one === hazard ? [other] : other === hazard ? [one] : [],
  );
  const coming = (reserved.get(zoneRow(bin.zone)) ?? []).flatMap(({ hazardClass }) => hazardClass ?? []);
  const beside = [...bin.zoneHazards, ...coming];
  return !bin.hazardClasses.includes(hazard) || beside.some((near) => enemies.includes(near));
}

/**
 * The bin of a load: its fixed bin, one with the same item and lot and room, the nearest empty one of its velocity zone,
 * the overflow zone. `undefined` when none fits; `except` are bins that were refused.
 */
export function chooseBin(room: Room, except: readonly string[]): Choice | undefined {
  const { observed, reserved } = room;
  const { load, item, stored } = observed;
  const fitting = observed.bins
    .filter(({ bin, kind }) => kind !== 'cross-dock' && !except.includes(bin))
    .filter((bin) => faultsOf(bin, room).length === 0)
    .sort((one, other) => one.distance - other.distance || (one.bin < other.bin ? -1 : 1));
  const isEmpty = ({ bin, contents }: Bin) => contents.length === 0 && !reserved.get(bin)?.length;
  const isSame = ({ sku, lot }: { readonly sku: string; readonly lot?: string | undefined }) =>
    sku === load.sku && lot === load.lot;
  const rules: readonly (readonly [BinRule, (bin: Bin) => boolean])[] = [
    ['FIXED_BIN', ({ bin }) => bin === stored.fixedBin],
    ['SAME_LOT', ({ kind, contents }) => kind === 'storage' && contents.some(isSame)],
    ['NEAREST_EMPTY', (bin) => bin.kind === 'storage' && bin.velocity === item.abcClass && isEmpty(bin)],
    ['OVERFLOW', ({ kind }) => kind === 'overflow'],
  ];
  for (const [rule, fits] of rules) {
    const found = fitting.find(fits);
    if (found) return { bin: found.bin, zone: found.zone, rule };
  }
  return undefined;
}

/** The bin a person named, unless it is unsafe or unknown: then what speaks against it. */
export function namedBin(name: string, room: Room): Choice | readonly (BinFault | 'UNKNOWN')[] {
  const bin = room.observed.bins.find((one) => one.bin === name);
  if (!bin) return ['UNKNOWN'];
  const unsafe = faultsOf(bin, room).filter(isUnsafe);
  return unsafe.length > 0 ? unsafe : { bin: bin.bin, zone: bin.zone, rule: 'PERSON' };
}

/** The nearest cross-dock lane that is safe for the load; lanes have room for whatever leaves soon. */
export function crossDockLane(room: Room): Choice | undefined {
  const lanes = room.observed.bins
    .filter(({ kind }) => kind === 'cross-dock')
    .sort((one, other) => one.distance - other.distance || (one.bin < other.bin ? -1 : 1));
  const lane = lanes.find((bin) => !faultsOf(bin, room).some(isUnsafe));
  return lane && { bin: lane.bin, zone: lane.zone, rule: 'PERSON' };
}
