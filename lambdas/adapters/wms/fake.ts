import * as z from 'zod/mini';
import { calendarDate, identifier } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { BinSeed, type BinUnits, binBook } from './fake-bins.ts';
import { fakeCounting, PlaceSeed } from './fake-count.ts';
import { putawayModel, putawaySeed } from './fake-putaway.ts';
import { StockRow, wms } from './port.ts';

type ChangeLine = InputOf<typeof wms.changeStockStatus>['lines'][number];
type PickLine = InputOf<typeof wms.createPickTask>['lines'][number];

const WmsSeed = z.object({
  stock: z.optional(z.array(z.extend(StockRow, { site: identifier }))),
  places: z.optional(z.array(PlaceSeed)),
  binStock: z.optional(z.array(BinSeed)),
  /** What the floor reads off lots that are still to come. */
  lots: z.optional(z.array(z.object({ sku: identifier, lot: z.string(), expiry: calendarDate }))),
  /** Pick tasks the floor has done: their goods leave the building. */
  picked: z.optional(z.array(identifier)),
  ...putawaySeed,
});
type WmsSeed = z.infer<typeof WmsSeed>;

interface StatusChange {
  readonly documentId: string;
  readonly site: string;
  readonly reference: string;
  readonly lines: readonly ChangeLine[];
  readonly revertedBy?: string;
}

interface Lot {
  readonly sku: string;
  readonly lot?: string | undefined;
}
type HeldStock = Omit<StockRow, 'expiry'> & { readonly site: string };

interface PickTask {
  readonly pickTaskId: string;
  readonly site: string;
  readonly reference: string;
  readonly lines: readonly PickLine[];
  /** The stock it is going to take, lot by lot. */
  readonly picks: readonly BinUnits[];
  readonly state: 'open' | 'picked' | 'cancelled';
}

/** A WMS: stock per site, item, lot and status, and pick tasks. A change or task takes all of its lines or none. */
export function wmsFake(): FakeSystem {
  return fakeSystem(wms, WmsSeed, wmsModel());
}

