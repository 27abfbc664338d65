import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf, PortOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { Refusal } from '../fake-system.ts';
import { BinBook, type counting } from './count-port.ts';
import type { binBook } from './fake-bins.ts';

type Place = Pick<InputOf<typeof counting.lookUpBin>, 'sku' | 'bin' | 'lot'>;
type Adjustment = InputOf<typeof counting.adjustStock> & { readonly site: string };
type AdjustedLine = Adjustment['lines'][number];

/** What the books of places hold in the morning, and what happens there later. */
export const PlaceSeed = z.extend(BinBook, {
  site: identifier,
  sku: identifier,
  bin: z.optional(identifier),
  lot: z.optional(z.string()),
});
type PlaceBook = z.infer<typeof PlaceSeed>;

/** Units of an adjustment that move together. */
export interface Adjusted extends Omit<Place, 'bin'> {
  readonly effectKey: string;
  readonly quantity: number;
  readonly from: 'available' | 'hold' | null;
  readonly to: 'available' | 'hold' | null;
}

/** What counting needs of the warehouse around it. */
interface Warehouse {
  readonly number: (prefix: string) => string;
  /** Available units of an item at a site. */
  available(site: string, sku: string, lot: string | undefined): number;
  /** Moves units; raises a refusal, and moves nothing, when they are not there. */
  move(site: string, lines: readonly Adjusted[]): void;
  /** What lies in bins: the one book of them. */
  readonly bins: ReturnType<typeof binBook>;
}

type Operations = {
  readonly [Name in keyof typeof counting]: (
    input: Parameters<PortOf<typeof counting>[Name]>[0],
    site: string,
  ) => Awaited<ReturnType<PortOf<typeof counting>[Name]>>;
};

/** Places with books, count tasks, holds and adjustments, each taken back at most once. */
export function fakeCounting({ number, available, move, bins }: Warehouse) {
  /** What happened at places, and what the morning's book of a place without a bin says. */
  const notes = new Map<string, PlaceBook>();
  const tasks = fakeDocuments<InputOf<typeof counting.createCountTask> & { site: string }>('count task', () =>
    number('CTK'),
  );
  const holds = fakeDocuments<InputOf<typeof counting.freezeStock> & { site: string }>('hold', () =>
    number('HLD'),
  );
  const adjustments = fakeDocuments<Adjustment>('adjustment', () => number('ADJ'));
  const keyOf = (site: string, { sku, bin, lot }: Place) =>
    JSON.stringify([site, sku, bin ?? null, lot ?? null]);
  const missingAt = (site: string, place: Place) =>
    bins.missing(site, place).reduce((sum, { quantity }) => sum + quantity, 0);

  const post = (site: string, lines: readonly AdjustedLine[], sign: 1 | -1) => {
    for (const line of lines) {
      const bin = bins.find(site, line);
      if (bin && bin.quantity + sign * line.quantity < 0)
        throw new Refusal(
          409,
          `${line.bin} holds ${bin.quantity} of ${line.sku}: ${-sign * line.quantity} cannot leave it`,
        );
      const missing = missingAt(site, line);
      if (sign === 1 && (line.located ?? 0) > missing)
        throw new Refusal(409, `${missing} of ${line.sku} are missing: ${line.located} cannot be located`);
    }
    move(
      site,
      lines.flatMap((line) => movementsOf(line, sign)),
    );
    for (const line of lines) {
      bins.change(site, { ...line, quantity: sign * line.quantity });
      locate(site, line, sign);
    }
  };
  /** Located units are missing no longer, in one bin after the other. */
  const locate = (site: string, { located = 0, ...line }: AdjustedLine, sign: 1 | -1) => {
    let left = located;
    for (const place of sign === 1
      ? bins.missing(site, line)
      : [{ ...line, bin: line.bin ?? '', quantity: left }]) {
      const quantity = Math.min(left, place.quantity);
      left -= quantity;
      if (quantity > 0) bins.miss(site, { ...place, quantity: -sign * quantity });
    }
  };

  const operations: Operations = {
    lookUpBin({ since, ...place }, site) {
      const quantity =
        place.bin === undefined
          ? available(site, place.sku, place.lot)
          : bins.get(site, { ...place, bin: place.bin }).quantity;
      const {
        movements = [],
        pending = [],
        neighbors = [],
        elsewhere = [],
      } = notes.get(keyOf(site, place)) ?? {};
      const recent = movements.filter(
        ({ at }, index) => since === undefined || at >= since || index >= movements.length - 5,
      );
      const missing = missingAt(site, place);
      return {
        quantity,
        ...(missing > 0 ? { missing } : {}),
        movements: recent,
        pending,
        neighbors,
        elsewhere,
      };
    },
    createCountTask: (task, site) => ({ countTaskId: tasks.file({ ...task, site }) }),
    cancelCountTask({ countTaskId, reason }) {
      tasks.takeBack(countTaskId, reason);
      return { countTaskId };
    },
    freezeStock: (hold, site) => ({ holdId: holds.file({ ...hold, site }) }),
    unfreezeStock({ holdId, reason }) {
      holds.takeBack(holdId, reason);
      return { holdId };
    },
    adjustStock(adjustment, site) {
      post(site, adjustment.lines, 1);
      return { documentId: adjustments.file({ ...adjustment, site }) };
    },
    revertAdjustment({ documentId, reason }) {
      const { site, lines, takenBack } = adjustments.get(documentId);
      if (takenBack === undefined) post(site, lines, -1);
      adjustments.takeBack(documentId, reason);
      return { documentId };
    },
  };
  return {
    operations,
    seed: (places: readonly PlaceBook[]) => {
      for (const place of places) {
        notes.set(keyOf(place.site, place), place);
        const { site, sku, bin, lot, quantity } = place;
        if (bin !== undefined)
          bins.seed([{ site, sku, bin, ...(lot === undefined ? {} : { lot }), quantity }]);
      }
    },
    state: () => ({
      places: [...notes.values()].map((place) => ({
        ...place,
        quantity: bins.find(place.site, place)?.quantity ?? place.quantity,
      })),
      countTasks: tasks.all(),
      holds: holds.all(),
      adjustments: adjustments.all(),
    }),
  };
}

/** Units up come from where they were missing as far as they were located, and from nowhere else; units down are gone. */
function movementsOf({ effectKey, sku, lot, quantity, located = 0 }: AdjustedLine, sign: 1 | -1): Adjusted[] {
  const parts: Adjusted[] = [
    { effectKey, sku, lot, quantity: located, from: 'hold', to: 'available' },
    {
      effectKey,
      sku,
      lot,
      quantity: Math.abs(quantity) - located,
      from: quantity < 0 ? 'available' : null,
      to: quantity > 0 ? 'available' : null,
    },
  ];
  return parts
    .filter((part) => part.quantity > 0)
    .map((part) => (sign === 1 ? part : { ...part, from: part.to, to: part.from }));
}
