import { describe, expect, it } from 'vitest';
import type { DoorContext } from '../../../lambdas/doors/notice.ts';
import { parseX12 } from '../../../lambdas/doors/x12/parse-x12.ts';
import { renderAnswer } from '../../../lambdas/doors/x12/report-997.ts';
import { codesOf, contextOf, linesOf, RECEIVED_AT, readScenario } from '../support/files.ts';
import { interchangeOf, replaceSegment, shipNotice, withoutSegment } from '../support/notices.ts';

const context = contextOf('northwind-grocery', 'acorn-edi');
const read = (text: string, change: Partial<DoorContext> = {}) => parseX12(text, { ...context, ...change });
const messages = (file: ReturnType<typeof read>) => file.findings.map(({ message }) => message).join('\n');
const answer = (file: ReturnType<typeof read>) =>
  (file.report.interchanges ?? [])
    .map((one) => renderAnswer(one, { controlNumber: '000000007', at: RECEIVED_AT }))
    .join('');

describe('a clean 856', () => {
  const file = read(readScenario('northwind-grocery', 'acorn-edi', 'clean.edi').bytes.toString('utf8'));

  it('becomes a notice with the header the partner sent', () => {
    expect(file.verdict).toBe('accepted');
    expect(file.findings).toEqual([]);
    expect(file.notices[0]).toMatchObject({ site: 'DC-ATL', test: false, lineCount: 3 });
    expect(file.notices[0]?.data).toEqual({
      asnId: 'ACN-70001',
      supplierId: 'SUP-ACORN',
      purpose: 'original',
      shipToGln: '9506000000114',
      shippedAt: '2026-03-01T18:00:00Z',
      dueAt: '2026-03-02T14:00:00Z',
      sentAt: '2026-03-01T17:30:00Z',
      carrier: { scac: 'RDWY', reference: 'PRO70001' },
      control: { lineCount: 3, hashTotal: '870' },
      origin: { partnerId: 'acorn-edi', format: 'x12-856', controlNumber: '000041001/410011/0001' },
      poIds: ['NW-4500001'],
      findings: [],
    });
  });

  it('gives its lines exactly, again and again', () => {
    const lines = linesOf(file);
    expect(lines.map(({ line }) => line.quantity)).toEqual([
      { value: 480, scale: 0, uom: 'EA' },
      { value: 30, scale: 0, uom: 'CA' },
      { value: 360, scale: 0, uom: 'EA' },
    ]);
    expect(lines[2]).toEqual({
      line: {
        line: 3,
        poId: 'NW-4500001',
        poLine: 3,
        sku: 'ACN-YOGURT-500',
        gtin: '09506000005041',
        quantity: { value: 360, scale: 0, uom: 'EA' },
        sscc: lines[2]?.packs[0]?.sscc,
        lot: 'Y2603A',
        expiry: '2026-04-10',
        temperature: 'chilled',
      },
      packs: [{ sscc: lines[2]?.line.sscc, value: 360, scale: 0 }],
    });
    expect(linesOf(file)).toEqual(lines);
  });

  it('is answered with an accepting 997', () => {
    expect(answer(file).split('\n')).toEqual([
      'ISA*00*          *00*          *ZZ*NORTHWIND      *ZZ*ACORNFOODS     *260302*0800*U*00401*000000007*0*P*>~',
      'TA1*000041001*260301*1730*A*000~',
      'GS*FA*NORTHWIND*ACORNFOODS*20260302*0800*1*X*004010~',
      'ST*997*0001~',
      'AK1*SH*410011~',
      'AK2*856*0001~',
      'AK5*A~',
      'AK9*A*1*1*1~',
      'SE*6*0001~',
      'GE*1*1~',
      'IEA*1*000000007~',
      '',
    ]);
  });
});

