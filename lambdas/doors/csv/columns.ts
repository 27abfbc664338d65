import type { Finding } from '../../../events/inbound.ts';
import { HEADER_FIELDS, type HeaderField, LINE_FIELDS, type LineField, type RawRecord } from '../fields.ts';
import { finding } from '../findings.ts';
import type { DoorContext } from '../notice.ts';
import type { Row } from './rows.ts';

export type NoticeField = HeaderField | LineField;
export const NOTICE_FIELDS: readonly NoticeField[] = [...HEADER_FIELDS, ...LINE_FIELDS];
export const NOTICE_REQUIRED: readonly NoticeField[] = [
  'asnId',
  'shipTo',
  'shippedAt',
  'dueAt',
  'poId',
  'sku',
  'quantity',
  'uom',
];

/** Where the fields stand in one partner's files. */
export interface Columns<Field extends string> {
  readonly count: number;
  readonly at: ReadonlyMap<Field, number>;
  readonly headerOf: (field: Field) => string;
  readonly decimal: DoorContext['partner']['csvDecimal'];
}

/**
 * Finds the fields in the header row. `map` names the partner's header per canonical field; a field it does not name is
 * looked for under its canonical name. Columns nobody knows are the partner's own and are left alone.
 */
export function findColumns<Field extends string>(
  headers: readonly string[],
  map: Readonly<Record<string, string>>,
  fields: readonly Field[],
  required: readonly Field[],
  { partner }: Pick<DoorContext, 'partner'>,
): { readonly columns: Columns<Field>; readonly findings: readonly Finding[] } {
  const headerOf = (field: Field) => map[field] ?? field;
  const findings: Finding[] = [];
  const at = new Map<Field, number>();
  for (const field of fields) {
    const header = headerOf(field);
    const index = headers.indexOf(header);
    if (index >= 0) at.set(field, index);
    else if (required.includes(field)) {
      const message = `the header row has no column "${header}" (${field}); it has: ${headers.join(', ')}`;
      findings.push(finding('COLUMN_MISSING', 'reject', { field: header, value: '' }, message));
    }
    if (index >= 0 && headers.lastIndexOf(header) !== index) {
      const message = `the header row has "${header}" twice; keep the one that counts`;
      findings.push(finding('COLUMN_REPEATED', 'reject', { field: header, value: header }, message));
    }
  }
  for (const field of Object.keys(map)) {
    if ((fields as readonly string[]).includes(field)) continue;
    const message = `the partner's column map names a field "${field}" there is not; fields are ${fields.join(', ')}`;
    findings.push(finding('COLUMN_MAP', 'warn', { field, value: map[field] ?? '' }, message));
  }
  return { columns: { count: headers.length, at, headerOf, decimal: partner.csvDecimal }, findings };
}

/** A row as the fields of a notice, header and line alike. */
export function recordOf<Field extends string>(
  row: Row,
  { at, headerOf, decimal }: Columns<Field>,
): RawRecord<Field> {
  return {
    get: (field) => {
      const index = at.get(field);
      return index === undefined ? undefined : row.cells[index]?.trim();
    },
    name: headerOf,
    place: `row ${row.number}`,
    ...(decimal && { decimal }),
  };
}
