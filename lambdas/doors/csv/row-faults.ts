import type { Finding } from '../../../events/inbound.ts';
import { refuseFile } from '../assemble.ts';
import { finding } from '../findings.ts';
import type { FileFormat, ParsedFile } from '../notice.ts';
import type { Columns } from './columns.ts';
import { csvFault, type Row } from './rows.ts';

/** What refuses a CSV file as a whole: rows nobody can attribute. */

/** @param number what the row says the number of its document is */
export function faultOfRow<Field extends string>(
  row: Row,
  number: string,
  field: Field,
  columns: Columns<Field>,
): Finding | undefined {
  if (row.cells.length !== columns.count) {
    const message = `row ${row.number}: has ${row.cells.length} cells, the header row has ${columns.count}`;
    const at = { field: '(row)', value: row.cells.join(',') };
    return finding(
      'ROW_MALFORMED',
      'reject',
      at,
      `${message}; quote cells that contain a comma, and send the file whole`,
    );
  }
  if (number !== '') return undefined;
  const name = columns.headerOf(field);
  const message = `row ${row.number}: ${name} is empty, so nobody can say what the row belongs to`;
  return finding('FIELD_MISSING', 'reject', { field: name, value: '' }, message);
}

/** A file whose quoting breaks. Raises anything else again. */
export function refuseFault(error: unknown, format: FileFormat): ParsedFile<never> {
  const message = `${csvFault(error)}; correct the quotes and send the whole file again`;
  return refuseFile(format, finding('ROW_MALFORMED', 'reject', { field: '(row)', value: '' }, message));
}
