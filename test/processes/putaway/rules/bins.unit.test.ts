import { describe, expect, it } from 'vitest';
import type { Bin } from '../../../../lambdas/adapters/wms/port.ts';
import {
  chooseBin,
  crossDockLane,
  faultsOf,
  namedBin,
} from '../../../../lambdas/processes/putaway/rules/bins.ts';
import { aBin, type Change, NOW, room } from './fixtures.ts';

const coming = (change: object = {}) => ({
  claim: 'putaway:other',
  sku: 'OATS',
  lot: 'L1',
  weightGrams: 1,
  volumeMl: 1,
  until: NOW,
  ...change,
});
const faults = (bin: Partial<Bin>, change: Change = {}, others: object[] = []) =>
  faultsOf(aBin(bin), room(change, {}, new Map([['C-01', others.map(coming)]])));
const oats = (lot?: string) => [{ sku: 'OATS', quantity: 1, ...(lot !== undefined && { lot }) }];

describe('a bin is refused', () => {
  it.each<[string, string[], Partial<Bin>, Change]>([
    ['never when the load just fits', [], {}, {}],
    ['for another temperature', ['TEMPERATURE'], { temperature: 'chilled' }, {}],
    ['for warm storage of frozen goods', ['TEMPERATURE'], {}, { item: { temperature: 'frozen' } }],
    ['not for the right temperature', [], { temperature: 'frozen' }, { item: { temperature: 'frozen' } }],
    ['for a hazard class it may not hold', ['HAZARD'], {}, { item: { hazardClass: '3' } }],
    ['not for one it may', [], { hazardClasses: ['3'] }, { item: { hazardClass: '3' } }],
    [
      'for what may not lie beside it',
      ['HAZARD'],
      { hazardClasses: ['3'], zoneHazards: ['5.1'] },
      { item: { hazardClass: '3' } },
    ],
    [
      'also the other way round',
      ['HAZARD'],
      { hazardClasses: ['5.1'], zoneHazards: ['3'] },
      { item: { hazardClass: '5.1' } },
    ],
    [
      'not for a neighbor that does no harm',
      [],
      { hazardClasses: ['3'], zoneHazards: ['9'] },
      { item: { hazardClass: '3' } },
    ],
    ['when it is blocked', ['BLOCKED'], { blocked: true }, {}],
    ['for goods of the cage', ['SECURE'], {}, { stored: { serialControlled: true } }],
    ['not in the cage', [], { secure: true }, { stored: { serialControlled: true } }],
    ['for one gram too much', ['WEIGHT'], { weightLeftGrams: 99_999 }, {}],
    ['not for one gram less', [], { weightLeftGrams: 100_001 }, {}],
    ['for a milliliter too much', ['VOLUME'], { volumeLeftMl: 399_999 }, {}],
    ['not for one less', [], { volumeLeftMl: 400_001 }, {}],
    ['for a millimeter too much', ['HEIGHT'], { heightMm: 1_199 }, {}],
    ['not for one less', [], { heightMm: 1_201 }, {}],
    ['for another lot', ['LOT_MIX'], { contents: oats('L2') }, {}],
    ['for goods without a lot', ['LOT_MIX'], { contents: oats() }, {}],
    ['not for the same lot', [], { contents: oats('L1') }, {}],
    ['not where lots may mix', [], { contents: oats('L2'), mixedLots: true }, {}],
    ['for another item', ['ITEM_MIX'], { contents: [{ sku: 'RICE', quantity: 1 }] }, {}],
    ['not where items may mix', [], { contents: [{ sku: 'RICE', quantity: 1 }], mixedItems: true }, {}],
    [
      'for everything at once, in order',
      ['TEMPERATURE', 'BLOCKED', 'WEIGHT', 'HEIGHT'],
      { temperature: 'frozen', blocked: true, weightLeftGrams: 0, heightMm: 0 },
      {},
    ],
  ])('%s', (_why, expected, bin, change) => {
    expect(faults(bin, change)).toEqual(expected);
  });

  it('counts what is reserved for others as if it were there', () => {
    expect(faults({ weightLeftGrams: 100_001, volumeLeftMl: 400_001 }, {}, [{}])).toEqual([]);
    expect(faults({ weightLeftGrams: 100_001 }, {}, [{ volumeMl: 0 }, {}])).toEqual(['WEIGHT', 'VOLUME']);
    expect(faults({ weightLeftGrams: 200_000, volumeLeftMl: 800_000 }, {}, [{ lot: 'L2' }])).toEqual([
      'LOT_MIX',
    ]);
    expect(faults({ weightLeftGrams: 200_000, volumeLeftMl: 800_000 }, {}, [{ sku: 'RICE' }])).toEqual([
      'ITEM_MIX',
    ]);
  });
});