describe('the envelope (V1)', () => {
  const whole = interchangeOf([[shipNotice()]]);

  it.each([
    [
      'IEA02 differs from ISA13',
      replaceSegment('IEA', '1', '000000002'),
      /IEA02 is 000000002, ISA13 is 000000001/,
      '001',
    ],
    [
      'IEA01 counts other groups',
      replaceSegment('IEA', '2', '000000001'),
      /IEA01 says 2 groups, the interchange has 1/,
      '021',
    ],
    ['IEA is missing', withoutSegment('IEA'), /after segment \d+ \(GE\) there is no IEA/, '023'],
    [
      'a segment stands between groups',
      (all: string[][]) => all.toSpliced(-1, 0, ['LIN', '1']),
      /segment \d+: LIN stands where/,
      '022',
    ],
    [
      'an SE has no ST',
      (all: string[][]) => all.toSpliced(2, 0, ['SE', '1', '1']),
      /segment 3: SE stands where/,
      '022',
    ],
    [
      'ISA13 is no control number',
      (all: string[][]) => [all[0]?.with(13, '1') ?? [], ...all.slice(1, -1), ['IEA', '1', '1']],
      /9 digits/,
      '018',
    ],
    [
      'ISA15 is neither P nor T',
      (all: string[][]) => [all[0]?.with(15, 'X') ?? [], ...all.slice(1)],
      /P \(production\) or T \(test\)/,
      '020',
    ],
  ])('refuses the interchange when %s', (_, edit, reason, note) => {
    const file = read(interchangeOf([[shipNotice()]], { edit }));
    expect(file.verdict).toBe('rejected');
    expect(file.notices).toEqual([]);
    expect(messages(file)).toMatch(reason);
    expect(answer(file)).toContain(`*R*${note}~`);
    expect(answer(file)).not.toContain('AK1');
  });

  it.each([
    ['GE02 differs from GS06', replaceSegment('GE', '1', '9'), '4'],
    ['GE01 counts other sets', replaceSegment('GE', '3', '1'), '5'],
    ['GE is missing', withoutSegment('GE'), '3'],
    [
      'the group is no ship notice',
      replaceSegment('GS', 'PO', 'ACORNFOODS', 'NORTHWIND', '20260301', '1730', '1', 'X', '004010'),
      '1',
    ],
    [
      'the version is unknown',
      replaceSegment('GS', 'SH', 'ACORNFOODS', 'NORTHWIND', '20260301', '1730', '1', 'X', '003040'),
      '2',
    ],
  ])('refuses the group, and only it, when %s', (_, edit, code) => {
    const both = (all: string[][]) => {
      const second = all.findLastIndex(([id]) => id === 'GS');
      return [...edit(all.slice(0, second)), ...all.slice(second)];
    };
    const file = read(
      interchangeOf([[shipNotice({ asnId: 'ASN-1' })], [shipNotice({ asnId: 'ASN-2' })]], { edit: both }),
    );
    expect(file.notices.map(({ data }) => data.asnId)).toEqual(['ASN-2']);
    expect(file.verdict).toBe('accepted-with-errors');
    expect(file.report.interchanges?.[0]?.groups.map(({ verdict }) => verdict)).toEqual(['R', 'A']);
    expect(answer(file)).toMatch(new RegExp(`AK9\\*R\\*\\d+\\*1\\*0\\*${code}~`));
  });

  it.each([
    ['SE01 counts other segments', replaceSegment('SE', '9', '0001'), '4'],
    ['SE02 differs from ST02', replaceSegment('SE', '18', '0009'), '3'],
    ['SE is missing', withoutSegment('SE'), '2'],
    ['the set is no ship notice', replaceSegment('ST', '850', '0001'), '1'],
  ])('refuses the set, and only it, when %s', (_, edit, code) => {
    const sets = [edit(shipNotice({ asnId: 'ASN-1' })), shipNotice({ asnId: 'ASN-2', set: '0002' })];
    const file = read(interchangeOf([sets]));
    expect(file.notices.map(({ data }) => data.asnId)).toEqual(['ASN-2']);
    expect(answer(file)).toMatch(new RegExp(`AK5\\*R\\*${code}`));
    expect(answer(file)).toContain('AK9*P*2*2*1~');
  });

  it('refuses every text that was cut anywhere before its last segment', () => {
    for (let length = 1; length < whole.indexOf('IEA'); length += 7) {
      const file = read(whole.slice(0, length));
      expect(file.notices, `cut at ${length}`).toEqual([]);
      expect(file.findings.some(({ action }) => action === 'reject')).toBe(true);
    }
  });

  it('takes an IEA without terminator with a warning, since nothing is missing', () => {
    const file = read(whole.trimEnd().slice(0, -1));
    expect(file.verdict).toBe('accepted-with-errors');
    expect(file.notices).toHaveLength(1);
    expect(codesOf(file)).toEqual(['V1']);
  });

  it('reads interchange after interchange, each with its own delimiters', () => {
    const second = interchangeOf([[shipNotice({ asnId: 'ASN-2' })]], {
      element: '|',
      segment: "'",
      control: '000000002',
    });
    expect(read(whole + second).notices.map(({ data }) => data.asnId)).toEqual(['ASN-1', 'ASN-2']);
  });

  it('reports text behind the last interchange and still uses what was whole', () => {
    const file = read(`${whole}ISA*00*cut`);
    expect(file.verdict).toBe('accepted-with-errors');
    expect(messages(file)).toMatch(/behind interchange 1 there is text that is none/);
  });

  it('refuses a second notice of the same number in one file', () => {
    const file = read(interchangeOf([[shipNotice(), shipNotice({ set: '0002' })]]));
    expect(file.notices).toHaveLength(1);
    expect(codesOf(file)).toEqual(['NOTICE_REPEATED']);
    expect(answer(file)).toContain('AK4*2*396*7*ASN-1~');
  });
});

