import type { CountReport } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import type { CsvKind } from '../kinds.ts';
import { pieces, readSite, readUom, reportHeader } from './shared.ts';

const HEADER = ['reportId'] as const;
const LINE = ['countId', 'site', 'sku', 'quantity', 'uom', 'countedBy', 'countedAt'] as const;
type Field = (typeof HEADER)[number] | (typeof LINE)[number];

/** What was counted on the shelf: each row is one answer to a count. */
export const counts: CsvKind<CountReport, Field> = {
  number: 'reportId',
  header: HEADER,
  lines: LINE,
  required: ['reportId', 'countId', 'site', 'sku', 'quantity', 'countedBy', 'countedAt'],
  mostLines: 1_000,
  readHeader: (raw, context) => reportHeader('count-report', raw, context),
  readLine(raw, ordinal, context) {
    const read = reader(raw, 'line', context, ordinal);
    const countId = read.required('countId', kinds.id);
    const site = readSite(read, raw, 'site', context);
    const sku = read.required('sku', kinds.id);
    const amount = read.required('quantity', kinds.quantityOrNone);
    const counted = pieces(read, raw, 'quantity', amount, readUom(read));
    const countedBy = read.required('countedBy', kinds.label64);
    const countedAt = read.required('countedAt', kinds.moment);
    const { faults } = read;
    if (!countId || !site || !sku || !counted || !countedBy || !countedAt) return { line: undefined, faults };
    return { line: { line: ordinal, countId, site, sku, counted, countedBy, countedAt }, faults };
  },
};
