import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import type { InputOf, PortOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { Refusal } from '../fake-system.ts';
import { BinBook, type counting } from './count-port.ts';

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

/** What counting needs of the warehouse around it. */
interface Warehouse {
  readonly number: (prefix: string) => string;
  /** Available units of an item at a site. */
  available(site: string, sku: string, lot: string | undefined): number;
  /** Takes available units in or out; raises a refusal, and moves nothing, when they are not there. */
  adjust(site: string, lines: readonly AdjustedLine[]): void;
}

type Operations = {
  readonly [Name in keyof typeof counting]: (
    input: Parameters<PortOf<typeof counting>[Name]>[0],
    site: string,
  ) => Awaited<ReturnType<PortOf<typeof counting>[Name]>>;
};

/** Places with books, count tasks, holds and adjustments, each taken back at most once. */
export function fakeCounting({ number, available, adjust }: Warehouse) {
  const books = new Map<string, PlaceBook>();
  const tasks = fakeDocuments<InputOf<typeof counting.createCountTask> & { site: string }>('count task', () =>
    number('CTK'),
  );
  const holds = fakeDocuments<InputOf<typeof counting.freezeStock> & { site: string }>('hold', () =>
    number('HLD'),
  );
  const adjustments = fakeDocuments<Adjustment>('adjustment', () => number('ADJ'));
  const keyOf = (site: string, { sku, bin, lot }: Place) =>
    JSON.stringify([site, sku, bin ?? null, lot ?? null]);

  const post = (site: string, lines: readonly AdjustedLine[]) => {
    for (const line of lines) {
      const book = books.get(keyOf(site, line));
      if (book && book.quantity + line.quantity < 0)
        throw new Refusal(
          409,
          `${line.bin ?? site} holds ${book.quantity} of ${line.sku}: ${-line.quantity} cannot leave it`,
        );
    }
    adjust(site, lines);
    for (const line of lines) {
      const book = books.get(keyOf(site, line));
      if (book) books.set(keyOf(site, line), { ...book, quantity: book.quantity + line.quantity });
    }
  };

  const operations: Operations = {
    lookUpBin({ since, ...place }, site) {
      const book = books.get(keyOf(site, place));
      if (!book && place.bin !== undefined)
        throw new Refusal(404, `bin ${place.bin} of ${site} holds no ${place.sku}`);
      const { quantity, movements, pending, neighbors, elsewhere } = book ?? {
        quantity: available(site, place.sku, place.lot),
        movements: [],
        pending: [],
        neighbors: [],
        elsewhere: [],
      };
      const recent = movements.filter(
        ({ at }, index) => since === undefined || at >= since || index >= movements.length - 5,
      );
      return { quantity, movements: recent, pending, neighbors, elsewhere };
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
      post(site, adjustment.lines);
      return { documentId: adjustments.file({ ...adjustment, site }) };
    },
    revertAdjustment({ documentId, reason }) {
      const { site, lines, takenBack } = adjustments.get(documentId);
      if (takenBack === undefined)
        post(
          site,
          lines.map((line) => ({ ...line, quantity: -line.quantity })),
        );
      adjustments.takeBack(documentId, reason);
      return { documentId };
    },
  };
  return {
    operations,
    seed: (places: readonly PlaceBook[]) => {
      for (const place of places) books.set(keyOf(place.site, place), place);
    },
    state: () => ({
      places: [...books.values()],
      countTasks: tasks.all(),
      holds: holds.all(),
      adjustments: adjustments.all(),
    }),
  };
}
