import { type InventoryAdvice, STOCK_STATUSES, withoutEmpty } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import type { CsvKind } from '../kinds.ts';
import { readGtin, readUom } from './shared.ts';

const HEADER = ['reportId', 'stockAt', 'warehouse'] as const;
const LINE = ['line', 'sku', 'gtin', 'status', 'quantity', 'uom', 'lot', 'expiry', 'place'] as const;
type Field = (typeof HEADER)[number] | (typeof LINE)[number];
const status = kinds.oneOf(...STOCK_STATUSES);

/** What lies in a partner's warehouse: the inventory advice an INVRPT is read into. */
export const stock: CsvKind<InventoryAdvice, Field> = {
  number: 'reportId',
  header: HEADER,
  lines: LINE,
  required: ['reportId', 'sku', 'status', 'quantity'],
  mostLines: 20_000,
  readHeader(raw, context) {
    const read = reader(raw, 'document', context);
    const documentId = read.required('reportId', kinds.id);
    const stockAt = read.optional('stockAt', kinds.moment);
    const warehouse = read.optional('warehouse', kinds.label64);
    if (warehouse !== undefined && /^\d{13}$/.test(warehouse)) read.checkKey('warehouse', 'gln', warehouse);
    const { faults } = read;
    if (!documentId) return { header: undefined, faults };
    const issuedAt = stockAt ?? context.receivedAt;
    const header = {
      type: 'inventory-advice',
      documentId,
      purpose: 'original',
      issuedAt,
      stockAt,
      warehouse,
    } as const;
    return { header: withoutEmpty(header), faults };
  },
  readLine(raw, ordinal, context) {
    const read = reader(raw, 'line', context, ordinal);
    const line = read.optional('line', kinds.wholeNumber(1)) ?? ordinal;
    const sku = read.required('sku', kinds.id);
    const gtin = readGtin(read);
    const known = read.required('status', status);
    const amount = read.required('quantity', kinds.quantityOrNone);
    const uom = readUom(read);
    const lot = read.optional('lot', kinds.label64);
    const expiry = read.optional('expiry', kinds.day);
    const place = read.optional('place', kinds.label64);
    const { faults } = read;
    if (!sku || !known || !amount) return { line: undefined, faults };
    const reported = withoutEmpty({ status: known, quantity: { ...amount, uom }, lot, expiry, place });
    return { line: withoutEmpty({ line, sku, gtin, stock: [reported] }), faults };
  },
};
