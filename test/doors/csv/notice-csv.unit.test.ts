import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../lambdas/doors/csv/notice-csv.ts';
import { csvRows } from '../../../lambdas/doors/csv/rows.ts';
import { LIMITS } from '../../../lambdas/doors/notice.ts';
import { NoticeTally } from '../../../lambdas/doors/tally.ts';
import { codesOf, contextOf, linesOf, RECEIVED_AT, readScenario } from '../support/files.ts';
import { csvOf, SITE_GLN } from '../support/notices.ts';

const mapped = contextOf('northwind-grocery', 'bright-csv');
const canonical = { ...mapped, partner: { ...mapped.partner, csvColumns: undefined } };
const read = (text: string) => parseCsv(Buffer.from(text), canonical);
const messages = (text: string) => read(text).findings.map(({ message }) => message);

describe('a CSV with the partner column names', () => {
  const file = parseCsv(readScenario('northwind-grocery', 'bright-csv', 'two-notices.csv').bytes, mapped);

  it('holds one notice per notice number', () => {
    expect(file.verdict).toBe('accepted');
    expect(file.notices.map(({ data, lineCount }) => [data.asnId, lineCount, data.poIds])).toEqual([
      ['BRT-2202', 2, ['NW-4500101']],
      ['BRT-2203', 1, ['NW-4500102']],
    ]);
  });

  it('reads header and lines exactly', () => {
    expect(file.notices[0]?.data).toEqual({
      asnId: 'BRT-2202',
      supplierId: 'SUP-BRIGHT',
      purpose: 'original',
      shipToGln: SITE_GLN,
      shippedAt: '2026-03-01T20:00:00Z',
      dueAt: '2026-03-02T14:00:00Z',
      sentAt: '2026-03-01T19:30:00Z',
      control: { lineCount: 2, hashTotal: '250' },
      origin: { partnerId: 'bright-csv', format: 'csv' },
      poIds: ['NW-4500101'],
      findings: [],
    });
    expect(linesOf(file, 1).map(({ line }) => line)).toMatchObject([
      {
        line: 1,
        poId: 'NW-4500102',
        poLine: 1,
        sku: 'BRT-CLEANER-1L',
        gtin: '09506000006048',
        hazardClass: '8',
      },
    ]);
    expect(linesOf(file, 0)).toEqual(linesOf(file, 0));
  });

  it('takes a ship-to by site code as well, and a byte order mark', () => {
    const over = parseCsv(readScenario('northwind-grocery', 'bright-csv', 'over.csv').bytes, mapped);
    expect(over.notices[0]).toMatchObject({ site: 'DC-ATL', data: { shipToGln: SITE_GLN } });
  });
});

describe('columns', () => {
  it('names every column that is missing and those there are', () => {
    const text = csvOf().replace('quantity', 'qty').replace('poId', 'order');
    expect(messages(text)).toEqual([
      expect.stringContaining('no column "poId" (poId); it has: asnId, shipTo'),
      expect.stringContaining('no column "quantity" (quantity)'),
    ]);
  });

  it('refuses a header that is there twice', () => {
    expect(codesOf(read(csvOf().replace('sscc', 'sku')))).toEqual(['COLUMN_REPEATED']);
  });

  it('says that the column map of a partner names a field there is not', () => {
    const partner = { ...canonical.partner, csvColumns: { quanity: 'Qty' } };
    const file = parseCsv(Buffer.from(csvOf()), { ...canonical, partner });
    expect(file.findings).toMatchObject([{ code: 'COLUMN_MAP', action: 'warn', field: 'quanity' }]);
    expect(file.verdict).toBe('accepted-with-errors');
  });

  it('uses the time of arrival where a partner sends no time of its own', () => {
    expect(read(csvOf()).notices[0]?.data.sentAt).toBe(RECEIVED_AT);
  });
});

