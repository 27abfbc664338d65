import * as z from 'zod/mini';
import { identifier, nonNegativeUnits } from '../../../events/envelope.ts';
import type { InputOf } from '../contract.ts';
import { fakeDocuments } from '../fake-documents.ts';
import { Refusal, type SystemModel } from '../fake-system.ts';
import type { erp, Item, Posting } from './port.ts';
import type { BookedLeg, transferring } from './transfer-port.ts';

export const ReorderPoints = z.array(
  z.object({ site: identifier, sku: identifier, units: nonNegativeUnits }),
);

type Leg = InputOf<typeof erp.postTransferLeg>;
type Transfer = InputOf<typeof erp.createTransfer> & {
  readonly legs: readonly Omit<Leg, 'documentId'>[];
  readonly completed?: InputOf<typeof erp.completeTransfer>['lines'];
};
interface Books {
  readonly nextNumber: () => string;
  readonly items: ReadonlyMap<string, Item>;
  /** Adds lines to the book of a site (1), or takes them out of it (-1). */
  bookLines(
    site: string,
    documentId: string,
    lines: readonly Pick<Posting, 'effectKey' | 'sku' | 'quantity'>[],
    sign: 1 | -1,
  ): void;
}

/** What a leg does to the books of the sending site, of the receiving one, and to what is in transit. */
const signs: Readonly<Record<BookedLeg, Readonly<Record<'from' | 'to' | 'transit', 1 | 0 | -1>>>> = {
  ISSUE: { from: -1, to: 0, transit: 1 },
  RECEIPT: { from: 0, to: 1, transit: -1 },
  RETURN: { from: 1, to: 0, transit: -1 },
  LOSS: { from: 0, to: 0, transit: -1 },
  FOUND: { from: 0, to: 1, transit: 0 },
  CORRECTION: { from: -1, to: 1, transit: 0 },
};

type Operations = Pick<SystemModel<typeof erp, unknown>['operations'], keyof typeof transferring>;

/** The part of an ERP that knows transfers: an order, its legs, and the books of both sites. */
export function transferModel({ nextNumber, items, bookLines }: Books) {
  const transfers = fakeDocuments<Transfer>('transfer', nextNumber);
  const reorderPoints = new Map<string, number>();
  const placeKey = (site: string, sku: string) => JSON.stringify([site, sku]);
  const standing = (documentId: string) => {
    const transfer = transfers.get(documentId);
    if (transfer.takenBack !== undefined)
      throw new Refusal(409, `transfer ${documentId} is cancelled: nothing of it can be booked`);
    return transfer;
  };

  const operations: Operations = {
    lookUpTransferTerms({ from, skus }) {
      const known = skus.flatMap((sku) => items.get(sku) ?? []);
      return {
        items: known.map(({ sku, unitCost, bulk = false }) => ({
          sku,
          unitCost,
          bulk,
          reorderPoint: reorderPoints.get(placeKey(from, sku)) ?? 0,
        })),
      };
    },
    createTransfer(transfer) {
      const unknown = transfer.lines.find(({ sku }) => !items.has(sku));
      if (unknown) throw new Refusal(422, `item ${unknown.sku} of line ${unknown.line} does not exist`);
      return { documentId: transfers.file({ ...transfer, legs: [] }) };
    },
    cancelTransfer({ documentId, reason }) {
      const { legs, completed } = transfers.get(documentId);
      if (completed)
        throw new Refusal(409, `transfer ${documentId} is completed: its goods come back as a transfer`);
      if (legs.length > 0)
        throw new Refusal(409, `goods of transfer ${documentId} have left: they come back on a leg`);
      transfers.takeBack(documentId, reason);
      return { documentId };
    },
    postTransferLeg({ documentId, leg, lines }) {
      const { from, to, legs, completed } = standing(documentId);
      if (completed) throw new Refusal(409, `transfer ${documentId} is completed: it takes no more legs`);
      const after = [...legs, { leg, lines }];
      for (const { line } of lines)
        if (unitsOf(after, line, 'transit') < 0)
          throw new Refusal(
            409,
            `line ${line} of transfer ${documentId} has ${unitsOf(legs, line, 'transit')} units in transit: ${leg} takes more`,
          );
      transfers.change(documentId, { legs: after });
      for (const [place, site] of [['from', from] as const, ['to', to] as const]) {
        const sign = signs[leg][place];
        const effectOf = (one: Leg['lines'][number]) => (place === 'from' ? one.fromEffect : one.toEffect);
        const booked = lines.map((one) => ({
          ...one,
          effectKey: effectOf(one) ?? `${documentId}#${one.line}`,
        }));
        if (sign !== 0) bookLines(site, documentId, booked, sign);
      }
      return { documentId };
    },
    completeTransfer({ documentId, lines: completed }) {
      const { from, to, legs } = standing(documentId);
      transfers.change(documentId, { completed });
      for (const { line, sku, shipped, received, returned } of completed) {
        const rest = (quantity: number) => ({ effectKey: `${documentId}#${line}`, sku, quantity });
        const booked = (site: string, quantity: number) =>
          quantity === 0 ? undefined : bookLines(site, documentId, [rest(quantity)], 1);
        booked(from, returned - shipped - unitsOf(legs, line, 'from'));
        booked(to, received - unitsOf(legs, line, 'to'));
      }
      return { documentId };
    },
  };
  return {
    operations,
    seed(points: z.infer<typeof ReorderPoints>) {
      for (const { site, sku, units } of points) reorderPoints.set(placeKey(site, sku), units);
    },
    state: () => transfers.all(),
  };
}

/** Units the legs of a line left in a place. */
function unitsOf(legs: Transfer['legs'], line: number, place: 'from' | 'to' | 'transit'): number {
  return legs.reduce(
    (sum, { leg, lines }) =>
      sum +
      signs[leg][place] *
        lines.filter((one) => one.line === line).reduce((units, { quantity }) => units + quantity, 0),
    0,
  );
}
