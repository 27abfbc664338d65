import * as z from 'zod/mini';
import { identifier } from '../../../events/envelope.ts';
import { Listing } from '../../adapters/ecommerce/port.ts';
import { Item, Posting } from '../../adapters/erp/port.ts';
import { StockRow } from '../../adapters/wms/port.ts';
import type { Answers } from './contract.ts';

/** What the systems are asked about a chunk, in this order; documents only of items whose book differs. */
export const LookupKind = z.enum(['stock', 'book', 'items', 'listings', 'documents']);
export type LookupKind = z.infer<typeof LookupKind>;

type BySku = Readonly<Record<string, Answers>>;

const readers: Readonly<Record<LookupKind, (answer: unknown) => Map<string, Answers>>> = {
  stock: (answer) =>
    bySku(z.object({ stock: z.array(StockRow) }).parse(answer).stock, (rows) => ({
      physical: sum(rows),
      onSale: sum(rows.filter(({ status }) => status === 'available')),
    })),
  book: (answer) =>
    bySku(Book.parse(answer).book, (rows) => ({
      book: sum(rows),
    })),
  items: (answer) =>
    bySku(z.object({ items: z.array(Item) }).parse(answer).items, ([item]) => ({
      ...(item && { abcClass: item.abcClass, scale: item.scale }),
    })),
  listings: (answer) => {
    const { listings } = z.object({ listings: z.array(Listing) }).parse(answer);
    return bySku(
      listings.filter(({ listed }) => listed),
      ([listing]) => ({ ...(listing && { published: listing.published }) }),
    );
  },
  documents: (answer) =>
    bySku(z.object({ postings: z.array(Posting) }).parse(answer).postings, (rows) => ({
      documents: rows.map(({ documentId, effectKey, quantity }) => ({
        documentId,
        effectKey,
        units: quantity,
      })),
    })),
};

const Book = z.object({ book: z.array(z.object({ sku: identifier, quantity: z.int() })) });

/** What is known with one more answer. */
export function withAnswer(known: BySku, kind: LookupKind, answer: unknown): BySku {
  const merged: Record<string, Answers> = { ...known };
  for (const [sku, told] of readers[kind](answer)) merged[sku] = { ...merged[sku], ...told };
  return merged;
}

function bySku<Row extends { readonly sku: string }>(
  rows: readonly Row[],
  read: (ofSku: readonly Row[]) => Answers,
): Map<string, Answers> {
  return new Map([...Map.groupBy(rows, ({ sku }) => sku)].map(([sku, ofSku]) => [sku, read(ofSku)]));
}

function sum(rows: readonly { readonly quantity: number }[]): number {
  return rows.reduce((total, { quantity }) => total + quantity, 0);
}
