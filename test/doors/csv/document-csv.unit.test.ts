import { describe, expect, it } from 'vitest';
import { CountSubmitted } from '../../../events/count.ts';
import { ReceiptRecorded } from '../../../events/inbound.ts';
import { ReturnRequested } from '../../../events/returns.ts';
import type { CsvFormat } from '../../../lambdas/domain/csv-files.ts';
import { CsvFiles } from '../../../lambdas/domain/csv-files.ts';
import type { Partner } from '../../../lambdas/domain/tenant.ts';
import { dryRun, readPartnerFile } from '../../../lambdas/doors/read-file.ts';
import { receiveDocument } from '../../../lambdas/doors/receive-document.ts';
import { csvDocumentContext, csvNames, csvTexts } from '../support/csv-documents.ts';
import { drop, openDoor, readJson } from '../support/door.ts';
import { codesOf } from '../support/files.ts';

const read = (format: CsvFormat, text = csvTexts[format], change: Partial<Partner> = {}) =>
  readPartnerFile({ name: csvNames[format], bytes: Buffer.from(text) }, csvDocumentContext(change));
const contracts = { ReceiptRecorded, CountSubmitted, ReturnRequested };

describe.each(Object.keys(csvNames) as CsvFormat[])('%s', (format) => {
  it('is read whole, into documents and events that keep their contracts', () => {
    const file = read(format);
    expect([file.verdict, file.findings, file.report.format]).toEqual(['accepted', [], format]);
    expect(file.notices).toEqual([]);
    for (const { events } of file.documents)
      for (const { type, data } of events)
        expect(contracts[type as keyof typeof contracts].data.safeParse(data).error).toBeUndefined();
  });

  it('is refused for a partner that is not registered for it, even one that may send notices', () => {
    expect(read(format, csvTexts[format], { formats: ['csv'] }).findings).toMatchObject([
      { code: 'FILE_FORMAT', value: format },
    ]);
  });

  it('has the columns its partner calls its own way, and misses none silently', () => {
    const [head = ''] = csvTexts[format].split('\n');
    const columns = Object.fromEntries(head.split(',').map((field) => [field, `Our ${field}`]));
    const renamed = csvTexts[format].replace(head, Object.values(columns).join(','));
    const csvFiles = [{ format, names: '*.csv', columns }];
    expect(read(format, renamed, { csvFiles }).verdict).toBe('accepted');
    const without = renamed.replace('Our sku', 'Item');
    expect(read(format, without, { csvFiles }).findings).toMatchObject([
      { code: 'COLUMN_MISSING', field: 'Our sku' },
    ]);
  });

  it('says the row and the field of what is wrong, and uses nothing of its document', () => {
    const amount = {
      'csv-receipts': ',8,',
      'csv-counts': ',12,',
      'csv-returns': ',1,DM',
      'csv-stock': ',12.5,',
    };
    const text = csvTexts[format].replace(amount[format], amount[format].replace(/[\d.]+/, 'some'));
    const file = read(format, text);
    expect(file.findings).toMatchObject([{ code: 'FIELD_INVALID', line: 1, value: 'some' }]);
    expect(file.findings[0]?.message).toMatch(/^row 2: (good|quantity) must be/);
    expect(file.documents).toHaveLength(format === 'csv-receipts' ? 1 : 0);
  });

  it('is refused as a whole for a row nobody can attribute, and for rows that disagree', () => {
    const lines = csvTexts[format].trim().split('\n');
    const cut = [...lines.slice(0, -1), lines.at(-1)?.slice(0, -15)].join('\n');
    expect(['ROW_MALFORMED', 'FIELD_MISSING', 'FIELD_INVALID']).toContain(codesOf(read(format, cut))[0]);
    const unnamed = [lines[0], lines[1]?.replace(/^[^,]+/, '')].join('\n');
    expect(read(format, unnamed)).toMatchObject({
      verdict: 'rejected',
      findings: [{ code: 'FIELD_MISSING', message: expect.stringMatching(/^row 2: /) }],
    });
  });
});