describe('test flag, sender and check digits', () => {
  const flagged = interchangeOf([[shipNotice()]], { usage: 'T' });

  it('refuses a test in production (V2)', () => {
    expect(codesOf(read(flagged))).toContain('V2');
    expect(read(flagged).notices).toEqual([]);
  });

  it('takes a test in a test tenant and says that it is one', () => {
    expect(read(flagged, { environment: 'test' }).notices.map(({ test }) => test)).toEqual([true]);
  });

  it('refuses another sender than the registered one', () => {
    const file = read(interchangeOf([[shipNotice()]], { sender: 'SOMEBODY' }));
    expect(codesOf(file)).toContain('SENDER_UNKNOWN');
    expect(file.notices).toEqual([]);
  });

  const wrongDigit = interchangeOf([
    [shipNotice({ edit: replaceSegment('MAN', 'GM', '095060000000000011') })],
  ]);
  it('warns about a wrong check digit (V8) and keeps the number as it was sent', () => {
    const file = read(wrongDigit);
    expect(file.verdict).toBe('accepted-with-errors');
    expect(file.findings).toMatchObject([
      { code: 'V8', action: 'warn', scope: 'pack', value: '095060000000000011' },
    ]);
    expect(linesOf(file)[0]?.line.sscc).toBe('095060000000000011');
    expect(answer(file)).toContain('AK5*E*5~');
  });

  it('refuses it where the partner is held to check digits', () => {
    const file = read(wrongDigit, { partner: { ...context.partner, strictCheckDigits: true } });
    expect(file.notices).toEqual([]);
    expect(file.findings).toMatchObject([{ code: 'V8', action: 'reject' }]);
  });
});