function wmsModel(): SystemModel<typeof wms, WmsSeed> {
  const number = numbering();
  let stock: ReadonlyMap<string, HeldStock> = new Map();
  const changes = new Map<string, StatusChange>();
  const tasks = new Map<string, PickTask>();
  const advices = fakeDocuments<InputOf<typeof wms.announceTransfer> & { readonly site: string }>(
    'transfer advice',
    () => number('TRA'),
  );
  const expiries = new Map<string, string>();
  const putaway = putawayModel(() => number('PUT'));
  /** Goods without a date go last. */
  const expiryOf = (lot: Lot) => expiries.get(lotKey(lot)) ?? '9999-12-31';

  /** Applies all lines to a copy, so that a line that cannot move leaves nothing behind. */
  const move = (site: string, lines: readonly ChangeLine[]) => {
    const after = new Map(stock);
    const add = ({ sku, lot }: ChangeLine, status: StockRow['status'], delta: number) => {
      const key = stockKey({ site, sku, lot, status });
      const held = after.get(key)?.quantity ?? 0;
      if (held + delta < 0)
        throw new Refusal(
          409,
          `${site} holds ${held} of ${sku}${lot ? ` lot ${lot}` : ''} in ${status}: ${-delta} cannot leave it`,
        );
      after.set(key, { site, sku, ...(lot ? { lot } : {}), status, quantity: held + delta });
    };
    for (const line of lines) {
      if (line.from) add(line, line.from, -line.quantity);
      if (line.to) add(line, line.to, line.quantity);
    }
    stock = after;
  };

  const shown = ({ site: _, ...row }: HeldStock): StockRow => {
    const expiry = expiries.get(lotKey(row));
    return { ...row, ...(expiry === undefined ? {} : { expiry }) };
  };
  const openPicks = (site: string) =>
    [...tasks.values()]
      .filter((task) => task.site === site && task.state === 'open')
      .flatMap(({ picks }) => picks);
  const bins = binBook(openPicks);
  /** Finds stock that no open task is going to pick, the lot that expires first; raises a refusal when it is not enough. */
  const findPicks = (site: string, lines: readonly PickLine[]): BinUnits[] => {
    const taken = openPicks(site);
    const found: BinUnits[] = [];
    for (const { sku, lot, bin, quantity } of [
      ...lines.filter(({ lot }) => lot !== undefined),
      ...lines.filter(({ lot }) => lot === undefined),
    ]) {
      const rows = [...stock.values()]
        .filter((row) => row.site === site && row.status === 'available' && row.sku === sku)
        .filter((row) => lot === undefined || row.lot === lot)
        .sort((one, other) => expiryOf(one).localeCompare(expiryOf(other)));
      let missing = quantity;
      for (const row of rows) {
        const meant = [...taken, ...found].filter((pick) => lotKey(pick) === lotKey(row));
        const free = row.quantity - meant.reduce((sum, pick) => sum + pick.quantity, 0);
        const units = Math.min(missing, Math.max(0, free));
        missing -= units;
        if (units > 0)
          found.push({ sku, bin, ...(row.lot === undefined ? {} : { lot: row.lot }), quantity: units });
      }
      if (missing > 0)
        throw new Refusal(
          409,
          `${site} has ${quantity - missing} of ${sku}${lot ? ` lot ${lot}` : ''} left to pick: ${quantity} were asked for`,
        );
    }
    return found;
  };
  const taskOf = (pickTaskId: string) => {
    const task = tasks.get(pickTaskId);
    if (!task) throw new Refusal(404, `pick task ${pickTaskId} does not exist`);
    return task;
  };

  const counting = fakeCounting({
    number,
    available: (site, sku, lot) =>
      [...stock.values()]
        .filter((row) => row.site === site && row.status === 'available' && row.sku === sku)
        .filter((row) => lot === undefined || row.lot === lot)
        .reduce((sum, { quantity }) => sum + quantity, 0),
    move,
    bins,
  });
  /** An open task goes on without units that are not there; answers what it is not going to take. */
  const shorten = (task: PickTask, sku: string, missing: number): BinUnits[] => {
    let left = missing;
    const cut = task.picks.map((pick) => {
      const quantity = pick.sku === sku ? Math.min(left, pick.quantity) : 0;
      left -= quantity;
      return { ...pick, quantity };
    });
    const picks = task.picks.map((pick, index) => ({
      ...pick,
      quantity: pick.quantity - (cut[index]?.quantity ?? 0),
    }));
    tasks.set(task.pickTaskId, { ...task, picks: picks.filter(({ quantity }) => quantity > 0) });
    return cut;
  };
  const fileChange = (site: string, reference: string, lines: readonly ChangeLine[], prefix: string) => {
    move(site, lines);
    const documentId = number(prefix);
    changes.set(documentId, { documentId, site, reference, lines });
    return documentId;
  };

  return {
    operations: {
      ...counting.operations,
      lookUpStock: ({ skus }, site) => ({
        stock: [...stock.values()].filter((row) => row.site === site && skus.includes(row.sku)).map(shown),
      }),
      lookUpPickPlaces: ({ skus }, site) => ({
        places: bins.places(site, skus).map((place) => {
          const expiry = expiries.get(lotKey(place));
          return { ...place, ...(expiry === undefined ? {} : { expiry }) };
        }),
      }),
      setBinQuantity({ bin, sku, lot, counted, pickTaskId, reference }, site) {
        const place = bins.get(site, { bin, sku, lot });
        const missing = Math.max(0, place.quantity - counted);
        const line = {
          effectKey: reference,
          sku,
          lot,
          quantity: missing,
          from: 'available',
          to: 'hold',
        } as const;
        const documentId = fileChange(site, reference, missing > 0 ? [line] : [], 'BIN');
        bins.change(site, { bin, sku, lot, quantity: -missing });
        bins.miss(site, { bin, sku, lot, quantity: missing });
        if (pickTaskId !== undefined) shorten(taskOf(pickTaskId), sku, missing);
        return { documentId, missing };
      },
      holdPicked({ pickTaskId, sku, lot, quantity, reason }, site) {
        const task = taskOf(pickTaskId);
        // What was picked has left the stock; what is still to be picked has not.
        const from = task.state === 'picked' ? null : 'available';
        const line = { effectKey: pickTaskId, sku, lot, quantity, from, to: 'hold' } as const;
        const documentId = fileChange(site, reason, [line], 'HLD');
        if (task.state === 'open')
          for (const pick of shorten(task, sku, quantity))
            bins.change(site, { ...pick, quantity: -pick.quantity });
        return { documentId };
      },
      changeStockStatus({ reference, lines }, site) {
        const documentId = fileChange(site, reference, lines, 'STC');
        putaway.posted(site, lines);
        return { documentId };
      },
      revertStockStatus({ documentId }) {
        const change = changes.get(documentId);
        if (!change) throw new Refusal(404, `stock status change ${documentId} does not exist`);
        if (change.revertedBy) return { documentId: change.revertedBy };
        move(
          change.site,
          change.lines.toReversed().map((line) => ({ ...line, from: line.to, to: line.from })),
        );
        const revertedBy = number('STC');
        changes.set(documentId, { ...change, revertedBy });
        return { documentId: revertedBy };
      },
      createPickTask({ reference, lines }, site) {
        bins.requirePickable(site, lines);
        const picks = findPicks(site, lines);
        const pickTaskId = number('PCK');
        tasks.set(pickTaskId, { pickTaskId, site, reference, lines, picks, state: 'open' });
        return { pickTaskId };
      },
      cancelPickTask({ pickTaskId }) {
        const task = taskOf(pickTaskId);
        if (task.state === 'picked')
          throw new Refusal(409, `pick task ${pickTaskId} is picked: its goods go back as a return`);
        tasks.set(pickTaskId, { ...task, state: 'cancelled' });
        return { pickTaskId };
      },
      ...putaway.operations,
      announceTransfer: (advice, site) => ({ adviceId: advices.file({ ...advice, site }) }),
      withdrawTransferAdvice({ adviceId, reason }) {
        advices.takeBack(adviceId, reason);
        return { adviceId };
      },
    },
    seed(data) {
      counting.seed(data.places ?? []);
      putaway.seed(data);
      const after = new Map(stock);
      for (const { expiry, ...row } of data.stock ?? []) {
        after.set(stockKey(row), row);
        if (expiry !== undefined) expiries.set(lotKey(row), expiry);
      }
      stock = after;
      bins.seed(data.binStock ?? []);
      for (const { expiry, ...lot } of data.lots ?? []) expiries.set(lotKey(lot), expiry);
      for (const pickTaskId of data.picked ?? []) {
        const task = taskOf(pickTaskId);
        if (task.state !== 'open')
          throw new Refusal(409, `pick task ${pickTaskId} is ${task.state}: nothing is left to pick`);
        for (const pick of task.picks) bins.change(task.site, { ...pick, quantity: -pick.quantity });
        move(
          task.site,
          task.picks.map(({ bin: _, ...pick }) => ({
            ...pick,
            effectKey: pickTaskId,
            from: 'available',
            to: null,
          })),
        );
        tasks.set(pickTaskId, { ...task, state: 'picked' });
      }
    },
    state: () => ({
      stock: [...stock.values()].map((row) => ({ site: row.site, ...shown(row) })),
      binStock: bins.all(),
      changes: [...changes.values()],
      pickTasks: [...tasks.values()],
      ...counting.state(),
      ...putaway.state(),
      transferAdvices: advices.all(),
    }),
  };
}

function lotKey({ sku, lot }: Lot): string {
  return JSON.stringify([sku, lot ?? null]);
}

function stockKey({ site, sku, lot, status }: Omit<HeldStock, 'quantity'>): string {
  return JSON.stringify([site, sku, lot ?? null, status]);
}