describe('rows', () => {
  it('reads quotes, line breaks in cells, blank rows and rows of commas', () => {
    const rows = [...csvRows(Buffer.from('a,b\r\n"x, ""y""\nz",2\r\n\r\n,\r\n 3 ,4'))];
    expect(rows.map(({ cells, number }) => [...cells, number])).toEqual([
      ['a', 'b', 1],
      ['x, "y"\nz', '2', 3],
      ['3', '4', 6],
    ]);
  });

  it('reads every row again as it was read first, whatever mixes its line ends', () => {
    const [head, first, second, ...rest] = csvOf({ notices: 3 }).trim().split('\n');
    const bytes = Buffer.from(`${head}\r\n${first}\n${second}\r${rest.join('\r\n')}\r\n`);
    const rows = [...csvRows(bytes)];
    expect(rows).toHaveLength(3 + rest.length);
    for (const row of rows)
      expect([...csvRows(bytes.subarray(0, row.end), row.start)].map(({ cells }) => cells)).toEqual([
        row.cells,
      ]);
  });

  it('says where each row is, across windows', () => {
    const bytes = Buffer.from(csvOf({ lines: 1700 }));
    const rows = [...csvRows(bytes)];
    expect(rows).toHaveLength(1701);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    for (const { start, end, cells } of rows) {
      expect(bytes.subarray(start, end).toString().trim()).toBe(cells.join(','));
    }
  });

  it.each([
    [
      'a cell too many',
      (text: string) => text.replace(',PO-1,', ',PO-1,x,'),
      /row 2: has 12 cells, the header row has 11/,
    ],
    [
      'the file cut inside a row',
      (text: string) => text.slice(0, text.lastIndexOf(',EA')),
      /row 3: has 7 cells/,
    ],
    ['a quote never closed', (text: string) => text.replace(',EA,', ',"EA,'), /Quote Not Closed/i],
    ['a row without notice number', (text: string) => text.replace('\nASN-1', '\n'), /row 2: asnId is empty/],
    ['no rows', (text: string) => text.split('\n')[0] ?? '', /nothing below it/],
    ['nothing', () => '', /no rows/],
  ])('refuses the whole file for %s', (_, change, reason) => {
    const file = read(change(csvOf({ notices: 1 })));
    expect(file.verdict).toBe('rejected');
    expect(file.notices).toEqual([]);
    expect(file.findings.map(({ message }) => message).join()).toMatch(reason);
  });

  it('refuses only the notice whose row is wrong', () => {
    const file = read(csvOf({ notices: 3 }).replace('PO-2,SKU-1,10', 'PO-2,SKU-1,ten'));
    expect(file.notices.map(({ data }) => data.asnId)).toEqual(['ASN-1', 'ASN-3']);
    expect(file.findings).toMatchObject([
      { code: 'FIELD_INVALID', field: 'quantity', value: 'ten', line: 1 },
    ]);
    expect(file.report.notices.map(({ verdict }) => verdict)).toEqual(['accepted', 'rejected', 'accepted']);
  });

  it('refuses a notice whose header changes on the way, once per field', () => {
    const text = csvOf({ lines: 3 }).replace(/2026-03-02(?=,PO-1,SKU-[23])/g, '2026-03-05');
    expect(codesOf(read(text))).toEqual(['HEADER_INCONSISTENT']);
    expect(messages(text)[0]).toMatch(
      /row 3: dueAt is "2026-03-05", row 2 of the same notice says "2026-03-02"/,
    );
  });

  it('refuses a notice that goes on after another one', () => {
    const rows = csvOf({ notices: 2 }).trim().split('\n');
    const mixed = [rows[0], rows[1], rows[3], rows[2], rows[4]].join('\n');
    const file = read(mixed);
    expect(file.notices).toEqual([]);
    expect(codesOf(file)).toEqual(['ROWS_NOT_TOGETHER', 'ROWS_NOT_TOGETHER']);
  });

  it.each([
    ['a line count (V10)', /,2,20/g, ',3,20', /controlLineCount says 3 lines, the notice has 2/],
    [
      'a hash total (V10)',
      /,2,20/g,
      ',2,21',
      /controlHashTotal says 21, the quantities of the notice add up to 20/,
    ],
  ])('refuses %s that does not fit', (_, from, to, reason) => {
    const text = csvOf().replace(from, to);
    expect(messages(text)[0]).toMatch(reason);
    expect(read(text).notices).toEqual([]);
  });

  it.each([
    ['2026-03-01', '03/01/2026', 'shippedAt'],
    ['2026-03-01', '2026-03-01T08:00', 'shippedAt'],
    [SITE_GLN, 'DC-MOON', 'shipTo'],
    ['PO-1', 'PO 1', 'poId'],
  ])('refuses %s written as %s', (from, to, field) => {
    const file = read(csvOf().replaceAll(from, to));
    expect(file.notices).toEqual([]);
    expect(file.findings[0]).toMatchObject({ action: 'reject', field, value: to });
  });

  it('adds quantities exactly where floating point would not', () => {
    const text = csvOf({ lines: 3 }).replaceAll(',10,EA', ',0.1,KG').replaceAll(',3,30', ',3,0.3');
    expect(read(text).verdict).toBe('accepted');
    expect(linesOf(read(text))[0]?.line.quantity).toEqual({ value: 1, scale: 1, uom: 'KG' });
  });

  it('keeps a hundred findings of a notice and counts the rest', () => {
    const file = read(csvOf({ lines: 400 }).replaceAll(',10,EA', ',zero,EA'));
    expect(file.findings).toHaveLength(LIMITS.findings + 1);
    expect(file.findings.at(-1)).toMatchObject({ code: 'MORE_FINDINGS', action: 'reject', value: '300' });
  });

  it('refuses a notice beyond the limits', () => {
    const tally = new NoticeTally(LIMITS.csvLines);
    for (let line = 0; line < LIMITS.csvLines; line += 1) tally.addUnreadable();
    expect(tally.close({}, 'original')).toEqual([]);
    tally.addUnreadable();
    expect(tally.close({}, 'original')).toMatchObject([{ code: 'NOTICE_TOO_LARGE', value: '100001' }]);
    expect(codesOf(read(csvOf({ notices: LIMITS.notices + 1, lines: 1 })))).toEqual(['FILE_TOO_LARGE']);
  });

  it('refuses a long notice whose number is so long that a process could not carry its keys', () => {
    const long = csvOf({ lines: LIMITS.lines + 1 }).replaceAll('ASN-1', `ASN-1${':'.repeat(40)}`);
    expect(read(long).findings).toMatchObject([{ code: 'NOTICE_TOO_LARGE', field: 'asnId' }]);
    const short = csvOf({ lines: 10 }).replaceAll('ASN-1', `ASN-1${':'.repeat(40)}`);
    expect(read(short).verdict).toBe('accepted');
  });
});
