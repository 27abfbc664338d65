import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import { type FakeSystem, fakeSystem, numbering, Refusal, type SystemModel } from '../fake-system.ts';
import { wms } from './port.ts';

type Stock = z.infer<typeof wms.lookUpStock.output>['stock'][number];
type ChangeLine = z.infer<typeof wms.changeStockStatus.input>['lines'][number];

const WmsSeed = z.object({
  stock: z.array(
    z.object({
      site: identifier,
      sku: identifier,
      lot: z.optional(z.string()),
      status: z.enum(['available', 'hold', 'quarantine', 'damaged']),
      quantity: z.int().check(z.nonnegative()),
    }),
  ),
});
type WmsSeed = z.infer<typeof WmsSeed>;

interface StatusChange {
  readonly documentId: string;
  readonly site: string;
  readonly reference: string;
  readonly lines: readonly ChangeLine[];
  readonly revertedBy?: string;
}

/** A WMS: stock per site, item, lot and status; a change moves all of its lines or none. */
export function wmsFake(): FakeSystem {
  return fakeSystem(wms, WmsSeed, wmsModel());
}

function wmsModel(): SystemModel<typeof wms, WmsSeed> {
  const number = numbering();
  let stock: ReadonlyMap<string, Stock & { readonly site: string }> = new Map();
  const changes = new Map<string, StatusChange>();

  /** Applies all lines to a copy, so that a line that cannot move leaves nothing behind. */
  const move = (site: string, lines: readonly ChangeLine[]) => {
    const after = new Map(stock);
    const add = ({ sku, lot }: ChangeLine, status: Stock['status'], delta: number) => {
      const key = JSON.stringify([site, sku, lot ?? null, status]);
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

  return {
    operations: {
      lookUpStock: ({ skus }, site) => ({
        stock: [...stock.values()]
          .filter((row) => row.site === site && skus.includes(row.sku))
          .map(({ site: _, ...row }) => row),
      }),
      changeStockStatus({ reference, lines }, site) {
        move(site, lines);
        const documentId = number('STC');
        changes.set(documentId, { documentId, site, reference, lines });
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
    },
    seed(data) {
      const after = new Map(stock);
      for (const row of data.stock)
        after.set(JSON.stringify([row.site, row.sku, row.lot ?? null, row.status]), row);
      stock = after;
    },
    state: () => ({ stock: [...stock.values()], changes: [...changes.values()] }),
  };
}