describe('what a set must say', () => {
  const refused = (edit: (body: string[][]) => string[][]) => read(interchangeOf([[shipNotice({ edit })]]));

  it.each([
    [
      'BSN02 missing',
      replaceSegment('BSN', '00', '', '20260301', '1730'),
      'FIELD_MISSING',
      'AK3*BSN*2**8~\nAK4*2*396*1~',
    ],
    [
      'BSN01 unknown',
      replaceSegment('BSN', '77', 'ASN-1', '20260301', '1730'),
      'FIELD_INVALID',
      'AK4*1*353*7*77~',
    ],
    ['no ship date', withoutSegment('DTM'), 'FIELD_MISSING', 'AK3*DTM*2**3~'],
    [
      'a date that does not exist',
      replaceSegment('DTM', '011', '20260230'),
      'FIELD_INVALID',
      'AK4*2*373*8*2026-02-30~',
    ],
    [
      'a time in a zone that moves',
      replaceSegment('DTM', '011', '20260301', '1800', 'ET'),
      'FIELD_INVALID',
      'AK4*2*373*8*20260301 1800 ET~',
    ],
    [
      'a ship-to that is not ours',
      replaceSegment('N1', 'ST', '', 'UL', '9506000009995'),
      'SHIP_TO_UNKNOWN',
      'AK4*4*67*7*9506000009995~',
    ],
    [
      'another supplier',
      (all: string[][]) => all.toSpliced(5, 0, ['N1', 'SU', '', '92', 'SUP-OTHER']),
      'SUPPLIER_MISMATCH',
      'AK4*4*67*7*SUP-OTHER~',
    ],
    ['no SN1', withoutSegment('SN1'), 'FIELD_MISSING', 'AK3*SN1*11**3~'],
    ['a quantity of nothing', replaceSegment('SN1', '', '0', 'EA'), 'FIELD_INVALID', 'AK4*2*382*7*0~'],
    ['no unit', replaceSegment('SN1', '', '10'), 'FIELD_MISSING', 'AK4*3*355*1~'],
    ['no item number of ours', replaceSegment('LIN', '1', 'VN', 'V1'), 'FIELD_MISSING', 'AK3*LIN*11**3~'],
    ['no order', withoutSegment('PRF'), 'FIELD_MISSING', 'AK3*PRF*'],
    ['a parent that is not open', replaceSegment('HL', '1', '9', 'S'), 'HIERARCHY', 'AK4*2*734*7*9~'],
    ['a level nobody knows', replaceSegment('HL', '1', '', 'Z'), 'HIERARCHY', 'AK4*3*735*7*Z~'],
    [
      'a loop number used twice',
      (all: string[][]) =>
        all.map((one) => (one[0] === 'HL' && one[1] === '3' ? ['HL', '2', '2', 'P'] : one)),
      'HIERARCHY',
      'AK4*1*628*7*2~',
    ],
    [
      'two LIN in one item',
      (all: string[][]) => all.toSpliced(11, 0, ['LIN', '9', 'SK', 'SKU-9']),
      'SEGMENT_REPEATED',
      'AK3*LIN*13**5~',
    ],
    [
      'something before the BSN',
      (all: string[][]) => [['DTM', '011', '20260301'], ...all],
      'SEGMENT_INVALID',
      'AK3*DTM*2**7~',
    ],
    ['an empty segment', (all: string[][]) => all.toSpliced(3, 0, ['']), 'SEGMENT_INVALID', 'AK3**5**1~'],
    ['a separator inside an element', replaceSegment('PRF', 'PO>1'), 'FIELD_INVALID', 'AK4*1*324*6*PO>1~'],
    [
      'two ship-to addresses',
      (all: string[][]) => all.toSpliced(5, 0, ['N1', 'ST', '', 'UL', '9506000000213']),
      'FIELD_INVALID',
      'AK4*4*67*7*',
    ],
    ['a CTT01 that counts other loops (V10)', replaceSegment('CTT', '7', '20'), 'V10', 'AK4*1*354*7*7~'],
    [
      'a CTT02 that adds up to something else (V10)',
      replaceSegment('CTT', '6', '21'),
      'V10',
      'AK4*2*347*7*21~',
    ],
    ['no line at all', () => shipNotice({ lines: 0 }).slice(1, -1), 'NOTICE_EMPTY', 'AK3*HL*2**8~'],
  ])('refuses a notice with %s', (_, edit, code, acknowledged) => {
    const file = refused(edit);
    expect(file.notices).toEqual([]);
    expect(file.findings.filter(({ action }) => action === 'reject').map((one) => one.code)).toContain(code);
    expect(answer(file)).toContain(acknowledged);
  });

  it('reads the purposes 00, 05 and 01; a cancellation needs no lines', () => {
    const purposeOf = (purpose: string, lines: number) =>
      read(interchangeOf([[shipNotice({ purpose, lines })]])).notices[0]?.data.purpose;
    expect([purposeOf('00', 1), purposeOf('05', 1), purposeOf('01', 0)]).toEqual([
      'original',
      'replace',
      'cancel',
    ]);
  });

  it('warns about a segment an 856 does not have and reads the rest', () => {
    const file = refused((body) => body.toSpliced(4, 0, ['ZZ9', 'own']));
    expect(file.findings).toMatchObject([{ code: 'SEGMENT_UNKNOWN', action: 'warn' }]);
    expect(answer(file)).toContain('AK3*ZZ9*6**6~');
    expect(file.notices).toHaveLength(1);
  });

  it('warns when TD1 announces other packs than the notice describes', () => {
    const file = refused((body) => body.toSpliced(2, 0, ['TD1', 'CTN25', '9']));
    expect(file.findings).toMatchObject([{ code: 'V10', action: 'warn', field: 'TD102' }]);
  });

  it('puts the estimated delivery before the current schedule, in either order', () => {
    const schedule = ['DTM', '067', '20260309'];
    const due = (at: number) => refused((body) => body.toSpliced(at, 0, schedule)).notices[0]?.data.dueAt;
    expect([due(2), due(4)]).toEqual(['2026-03-02T14:00:00Z', '2026-03-02T14:00:00Z']);
  });

  it('keeps the innermost pack of a line and checks the numbers of all', () => {
    const tare = (body: string[][]) => [
      ...body.slice(0, 7),
      ['HL', 'T1', '2', 'T'],
      ['MAN', 'GM', '000000000000000018'],
      ...body
        .slice(7)
        .map((one) =>
          one[0] === 'HL' && one[3] === 'P' ? one.with(2, 'T1') : one[0] === 'CTT' ? one.with(1, '7') : one,
        ),
    ];
    const file = refused(tare);
    expect(codesOf(file)).toEqual(['V8']);
    expect(linesOf(file).map(({ line }) => line.sscc)).toEqual(['095060000000000015', '095060000000000022']);
  });
});

