import { describe, expect, it } from 'vitest';
import { renderAperak, renderContrl } from '../../../lambdas/doors/edifact/answers.ts';
import { parseEdifact } from '../../../lambdas/doors/edifact/parse-edifact.ts';
import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import {
  BUYER_GLN,
  despatchAdvice,
  edifactContext,
  edifactOf,
  messageOf,
  SUPPLIER_GLN,
} from '../support/edifact.ts';
import { codesOf, linesOf, RECEIVED_AT } from '../support/files.ts';
import { ssccOf } from '../support/notices.ts';

const context = edifactContext();
const read = (text: string, with_ = context) => parseEdifact(Buffer.from(text, 'latin1'), with_);
const notice = (body = despatchAdvice(), reference = '1') => messageOf('DESADV', body, reference);
const messages = (file: ParsedFile) => file.findings.map(({ message }) => message).join('\n');
const stamp = { controlNumber: '7', at: RECEIVED_AT };
const contrl = (file: ParsedFile) =>
  (file.report.edifact ?? []).map((one) => renderContrl(one, stamp)).join('');
const aperak = (file: ParsedFile) =>
  (file.report.edifact ?? []).map((one) => renderAperak(one, stamp) ?? '').join('');
/** The clean file with every occurrence of one text replaced. */
const edited = (from: string | RegExp, to: string) => edifactOf([notice()]).replace(from, to);
/** The same with the segments of the message counted again. */
const recounted = (from: string | RegExp, to: string) => {
  const body = `${despatchAdvice().join("'\n")}'\n`.replace(from, to);
  return edifactOf([notice(body.split("'\n").slice(0, -1))]);
};

describe('a clean DESADV', () => {
  const file = read(edifactOf([notice()]));

  it('becomes a notice as an 856 does', () => {
    expect(file.verdict).toBe('accepted');
    expect(file.notices[0]).toMatchObject({ site: 'DC-ATL', test: false, lineCount: 2 });
    expect(file.notices[0]?.data).toEqual({
      asnId: 'DES-1',
      supplierId: 'SUP-ACORN',
      purpose: 'original',
      shipToGln: '9506000000114',
      shippedAt: '2026-03-01T18:00:00Z',
      dueAt: '2026-03-02T14:00:00Z',
      sentAt: '2026-03-01T17:30:00Z',
      carrier: { scac: 'RDWY' },
      control: { lineCount: 2 },
      origin: { partnerId: 'acorn-edi', format: 'edifact-desadv', controlNumber: 'IC1/1' },
      poIds: ['PO-1'],
      findings: [],
    });
    expect(linesOf(file)[1]).toEqual({
      line: {
        line: 2,
        poId: 'PO-1',
        poLine: 2,
        sku: 'SKU-2',
        gtin: '09506000005041',
        quantity: { value: 10, scale: 0, uom: 'EA' },
        sscc: ssccOf(2),
        lot: 'LOT2',
        expiry: '2026-12-31',
      },
      packs: [{ sscc: ssccOf(2), value: 10, scale: 0 }],
    });
    expect(linesOf(file)).toEqual(linesOf(file));
  });

  it('is answered by a CONTRL that accepts, and by no APERAK', () => {
    expect(contrl(file).split('\n')).toEqual([
      `UNB+UNOC:3+${BUYER_GLN}:14+${SUPPLIER_GLN}:14+260302:0800+7'`,
      "UNH+1+CONTRL:D:3:UN:EAN002'",
      `UCI+IC1+${SUPPLIER_GLN}:14+${BUYER_GLN}:14+7'`,
      "UCM+1+DESADV:D:96A:UN:EAN005+7'",
      "UNT+4+1'",
      "UNZ+1+7'",
      '',
    ]);
    expect(aperak(file)).toBe('');
  });

  it.each([
    ['a UNA and a byte order mark', `\u00ef\u00bb\u00bfUNA:+.? '\r\n${edifactOf([notice()])}`],
    ['no line ends', edifactOf([notice()], { lineEnd: '' })],
    ['indentation', edifactOf([notice()], { lineEnd: '\r\n     ' })],
    ['release D.01B', edifactOf([messageOf('DESADV', despatchAdvice(), '1', '01B:UN:EAN007')])],
  ])('is read the same with %s', (_, whole) => {
    const other = read(whole);
    expect(other.verdict).toBe('accepted');
    expect(linesOf(other)).toEqual(linesOf(file));
  });

  it('takes packs named below a line, each with its quantity, and exact decimals with the mark of the UNA', () => {
    const body = despatchAdvice('DES-2', 1).filter((one) => !/^(PAC|PCI\+33E|GIN\+BJ|CPS\+2)/.test(one));
    const packed = body.flatMap((one) =>
      one.startsWith('GIN+BX')
        ? [one, 'PCI+33E', 'QTY+12:7,5', `GIN+BJ+${ssccOf(1)}`, 'PCI+33E', 'QTY+12:5', `GIN+BJ+${ssccOf(2)}`]
        : [one.replace('QTY+12:10:PCE', 'QTY+12:12,50:KGM')],
    );
    const whole = read(edifactOf([notice(packed)], { una: "UNA:+,? '" }));
    expect(codesOf(whole)).toEqual([]);
    expect(linesOf(whole)[0]?.line.quantity).toEqual({ value: 125, scale: 1, uom: 'KGM' });
    expect(linesOf(whole)[0]?.packs).toEqual([
      { sscc: ssccOf(1), value: 75, scale: 1 },
      { sscc: ssccOf(2), value: 5, scale: 0 },
    ]);
  });
});

