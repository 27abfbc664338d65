import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { Refusal, type SystemModel } from '../fake-system.ts';
import { Bin, Load, StoredItem, type wms } from './port.ts';

const atSite = { site: identifier };
const KeptLoad = z.extend(Load, {
  ...atSite,
  /** The posting that brought it, for a license plate. */
  postedAs: z.optional(z.string()),
  bin: z.optional(identifier),
});
type KeptLoad = z.infer<typeof KeptLoad>;

export const putawaySeed = {
  loads: z.optional(z.array(KeptLoad)),
  storedItems: z.optional(z.array(z.extend(StoredItem, atSite))),
  bins: z.optional(z.array(z.extend(Bin, atSite))),
  staging: z.optional(
    z.array(z.object({ ...atSite, used: z.int().check(z.nonnegative()), capacity: z.int() })),
  ),
  /** Loads the floor has brought into a bin. */
  stored: z.optional(z.array(z.object({ ...atSite, loadId: z.string(), bin: identifier }))),
};
const PutawaySeed = z.object(putawaySeed);

interface PutawayTask {
  readonly site: string;
  readonly reference: string;
  readonly loadId: string;
  readonly bin: string;
  readonly rank: string;
  readonly state: 'open' | 'done' | 'cancelled';
}

const BINS = 200;
/** What a warehouse without bins does not keep of a load. */
const UNMEASURED = {
  weightGrams: 0,
  volumeMl: 0,
  heightMm: 0,
  fromBin: 'FLOOR',
  stagedAt: '1970-01-01T00:00:00Z',
} as const;
type Operations = SystemModel<typeof wms, unknown>['operations'];

/** The part of a WMS that knows loads, bins and putaway tasks. */
export function putawayModel(nextNumber: () => string) {
  const loads = new Map<string, KeptLoad>();
  const items = new Map<string, z.infer<typeof StoredItem>>();
  const bins = new Map<string, z.infer<typeof Bin> & { readonly site: string }>();
  const staging = new Map<string, { readonly used: number; readonly capacity: number }>();
  const tasks = fakeDocuments<PutawayTask>('putaway task', nextNumber);
  const at = (site: string, id: string) => JSON.stringify([site, id]);
  const openTask = (putawayTaskId: string) => {
    const task = tasks.get(putawayTaskId);
    if (task.state === 'done')
      throw new Refusal(409, `putaway task ${putawayTaskId} is done: its load is in ${task.bin}`);
    return task;
  };

  /** The load is in the bin: what was there is more, and its task is done, whichever bin it named. */
  const store = (site: string, loadId: string, name: string) => {
    const load = loads.get(at(site, loadId));
    const bin = bins.get(at(site, name));
    if (!load) throw new Refusal(404, `load ${loadId} does not exist at ${site}`);
    if (!bin) throw new Refusal(404, `bin ${name} does not exist at ${site}`);
    if (load.state === 'stored') return;
    const { sku, lot, quantity, weightGrams, volumeMl } = load;
    loads.set(at(site, loadId), { ...load, state: 'stored', bin: name });
    bins.set(at(site, name), {
      ...bin,
      weightLeftGrams: Math.max(0, bin.weightLeftGrams - weightGrams),
      volumeLeftMl: Math.max(0, bin.volumeLeftMl - volumeMl),
      contents: [...bin.contents, { sku, quantity, ...(lot === undefined ? {} : { lot }) }],
    });
    for (const task of tasks.all())
      if (task.state === 'open' && task.loadId === loadId) tasks.change(task.id, { state: 'done' });
  };

  const operations: Pick<
    Operations,
    'lookUpLoad' | 'lookUpBins' | 'createPutawayTask' | 'rankPutawayTask' | 'cancelPutawayTask'
  > = {
    lookUpLoad({ loadId }, site) {
      const kept = loads.get(at(site, loadId));
      const lpns = [...loads.values()]
        .filter((load) => load.site === site && load.postedAs === loadId)
        .map((load) => load.loadId);
      if (!kept) return { lpns };
      const { site: _, postedAs: __, bin: ___, ...load } = kept;
      return { load, lpns };
    },
    lookUpBins({ sku, named }, site) {
      const item = items.get(at(site, sku)) ?? { sku, serialControlled: false };
      const wanted = [item.fixedBin, ...named];
      const near = [...bins.values()]
        .filter((bin) => bin.site === site && !wanted.includes(bin.bin))
        .sort((one, other) => one.distance - other.distance || (one.bin < other.bin ? -1 : 1));
      const asked = wanted.flatMap((bin) => (bin === undefined ? [] : (bins.get(at(site, bin)) ?? [])));
      return {
        item,
        staging: staging.get(site) ?? { used: 0, capacity: 0 },
        bins: [...new Set([...asked, ...near.slice(0, BINS)])].map(({ site: _, ...bin }) => bin),
      };
    },
    createPutawayTask({ reference, loadId, bin, rank }, site) {
      const load = loads.get(at(site, loadId));
      if (!load) throw new Refusal(404, `load ${loadId} does not exist at ${site}`);
      if (load.state === 'stored') throw new Refusal(409, `load ${loadId} is stored in ${load.bin}`);
      const place = bins.get(at(site, bin));
      if (!place) throw new Refusal(404, `bin ${bin} does not exist at ${site}`);
      if (place.blocked) throw new Refusal(409, `bin ${bin} is blocked`);
      const open = tasks.all().find((task) => task.state === 'open' && task.loadId === loadId);
      if (open) throw new Refusal(409, `load ${loadId} has the open task ${open.id}: cancel it first`);
      return { putawayTaskId: tasks.file({ site, reference, loadId, bin, rank, state: 'open' }) };
    },
    rankPutawayTask({ putawayTaskId, rank }) {
      if (openTask(putawayTaskId).state === 'open') tasks.change(putawayTaskId, { rank });
      return { putawayTaskId };
    },
    cancelPutawayTask({ putawayTaskId }) {
      openTask(putawayTaskId);
      tasks.change(putawayTaskId, { state: 'cancelled' });
      return { putawayTaskId };
    },
  };

  return {
    operations,
    /** Where no bins are managed, goods that went on sale are in their place at once. */
    posted(site: string, lines: InputOf<typeof wms.changeStockStatus>['lines']) {
      if ([...bins.values()].some((bin) => bin.site === site)) return;
      for (const { effectKey, sku, lot, quantity, to } of lines)
        if (to === 'available')
          loads.set(at(site, effectKey), {
            ...{ site, loadId: effectKey, sku, quantity, state: 'stored', ...UNMEASURED },
            ...(lot === undefined ? {} : { lot }),
          });
    },
    seed(data: z.infer<typeof PutawaySeed>) {
      for (const load of data.loads ?? []) loads.set(at(load.site, load.loadId), load);
      for (const { site, ...item } of data.storedItems ?? []) items.set(at(site, item.sku), item);
      for (const bin of data.bins ?? []) bins.set(at(bin.site, bin.bin), bin);
      for (const { site, ...fill } of data.staging ?? []) staging.set(site, fill);
      for (const { site, loadId, bin } of data.stored ?? []) store(site, loadId, bin);
    },
    state: () => ({ loads: [...loads.values()], bins: [...bins.values()], putawayTasks: tasks.all() }),
  };
}