describe('packs below items', () => {
  const text = readScenario('northwind-grocery', 'acorn-edi', 'item-above-pack.edi').bytes.toString('utf8');

  it('reads how much of the line each pack holds, exactly', () => {
    const file = read(text);
    expect(file.verdict).toBe('accepted');
    expect(linesOf(file)).toMatchObject([
      {
        line: { quantity: { value: 625, scale: 1, uom: 'KG' }, lot: 'ALM-0226' },
        packs: [
          { value: 25, scale: 0 },
          { value: 25, scale: 0 },
          { value: 125, scale: 1 },
        ],
      },
    ]);
    expect(linesOf(file)[0]?.line.sscc).toBeUndefined();
    expect(file.notices[0]?.data.control).toEqual({ lineCount: 1, hashTotal: '62.5' });
  });

  it('refuses packs that do not add up to their line (V10), even when the totals agree', () => {
    const file = read(text.replace('SN1**12.5*KG', 'SN1**13*KG').replace('CTT*6*125', 'CTT*6*125.5'));
    expect(file.notices).toEqual([]);
    expect(messages(file)).toMatch(/the packs of line 1 hold 63, the line announces 62.5/);
  });

  it('refuses several packs when one does not say how much it holds', () => {
    const file = read(
      text.replace('SN1**12.5*KG~\n', '').replace('SE*28', 'SE*27').replace('CTT*6*125', 'CTT*6*112.5'),
    );
    expect(messages(file)).toMatch(/must say how much it holds/);
    expect(file.notices).toEqual([]);
  });
});