describe('the envelope (V1)', () => {
  it.each([
    [
      'UNZ has another reference',
      edited('UNZ+1+IC1', 'UNZ+1+IC2'),
      /UNZ refers to IC2, UNB 0020 is IC1/,
      '+4+28+UNZ+3',
    ],
    [
      'UNZ counts other messages',
      edited('UNZ+1+', 'UNZ+2+'),
      /UNZ says 2, there are 1 messages/,
      '+4+29+UNZ+2',
    ],
    [
      'UNZ is missing',
      edited(/UNZ.*\n/, ''),
      /cut short: behind segment \d+ \(UNT\) there is no UNZ/,
      '+4+13+UNZ',
    ],
    [
      'a segment stands outside',
      edited('UNZ', "LIN+1'\nUNZ"),
      /LIN stands where no such segment may be/,
      '+4+33+UNB',
    ],
    [
      'the sender is another',
      edited(/UNOA:2\+\d+/, 'UNOA:2+9999999999994'),
      /takes interchanges of 9506000010014 only/,
      '+4+23+UNB+3',
    ],
    ['the syntax is not known', edited('UNOA:2', 'UNOZ:2'), /UNOA, UNOB, UNOC, UNOW are read/, '+4+2+UNB+2'],
    ['it is a test in production', edited('+IC1', '+IC1++++++1'), /marks a test/, '+4+25+UNB+12'],
  ])('refuses the interchange when %s', (_, whole, reason, answered) => {
    const file = read(whole);
    expect(file.verdict).toBe('rejected');
    expect(file.notices).toEqual([]);
    expect(messages(file)).toMatch(reason);
    expect(contrl(file)).toContain(answered);
    expect(contrl(file)).not.toContain('UCM');
  });

  it.each([
    ['UNT is missing', edited(/UNT.*\n/, ''), /message 1 has no UNT/, '+4+13+UNT'],
    [
      'UNT counts other segments',
      edited(/UNT\+\d+/, 'UNT+99'),
      /UNT says 99, there are \d+ segments/,
      '+4+29+UNT+2',
    ],
    [
      'UNT has another reference',
      edited(/(UNT\+\d+)\+1/, '$1+2'),
      /UNT refers to 2, UNH 0062 is 1/,
      '+4+28+UNT+3',
    ],
    ['the type is unknown', edited('DESADV:', 'INVOIC:'), /INVOIC is not read here/, '+4+17+UNH+3'],
    [
      'the version is another',
      edited('D:96A', 'D:93A'),
      /send DESADV:D:96A:UN or DESADV:D:01B:UN/,
      '+4+3+UNH+3',
    ],
  ])('refuses the message when %s', (_, whole, reason, answered) => {
    const file = read(whole);
    expect(file.verdict).toBe('rejected');
    expect(messages(file)).toMatch(reason);
    expect(contrl(file)).toMatch(/UCI\+IC1\+.*\+7'/);
    expect(contrl(file)).toContain(answered);
  });

  it('takes a test in a test tenant and marks it', () => {
    const file = read(edited('+IC1', '+IC1++++++1'), edifactContext({}, { environment: 'test' }));
    expect(file.notices[0]?.test).toBe(true);
  });

  it('leaves the neighbors of a refused message alone', () => {
    const broken = notice(
      despatchAdvice('DES-2').filter((one) => !one.startsWith('BGM')),
      '2',
    );
    const file = read(edifactOf([notice(), broken]));
    expect(file.verdict).toBe('accepted-with-errors');
    expect(file.notices.map(({ data }) => data.asnId)).toEqual(['DES-1']);
    // BGM is missing behind the UNH, the first segment of its message.
    expect(contrl(file)).toContain("UCM+2+DESADV:D:96A:UN:EAN005+4'\nUCS+1+13'");
  });

  it('reads several interchanges, and groups of messages', () => {
    const grouped = edifactOf([notice()])
      .replace('UNH+1', "UNG+DESADV+S+R+260301:1730+G1+UN+D:96A'\nUNH+1")
      .replace('UNZ', "UNE+1+G1'\nUNZ");
    const file = read(grouped + edifactOf([notice(despatchAdvice('DES-2'))]));
    expect(file.verdict).toBe('accepted');
    expect(file.notices.map(({ data }) => data.asnId)).toEqual(['DES-1', 'DES-2']);
    expect(contrl(file)).toContain("UCF+G1+S+R+7'\nUCM+1+DESADV");
    const wrong = read(grouped.replace('UNE+1+G1', 'UNE+2+G1'));
    expect(wrong.verdict).toBe('rejected');
    expect(contrl(wrong)).toContain("UCF+G1+S+R+4+29+UNE+2'");
  });

  it('refuses text that is no interchange, before and behind one', () => {
    expect(messages(read("HELLO'"))).toMatch(/no EDIFACT interchange/);
    const behind = read(`${edifactOf([notice()])}HELLO'`);
    expect(behind.verdict).toBe('accepted-with-errors');
    expect(messages(behind)).toMatch(/behind interchange 1 there is text that is none/);
  });
});

describe('a message', () => {
  it.each([
    [
      'a segment that cannot stand there',
      recounted('CPS+1', "UNS+S'\nCPS+1"),
      /segment 11: UNS cannot stand here/,
      "UCS+10+15'",
    ],
    [
      'a segment too often',
      recounted("RFF+ON:PO-1'", `RFF+ON:PO-1'\n${"DTM+171:20260301:102'\n".repeat(10)}`),
      /DTM may be there 9 times/,
      "UCS+16+35'",
    ],
    [
      'a character outside the set',
      recounted('LOT1', 'LöT1'),
      /GIN holds "ö"; the interchange states UNOA/,
      "UCD+21+3'",
    ],
  ])('is refused for %s', (_, whole, reason, answered) => {
    const file = read(whole);
    expect(file.verdict).toBe('rejected');
    expect(messages(file)).toMatch(reason);
    expect(contrl(file)).toContain(answered);
    expect(aperak(file)).toBe('');
  });

  it('only warns of characters where the partner is read leniently', () => {
    const file = read(recounted('LOT1', 'LöT1'), edifactContext({ lenientCharacters: true }));
    expect(file.verdict).toBe('accepted-with-errors');
    expect(linesOf(file)[0]?.line.lot).toBe('LöT1');
  });

  it.each([
    ['no ship-to', recounted(/NAD\+DP.*\n/, ''), 'FIELD_MISSING', /NAD\+DP is missing/],
    [
      'a date that is none',
      recounted('DTM+17:202603021400:203', 'DTM+17:202613021400:203'),
      'FIELD_INVALID',
      /segment 6: DTM\+17 must be a date/,
    ],
    [
      'a week as date',
      recounted('DTM+17:202603021400:203', 'DTM+17:202610:616'),
      'FIELD_INVALID',
      /DTM\+17 must be a date/,
    ],
    [
      'a quantity with another decimal mark',
      recounted('QTY+12:10:PCE', 'QTY+12:1,5:PCE'),
      'FIELD_INVALID',
      /segment 18: QTY\+12 must be a number/,
    ],
    ['seven decimals', recounted('QTY+12:10:PCE', 'QTY+12:1.0000001:KGM'), 'FIELD_INVALID', /6 decimals/],
    [
      'a wrong number of lines',
      recounted('CNT+2:2', 'CNT+2:3'),
      'V10',
      /CNT\+2 says 3 lines, the notice has 2/,
    ],
    [
      'two lots in one line',
      recounted('GIN+BX+LOT1', "GIN+BX+LOT1'\nGIN+BX+LOT9"),
      'FIELD_INVALID',
      /send it once/,
    ],
    [
      'several packs around a line',
      recounted(`GIN+BJ+${ssccOf(1)}`, `GIN+BJ+${ssccOf(1)}+${ssccOf(9)}`),
      'V10',
      /give each pack a CPS of its own/,
    ],
    ['a packing level twice', recounted('CPS+3+1', 'CPS+2+1'), 'HIERARCHY', /used once/],
    [
      'a function nobody knows',
      recounted('DES-1+9', 'DES-1+31'),
      'FIELD_INVALID',
      /one of original, replace, cancel/,
    ],
  ])('whose syntax is right is refused by an APERAK for %s', (_, whole, code, reason) => {
    const file = read(whole);
    expect(file.verdict).toBe('rejected');
    expect(codesOf(file)).toContain(code);
    expect(messages(file)).toMatch(reason);
    expect(contrl(file)).toContain("UCM+1+DESADV:D:96A:UN:EAN005+7'");
    expect(aperak(file)).toMatch(
      /^UNB.*\nUNH\+1\+APERAK:D:96A:UN:EAN001'\nBGM\+313\+71\+9\+RE'\nDTM\+137:20260302080000:204'\n/,
    );
    expect(aperak(file)).toContain(`ERC+${code.replace('_', '').slice(0, 8)}::92'`);
  });

  it('with a wrong check digit is used and warned of, or refused where the partner is held to it', () => {
    const whole = recounted(ssccOf(1), '095060000000000010');
    expect(read(whole).verdict).toBe('accepted-with-errors');
    expect(aperak(read(whole))).toContain("BGM+312+71+9+AP'");
    expect(read(whole, edifactContext({ strictCheckDigits: true })).verdict).toBe('rejected');
  });

  it('of a kind the partner is not registered for is refused', () => {
    const file = read(edifactOf([notice()]), edifactContext({ formats: ['edifact-recadv'] }));
    expect(codesOf(file)).toEqual(['FILE_FORMAT']);
    expect(contrl(file)).toContain('+4+17+UNH+3');
  });

  it('names the second notice of one number in a file', () => {
    expect(codesOf(read(edifactOf([notice(), notice(despatchAdvice(), '2')])))).toEqual(['NOTICE_REPEATED']);
    expect(codesOf(read(edifactOf([notice(), notice(despatchAdvice('DES-2'), '1')])))).toEqual(['V1']);
  });
});
