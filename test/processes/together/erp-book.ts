import { unitsBooked } from '../../../lambdas/domain/site-book.ts';
import type { LedgerEntry } from '../../../lambdas/store/ports.ts';
import { PLACES, SKUS } from './retailers.ts';
import type { Warehouses } from './warehouses.ts';

/** At rest the documents of the ERP add up to what our ledger says they should: what lies at each site and was accepted. */

interface Gap {
  /** What the ERP is not told, or is told otherwise, and why. */
  readonly why: string;
  readonly reason: RegExp;
  /** Units of such a movement the ERP knows today. */
  readonly known: (entry: LedgerEntry) => number;
  /** Documents of the ERP about it that are left out here. */
  readonly documents?: RegExp;
}

/** What is known to differ; a process that learns to tell the ERP takes its entry away. */
const GAPS: readonly Gap[] = [
  {
    why: 'the ERP books a transfer whole when it is completed, our books book it leg by leg',
    reason: /^TRANSFER_/,
    known: () => 0,
    documents: /^(TRF|STO)-/,
  },
];

export async function erpDifferences(warehouses: Warehouses): Promise<string[]> {
  const all = PLACES.flatMap((place) => SKUS.map((sku) => ({ place, sku })));
  const differences = await Promise.all(
    all.map(async ({ place, sku }) => {
      const ledger = await warehouses.ledger(place, sku);
      const ours = ledger.reduce((sum, entry) => sum + unitsOf(entry), 0);
      const booked = warehouses.booked(place, sku).filter(({ documentId }) => !isLeftOut(documentId));
      const theirs = booked.reduce((sum, { quantity }) => sum + quantity, 0);
      return ours === theirs
        ? []
        : [`${sku} at ${place.site}: the ERP's documents add up to ${theirs}, our movements to ${ours}`];
    }),
  );
  return differences.flat();
}

function unitsOf(entry: LedgerEntry): number {
  const gap = GAPS.find(({ reason }) => reason.test(entry.reasonCode));
  if (gap) return gap.known(entry);
  return unitsBooked(entry);
}

const isLeftOut = (documentId: string) => GAPS.some(({ documents }) => documents?.test(documentId));