describe('receipts', () => {
  it('become the advice and the events a RECADV becomes', () => {
    const [first, second] = read('csv-receipts').documents;
    expect(first?.document).toEqual({
      type: 'receiving-advice',
      documentId: 'R-1',
      purpose: 'original',
      issuedAt: '2026-03-02T07:00:00Z',
      receivedAt: '2026-03-02T07:00:00Z',
      shipTo: 'DC-ATL',
      asnId: 'ASN-1',
      lines: [
        {
          line: 1,
          sku: 'SKU-1',
          good: { value: 8, scale: 0, uom: 'EA' },
          damaged: { value: 2, scale: 0, uom: 'EA' },
          lot: 'L-1',
        },
        { line: 2, sku: 'SKU-2', good: { value: 5, scale: 0, uom: 'EA' } },
      ],
    });
    expect(first?.events).toMatchObject([
      {
        type: 'ReceiptRecorded',
        site: 'DC-ATL',
        data: {
          receiptId: 'R-1',
          final: true,
          lines: [
            { sku: 'SKU-1', quantity: 8, condition: 'good' },
            { sku: 'SKU-1', quantity: 2, condition: 'damaged' },
            { sku: 'SKU-2', quantity: 5, condition: 'good' },
          ],
        },
      },
    ]);
    expect(second?.events[0]?.site).toBe('DC-ATL');
  });

  it('count pieces, at a site of ours, said the same way in every row', () => {
    const bad = (from: string, to: string) =>
      read('csv-receipts', csvTexts['csv-receipts'].replace(from, to)).findings;
    expect(bad('8,2,EA', '8,2,CA')).toMatchObject([
      { field: 'good', message: expect.stringContaining('row 2: good must be whole pieces') },
      { field: 'damaged' },
    ]);
    expect(bad('8,2,EA', '8.5,2,EA')).toMatchObject([{ code: 'FIELD_INVALID', field: 'good', value: '8.5' }]);
    expect(bad('9506000000114', 'DC-OTHER')).toMatchObject([{ code: 'SHIP_TO_UNKNOWN', field: 'shipTo' }]);
    expect(bad('07:00Z,ASN-1,SKU-2', '08:00Z,ASN-1,SKU-2')).toMatchObject([
      { code: 'HEADER_INCONSISTENT', field: 'receivedAt', message: expect.stringMatching(/^row 3: /) },
    ]);
  });
});

describe('decimals', () => {
  const stock = csvTexts['csv-stock'];
  it('have the mark the partner declared, and no other', () => {
    const comma = { csvDecimal: 'comma' } as const;
    const [document] = read('csv-stock', stock.replace('12.5', '"12,5"'), comma).documents;
    expect(document?.document).toMatchObject({
      lines: [{ stock: [{ quantity: { value: 125, scale: 1 } }] }, {}],
    });
    for (const [text, change] of [
      [stock, comma],
      [stock.replace('12.5', '"12,5"'), {}],
      [stock.replace('12.5', '"1.234,5"'), comma],
      [stock.replace('12.5', '"1,234.5"'), {}],
    ] as const)
      expect(read('csv-stock', text, change).findings).toMatchObject([
        { code: 'FIELD_INVALID', field: 'quantity', value: expect.stringMatching(/^1/) },
      ]);
    const [finding] = read('csv-stock', stock, comma).findings;
    expect(finding).toMatchObject({ value: '12.5', message: expect.stringContaining('such as 12,5') });
  });

  it('hold for notices as well', () => {
    const text =
      'asnId,shipTo,shippedAt,dueAt,poId,sku,quantity,uom\nN-1,DC-ATL,2026-03-01,2026-03-03,PO-1,OATS,"1,5",KG\n';
    const file = (change: Partial<Partner>) =>
      readPartnerFile({ name: 'n.csv', bytes: Buffer.from(text) }, csvDocumentContext(change));
    expect([...(file({ csvDecimal: 'comma' }).notices[0]?.lines() ?? [])]).toMatchObject([
      { line: { quantity: { value: 15, scale: 1 } } },
    ]);
    expect(file({}).verdict).toBe('rejected');
  });
});