describe('the bin of a load', () => {
  const fixed = { bin: 'F', distance: 900 };
  const same = { bin: 'S', distance: 500, contents: oats('L1') };
  const near = { bin: 'N', distance: 5 };
  const far = { bin: 'N2', distance: 6 };
  const over = { bin: 'O', distance: 1, kind: 'overflow' as const };
  const chosen = (bins: readonly Partial<Bin>[], except: string[] = [], change: Change = {}) =>
    chooseBin(room({ bins, stored: { fixedBin: 'F' }, ...change }), except);

  it('is the fixed one, then one with its lot, then the nearest empty, then overflow', () => {
    const all = [over, far, near, same, fixed];
    expect(chosen(all)).toMatchObject({ bin: 'F', rule: 'FIXED_BIN' });
    expect(chosen(all.slice(0, 4))).toMatchObject({ bin: 'S', rule: 'SAME_LOT' });
    expect(chosen(all.slice(0, 3))).toMatchObject({ bin: 'N', rule: 'NEAREST_EMPTY' });
    expect(chosen([over])).toMatchObject({ bin: 'O', rule: 'OVERFLOW' });
    expect(chosen([])).toBeUndefined();
  });

  it('is the first by name of two that are as near', () => {
    expect(chosen([{ bin: 'Z' }, { bin: 'B' }])).toMatchObject({ bin: 'B' });
  });

  it('is empty only in the zone for items that move like it, and with nothing on its way there', () => {
    expect(chosen([{ ...near, velocity: 'A' }])).toBeUndefined();
    const observed = { bins: [{ ...near, weightLeftGrams: 900_000, volumeLeftMl: 900_000 }] };
    expect(chooseBin(room(observed, {}, new Map([['N', [coming()]]])), [])).toBeUndefined();
    expect(chooseBin(room(observed, {}, new Map([['N', []]])), [])).toMatchObject({ bin: 'N' });
  });

  it('is never one that was refused, a cross-dock lane, or one that does not fit', () => {
    expect(chosen([near, far], ['N'])).toMatchObject({ bin: 'N2' });
    expect(chosen([{ ...near, kind: 'cross-dock' }])).toBeUndefined();
    expect(chosen([{ ...fixed, blocked: true }, over])).toMatchObject({ bin: 'O' });
  });
});

describe('a person', () => {
  it('may overrule room and order, never safety', () => {
    const named = (bin: Partial<Bin>) => namedBin('C-01', room({ bins: [bin] }));
    expect(named({ volumeLeftMl: 0, heightMm: 0, contents: [{ sku: 'RICE', quantity: 1 }] })).toEqual({
      bin: 'C-01',
      zone: 'C',
      rule: 'PERSON',
    });
    expect(named({ temperature: 'frozen' })).toEqual(['TEMPERATURE']);
    expect(named({ blocked: true, weightLeftGrams: 0 })).toEqual(['BLOCKED', 'WEIGHT']);
    expect(namedBin('X', room())).toEqual(['UNKNOWN']);
  });

  it('sends a load to the nearest lane that is safe', () => {
    const lane = (bin: string, distance: number, change: Partial<Bin> = {}): Partial<Bin> => ({
      bin,
      distance,
      kind: 'cross-dock',
      volumeLeftMl: 0,
      ...change,
    });
    const bins = [lane('D-2', 2), lane('D-1', 1, { blocked: true }), { bin: 'N', distance: 0 }];
    expect(crossDockLane(room({ bins }))).toMatchObject({ bin: 'D-2', rule: 'PERSON' });
    expect(crossDockLane(room())).toBeUndefined();
  });
});
