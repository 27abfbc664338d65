import { describe, expect, it } from 'vitest';
import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import { parseX12 } from '../../../lambdas/doors/x12/parse-x12.ts';
import { SITE_GLN, ssccOf } from '../support/notices.ts';
import { SAMPLES, x12Context, x12Of } from '../support/x12.ts';

const read = (text: string) => parseX12(text, x12Context());

describe('what an 855 announces', () => {
  const response = (lines: readonly string[], bak = 'BAK*00*AC*PO-1*20260301****SO-1*20260302') =>
    read(x12Of([{ setId: '855', body: [bak, 'DTM*067*20260312', `N1*ST**UL*${SITE_GLN}`, ...lines] }]));
  const messages = (file: ParsedFile) => file.findings.map(({ message }) => message).join('\n');

  it('acknowledges the order line by line; shared answers add up, and count to the last of their dates', () => {
    const file = response([
      'PO1*1*10*EA***SK*SKU-1',
      'ACK*IA*6*EA*069*20260310',
      'ACK*BP*2*EA*069*20260320',
      'ACK*IB*2*EA',
      'PO1*2*5*EA***BP*SKU-2',
      'ACK*IR',
      'CTT*2',
    ]);
    expect(file.findings).toEqual([]);
    expect(file.documents[0]?.events).toMatchObject([
      {
        type: 'OrderAcknowledged',
        site: 'DC-ATL',
        subject: 'PO-1',
        data: {
          poId: 'PO-1',
          supplierId: 'SUP-ACORN',
          lines: [
            { poLine: 1, sku: 'SKU-1', quantity: 8, promisedOn: '2026-03-20' },
            { poLine: 2, sku: 'SKU-2', quantity: 0, promisedOn: '2026-03-12' },
          ],
        },
      },
    ]);
  });

  it('the answer to the whole order is that of lines without their own, where it needs no detail', () => {
    const lines = ['PO1*1*10*EA***SK*SKU-1', 'CTT*1'];
    const whole = (answer: string) => response(lines, `BAK*00*${answer}*PO-1*20260301****SO-1*20260302`);
    expect(whole('AD').documents[0]?.events).toMatchObject([{ data: { lines: [{ quantity: 10 }] } }]);
    expect(whole('RJ').documents[0]?.events).toMatchObject([{ data: { lines: [{ quantity: 0 }] } }]);
    expect(messages(whole('AC'))).toMatch(/the line is not answered; send an ACK/);
  });

  it('an answer without lines is a document and no event', () => {
    const file = response([], 'BAK*00*AK*PO-1*20260301*****20260302');
    expect(file.documents).toMatchObject([
      { document: { documentId: 'PO-1', answer: 'accepted' }, events: [] },
    ]);
  });

  it.each([
    ['goods on hold', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IH*5*EA'], /ACK01 must be one of AA, AC/],
    ['a substitute', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IS*5*EA'], /ACK01 must be one of/],
    ['cases', ['PO1*1*5*CA***SK*SKU-1', 'ACK*IA*5*CA'], /quantity must be whole pieces/],
    ['two units', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IA*2*EA', 'ACK*IA*1*CA'], /must count in one unit/],
    ['a change without its quantity', ['PO1*1*5*EA***SK*SKU-1', 'ACK*IQ'], /ACK02 is missing/],
    [
      'a rest nobody answers',
      ['PO1*1*5*EA***SK*SKU-1', 'ACK*IA*2*EA'],
      /5 were ordered, the answers are to 2/,
    ],
    ['an ACK without its line', ['ACK*IA*5*EA'], /ACK cannot stand here/],
  ])('is refused for %s', (_, lines, reason) => {
    const file = response(lines);
    expect(file.documents).toEqual([]);
    expect(messages(file)).toMatch(reason);
  });
});

describe('what a receipt announces', () => {
  const sample = (setId: string, edit: (body: readonly string[]) => readonly string[] = (body) => body) =>
    read(x12Of([{ setId, body: edit(SAMPLES[setId] ?? []) }]));
  const replace = (from: string, to: string) => (body: readonly string[]) =>
    body.map((one) => (one === from ? to : one));

  it('an 861 records it: good and damaged units apart, a shortage in what was counted', () => {
    expect(sample('861').documents[0]?.events).toMatchObject([
      {
        type: 'ReceiptRecorded',
        site: 'DC-ATL',
        data: {
          receiptId: 'RCV-1',
          asnId: 'ACN-70001',
          supplierId: 'SUP-ACORN',
          arrivedAt: '2026-03-02T13:05:00Z',
          final: true,
          lines: [
            {
              poId: 'PO-1',
              poLine: 1,
              sku: 'SKU-1',
              quantity: 96,
              condition: 'good',
              lot: 'L1',
              expiry: '2026-12-31',
            },
            { poId: 'PO-1', poLine: 1, sku: 'SKU-1', quantity: 4, condition: 'damaged', sscc: ssccOf(1) },
            { poId: 'PO-2', poLine: 2, sku: 'SKU-2', quantity: 20, condition: 'good' },
          ],
        },
      },
    ]);
  });

  it('a 944 records it at the site that writes', () => {
    expect(sample('944').documents[0]?.events).toMatchObject([
      {
        type: 'ReceiptRecorded',
        site: 'DC-ATL',
        data: {
          receiptId: 'RCV-1',
          asnId: 'ACN-70001',
          lines: [
            { poId: 'PO-1', sku: 'SKU-1', quantity: 96, condition: 'good', lot: 'L1' },
            { poId: 'PO-1', sku: 'SKU-1', quantity: 4, condition: 'damaged' },
            { poId: 'PO-1', sku: 'SKU-2', quantity: 20, condition: 'good' },
          ],
        },
      },
    ]);
  });

  it.each([
    [
      'a condition that is neither',
      '861',
      replace('RCD*1*100*EA***4*EA*01*2*EA*02', 'RCD*1*100*EA***4*EA*09'),
      /"4 09" is no quantity in a condition that is read here/,
    ],
    [
      'more damaged than arrived',
      '861',
      replace('RCD*1*100*EA***4*EA*01*2*EA*02', 'RCD*1*100*EA***101*EA*01'),
      /101 are damaged of 100 that arrived/,
    ],
    [
      'goods that arrived nowhere of ours',
      '861',
      replace(`N1*ST**UL*${SITE_GLN}`, 'N1*ST**92*ELSEWHERE'),
      /received at no site of ours/,
    ],
    [
      'an exception nobody knows',
      '944',
      replace('W13*4*EA*01', 'W13*4*EA*05'),
      /W1303 must be one of 01, 02, 03, 07/,
    ],
    ['an exception in another unit', '944', replace('W13*4*EA*01', 'W13*4*CA*01'), /W1302 must be one of EA/],
    [
      'exceptions alone',
      '944',
      (body: readonly string[]) => ['W17*X*20260302*RCV-1*PO-1', ...body.slice(1)],
      /W1701 must be one of F, J, N/,
    ],
    [
      'a quantity nobody knows',
      '846',
      replace('QTY*63*40*EA', 'QTY*61*40*EA'),
      /QTY01 must be one of 17, 33, 63, BQ/,
    ],
    [
      'a reason for a return nobody knows',
      '180',
      replace('RDR*RA*DM', 'RDR*RA*ZZ'),
      /RDR02 must be one of BC, CO/,
    ],
    [
      'a price for nobody knows how many',
      '850',
      (body: readonly string[]) => body.map((one) => one.replace('*HP*', '*CA*')),
      /PO105 must be one of HP, PD, PE, TP/,
    ],
    [
      'an adjustment by nothing',
      '947',
      replace('W19*56*2*EA**SK*SKU-2', 'W19*56*0*EA**SK*SKU-2'),
      /W1902 must be a number other than 0/,
    ],
    [
      'an order status that says less than an order',
      '940',
      (body: readonly string[]) => ['W05*G*SO-1', ...body.slice(1)],
      /W0501 must be one of F, N, R/,
    ],
  ])('%s refuses the set', (_, setId, edit, reason) => {
    const file = sample(setId, edit);
    expect(file.documents).toEqual([]);
    expect(file.findings.map(({ message }) => message).join('\n')).toMatch(reason);
    expect(file.report.interchanges?.[0]?.groups[0]?.sets[0]).toMatchObject({
      verdict: 'rejected',
      codes: ['5'],
    });
  });
});

describe('lines in loops around them', () => {
  const lines = (setId: string, body: readonly string[]) => {
    const file = read(x12Of([{ setId, body }]));
    expect(file.findings).toEqual([]);
    return file.documents.map(({ document }) => ('lines' in document ? document.lines : []))[0];
  };
  const order = ['W05*N*SO-1', 'G62*10*20260305'];
  const advice = ['W06*F*SO-1*20260301*SHP-1'];

  it('have the number of their loop when each has one of its own', () => {
    const each = ['LX*3', 'W01*1*EA**SK*A', 'LX*7', 'W01*2*EA**SK*B'];
    expect(lines('940', [...order, ...each])).toMatchObject([{ line: 3 }, { line: 7 }]);
  });

  it('are counted when a loop has several, and all of them are in its pack', () => {
    const packs = [
      ...['LX*1', `MAN*GM*${ssccOf(1)}`, 'W12*CL*1*1**EA**SK*A', 'W12*CL*2*2**EA**SK*B'],
      ...['LX*2', `MAN*GM*${ssccOf(2)}`, 'W12*CL*3*3**EA**SK*A'],
    ];
    expect(lines('945', [...advice, ...packs])).toMatchObject([
      { line: 1, sku: 'A', sscc: ssccOf(1) },
      { line: 2, sku: 'B', sscc: ssccOf(1) },
      { line: 3, sku: 'A', sscc: ssccOf(2) },
    ]);
  });

  it('may name a pack themselves', () => {
    const own = ['LX*1', 'W12*CL*1*1**EA**SK*A', `MAN*GM*${ssccOf(3)}`];
    expect(lines('945', [...advice, ...own])).toMatchObject([{ sscc: ssccOf(3) }]);
  });
});
