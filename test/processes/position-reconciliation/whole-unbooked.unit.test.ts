import { describe, expect, it } from 'vitest';
import { InventoryDriftDetected } from '../../../events/inventory.ts';
import type { Movement } from '../../../lambdas/store/ports.ts';
import { Site } from './site.ts';

/** Goods that lie here and that nobody has accepted yet: in our ledger and the WMS, and in no book. */

/** A hundred units are ours; a delivery brought more, which wait. */
async function withExcess(more: readonly Omit<Movement, 'sku'>[], wms: Readonly<Record<string, number>>) {
  const site = await Site.open();
  await site.hold('OATS', 100, { abcClass: 'A' });
  const movements = more.map((movement) => ({ sku: 'OATS', ...movement }));
  await site.move(movements);
  for (const [status, quantity] of Object.entries(wms)) site.stock('OATS', quantity, status);
  return site;
}

const excess = { effectKey: 'excess', quantity: 7, from: null, to: 'hold', booked: 0 } as const;

describe('units nobody has accepted', () => {
  it.each(['hold', 'quarantine', 'damaged'] as const)('are no drift while they lie in %s', async (to) => {
    const site = await withExcess([{ ...excess, to }], { available: 100, [to]: 7 });
    const id = await site.ask();
    expect(await site.row(id)).toMatchObject({ state: 'CLOSED', outcome: 'agreed' });
    expect(await site.cases()).toEqual([]);
  });

  it('are due in the book once they are accepted: a document that is missing then is one of that effect', async () => {
    const accepted = { ...excess, effectKey: 'accepted', from: 'hold', to: 'available', booked: 7 } as const;
    const site = await withExcess([excess, accepted], { available: 107 });
    site.show('OATS', 107);
    await site.ask();
    expect(site.published(InventoryDriftDetected)).toEqual([
      expect.objectContaining({ class: 'MISSING_POSTING', position: 107, book: 100, evidence: ['accepted'] }),
    ]);
    site.bookUnits('OATS', 7, 'accepted');
    expect(await site.row(await site.ask())).toMatchObject({ outcome: 'agreed' });
  });

  it('leave no trace in the book when they are sent back', async () => {
    const returned = { ...excess, effectKey: 'returned', from: 'hold', to: null } as const;
    const site = await withExcess([excess, returned], { available: 100 });
    expect(await site.row(await site.ask())).toMatchObject({ outcome: 'agreed' });
  });

  it('that somebody booked all the same are a document too many, although the sums agree', async () => {
    const site = await withExcess([excess], { available: 100, hold: 7 });
    site.bookUnits('OATS', 7, 'by-hand');
    await site.ask();
    expect(site.published(InventoryDriftDetected)).toEqual([
      expect.objectContaining({
        class: 'EXTRA_POSTING',
        position: 107,
        physical: 107,
        book: 107,
        unbooked: 7,
        evidence: ['GR-by-hand'],
      }),
    ]);
    expect((await site.cases()).map(({ summary }) => summary)).toEqual([
      expect.stringContaining('our events say 107 (7 of them in no book), the WMS 107, the ERP 107 units'),
    ]);
  });

  it('do not hide units of the book that are missing', async () => {
    const site = await withExcess([excess], { available: 100, hold: 7 });
    site.bookUnits('OATS', -1, 'in-OATS');
    await site.ask();
    expect(site.published(InventoryDriftDetected)).toMatchObject([{ position: 107, book: 99, unbooked: 7 }]);
  });
});
