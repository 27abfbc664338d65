import { type ReceivingAdvice, withoutEmpty } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import type { CsvKind } from '../kinds.ts';
import { pieces, readGtin, readSite, readSscc, readUom } from './shared.ts';

const HEADER = ['receiptId', 'shipTo', 'receivedAt', 'asnId', 'supplierId'] as const;
const LINE = [
  'line',
  'poId',
  'poLine',
  'sku',
  'gtin',
  'good',
  'damaged',
  'uom',
  'sscc',
  'lot',
  'expiry',
] as const;
type Field = (typeof HEADER)[number] | (typeof LINE)[number];

/** What a warehouse received: the receiving advice a RECADV is read into. */
export const receipts: CsvKind<ReceivingAdvice, Field> = {
  number: 'receiptId',
  header: HEADER,
  lines: LINE,
  required: ['receiptId', 'shipTo', 'receivedAt', 'sku', 'good'],
  mostLines: 20_000,
  readHeader(raw, context) {
    const read = reader(raw, 'document', context);
    const documentId = read.required('receiptId', kinds.id);
    const shipTo = readSite(read, raw, 'shipTo', context);
    const receivedAt = read.required('receivedAt', kinds.moment);
    const asnId = read.optional('asnId', kinds.id);
    const supplier = read.optional('supplierId', kinds.id);
    const { faults } = read;
    if (!documentId || !shipTo || !receivedAt) return { header: undefined, faults };
    const header = {
      type: 'receiving-advice',
      documentId,
      purpose: 'original',
      issuedAt: receivedAt,
      shipTo,
      receivedAt,
      asnId,
      supplier,
    } as const;
    return { header: withoutEmpty(header), faults };
  },
  readLine(raw, ordinal, context) {
    const read = reader(raw, 'line', context, ordinal);
    const line = read.optional('line', kinds.wholeNumber(1)) ?? ordinal;
    const poId = read.optional('poId', kinds.id);
    const poLine = read.optional('poLine', kinds.wholeNumber(1));
    const sku = read.required('sku', kinds.id);
    const gtin = readGtin(read);
    const uom = readUom(read);
    const good = pieces(read, raw, 'good', read.required('good', kinds.quantityOrNone), uom);
    const damaged = pieces(read, raw, 'damaged', read.optional('damaged', kinds.quantityOrNone), uom);
    const sscc = readSscc(read);
    const lot = read.optional('lot', kinds.label64);
    const expiry = read.optional('expiry', kinds.day);
    const { faults } = read;
    if (!sku || !good) return { line: undefined, faults };
    return {
      line: withoutEmpty({ line, sku, gtin, poId, poLine, good, damaged, sscc, lot, expiry }),
      faults,
    };
  },
};
