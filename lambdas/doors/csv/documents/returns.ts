import { CustomerAction, ReturnReason } from '../../../../events/returns.ts';
import { type ReturnReport, withoutEmpty } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import type { CsvKind } from '../kinds.ts';
import { pieces, readSite, readUom, reportHeader } from './shared.ts';

const HEADER = ['reportId'] as const;
const LINE = [
  'rmaId',
  'site',
  'orderId',
  'orderLineId',
  'customerId',
  'sku',
  'quantity',
  'uom',
  'serial',
  'reason',
  'opened',
  'wants',
  'country',
  'postalCode',
  'requestedAt',
] as const;
type Field = (typeof HEADER)[number] | (typeof LINE)[number];
const reason = kinds.oneOf(...ReturnReason.options);
const wants = kinds.oneOf(...CustomerAction.options);
const yesOrNo = kinds.oneOf('yes', 'no');

/** What customers of a partner want to send back: each row is one request. */
export const returns: CsvKind<ReturnReport, Field> = {
  number: 'reportId',
  header: HEADER,
  lines: LINE,
  required: ['reportId', ...LINE.filter((field) => field !== 'uom' && field !== 'serial')],
  mostLines: 1_000,
  readHeader: (raw, context) => reportHeader('return-report', raw, context),
  readLine(raw, ordinal, context) {
    const read = reader(raw, 'line', context, ordinal);
    const amount = read.required('quantity', kinds.quantity);
    const line = {
      line: ordinal,
      rmaId: read.required('rmaId', kinds.id),
      site: readSite(read, raw, 'site', context),
      orderId: read.required('orderId', kinds.id),
      orderLineId: read.required('orderLineId', kinds.id),
      customerId: read.required('customerId', kinds.id),
      sku: read.required('sku', kinds.id),
      quantity: pieces(read, raw, 'quantity', amount, readUom(read)),
      reason: read.required('reason', reason),
      opened: read.required('opened', yesOrNo),
      wants: read.required('wants', wants),
      country: read.required('country', kinds.label64),
      postalCode: read.required('postalCode', kinds.label64),
      requestedAt: read.required('requestedAt', kinds.moment),
    };
    const serial = read.optional('serial', kinds.label64);
    const { faults } = read;
    if (!isWhole(line)) return { line: undefined, faults };
    return { line: withoutEmpty({ ...line, opened: line.opened === 'yes', serial }), faults };
  },
};

function isWhole<Line extends object>(
  line: Line,
): line is { [Key in keyof Line]: Exclude<Line[Key], undefined> } & Line {
  return Object.values(line).every((value) => value !== undefined);
}