describe('which kind a file is', () => {
  it('is what its name was declared for, and never what it looks like', () => {
    const asNotice = readPartnerFile(
      { name: 'other.csv', bytes: Buffer.from(csvTexts['csv-counts']) },
      csvDocumentContext(),
    );
    expect(asNotice.report.format).toBe('csv');
    expect(asNotice.verdict).toBe('rejected');
    const twice = [
      { format: 'csv-counts', names: 'CNT_*' },
      { format: 'csv-stock', names: '*.csv' },
    ] as const;
    expect(read('csv-counts', csvTexts['csv-counts'], { csvFiles: [...twice] }).findings).toMatchObject([
      { code: 'FILE_FORMAT', message: expect.stringContaining('declared more than once') },
    ]);
  });

  it('is matched to the letter but for the stars', () => {
    const named = (names: string) =>
      read('csv-counts', csvTexts['csv-counts'], { csvFiles: [{ format: 'csv-counts', names }] }).report
        .format;
    expect(['CNT_*.csv', '*', 'CNT_0302.csv', '*0302*'].map(named)).toEqual(Array(4).fill('csv-counts'));
    expect(['CNT_*xcsv', 'cnt_*.csv', 'NT_*.csv', 'CNT_'].map(named)).toEqual(Array(4).fill('csv'));
    expect(CsvFiles.safeParse({ format: 'csv-counts', names: '(a+)+$' }).success).toBe(false);
  });
});

describe('at the door', () => {
  it('counts and returns become events of their sites, and canonical documents', async () => {
    const door = openDoor();
    const { current } = door.deps.stores.tenants;
    const tenants = {
      ...door.deps.stores.tenants,
      current: async (...tenant: Parameters<typeof current>) => {
        const document = await current(...tenant);
        return document && { ...document, partners: [csvDocumentContext().partner] };
      },
    };
    for (const format of ['csv-counts', 'csv-returns'] as const) {
      const file = { name: csvNames[format], bytes: Buffer.from(csvTexts[format]) };
      const body = await drop(door, 'northwind-grocery/bright-csv', file);
      for (let delivery = 0; delivery < 2; delivery += 1)
        await receiveDocument(body, { ...door.deps, stores: { ...door.deps.stores, tenants } });
    }
    expect(door.published.map(({ type, subject, site }) => [type, subject, site])).toEqual([
      ['CountSubmitted', 'CNT-1', 'DC-ATL'],
      ['CountSubmitted', 'CNT-2', 'DC-ATL'],
      ['FileReceived', expect.any(String), 'all'],
      ['ReturnRequested', 'RMA-1', 'DC-ATL'],
      ['FileReceived', expect.any(String), 'all'],
    ]);
    expect(door.published[3]?.data).toMatchObject({
      quantity: 1,
      opened: true,
      from: { country: 'US', postalCode: '30301' },
    });
    const [key = ''] = await door.documents.list('canonical/northwind-grocery/count-report/');
    expect(await readJson(door.documents, key)).toMatchObject({
      documentId: 'K-1',
      lines: [
        { countId: 'CNT-1', counted: { value: 12 } },
        { countId: 'CNT-2', counted: { value: 0 } },
      ],
    });
  });

  it('a dry run says the same without anything happening', () => {
    const file = { name: csvNames['csv-stock'], bytes: Buffer.from(csvTexts['csv-stock']) };
    const { report, text } = dryRun(file, csvDocumentContext());
    expect(report).toMatchObject({
      format: 'csv-stock',
      verdict: 'accepted',
      notices: [{ asnId: 'S-1', lineCount: 2 }],
    });
    expect(text).toContain('csv-stock S-1: accepted, 2 lines');
  });
});
