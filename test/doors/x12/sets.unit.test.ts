import { describe, expect, it } from 'vitest';
import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import { parseX12 } from '../../../lambdas/doors/x12/parse-x12.ts';
import { renderAnswer } from '../../../lambdas/doors/x12/report-997.ts';
import { RECEIVED_AT } from '../support/files.ts';
import { ssccOf } from '../support/notices.ts';
import { SAMPLES, x12Context, x12Of } from '../support/x12.ts';

const read = (text: string) => parseX12(text, x12Context());

describe('a set', () => {
  const edited = (setId: string, edit: (body: readonly string[]) => readonly string[], options = {}) =>
    x12Of([{ setId, body: edit(SAMPLES[setId] ?? []) }], options);
  const same = (body: readonly string[]) => body;
  const messages = (file: ParsedFile) => file.findings.map(({ message }) => message).join('\n');
  const answer = (file: ParsedFile) =>
    (file.report.interchanges ?? [])
      .map((one) => renderAnswer(one, { controlNumber: '000000007', at: RECEIVED_AT }))
      .join('');

  it('with a segment it does not have is read without it, with a warning', () => {
    const file = read(edited('850', (body) => body.toSpliced(3, 0, 'ZZ9*own')));
    expect(file.verdict).toBe('accepted-with-errors');
    expect(file.findings).toMatchObject([{ code: 'SEGMENT_UNKNOWN', action: 'warn' }]);
    expect(answer(file)).toContain('AK3*ZZ9*5**6~\nAK5*E*5~\nAK9*E*1*1*1~');
  });

  it.each([
    [
      'its first segment missing',
      '850',
      (body: readonly string[]) => body.slice(1),
      /BEG must come first, CUR stands there/,
      'AK3*CUR*2**7~',
    ],
    [
      'an address of nobody',
      '940',
      (body: readonly string[]) => body.filter((one) => !one.startsWith('N1')),
      /N3 cannot stand here/,
      'AK3*N3*3**2~',
    ],
    [
      'no segment id',
      '850',
      (body: readonly string[]) => body.toSpliced(2, 0, ''),
      /"" is no segment id/,
      'AK3**4**1~',
    ],
    [
      'a line count that is wrong (V10)',
      '850',
      (body: readonly string[]) => body.with(-1, 'CTT*3*12.5'),
      /CTT01 says 3, the set has 2 lines/,
      'AK4*1*354*7*3~',
    ],
    [
      'a total that is wrong (V10)',
      '944',
      (body: readonly string[]) => body.with(-1, 'W14*121'),
      /W1401 says 121, the quantities add up to 120/,
      'AK4*1*413*7*121~',
    ],
    [
      'lines that do not rise',
      '850',
      (body: readonly string[]) => body.map((one) => one.replace('PO1*2', 'PO1*1')),
      /line numbers must rise; the line before was 1/,
      'AK3*PO1*11**8~',
    ],
    ['no line', '940', (body: readonly string[]) => body.slice(0, 6), /the set has no line/, 'AK3*W05*2**8~'],
    [
      'a date that does not exist',
      '850',
      (body: readonly string[]) => body.with(0, 'BEG*00*SA*PO-1**20260230'),
      /BEG05 must be a date/,
      'AK4*5*373*8*2026-02-30~',
    ],
    [
      'a separator inside an element',
      '850',
      (body: readonly string[]) => body.with(0, 'BEG*00*SA*PO>1**20260301'),
      /BEG03 holds a separator/,
      'AK4*3*324*6*PO>1~',
    ],
    [
      'no item number',
      '850',
      (body: readonly string[]) => body.map((one) => one.replace('*IN*SKU-2', '*VN*V2')),
      /PO1\*SK is missing/,
      'AK3*PO1*11**3~',
    ],
    [
      'no quantity',
      '943',
      (body: readonly string[]) => body.map((one) => one.replace('W04*4*', 'W04**')),
      /W0401 is missing/,
      'AK3*W04*',
    ],
  ])('with %s is refused', (_, setId, edit, reason, acknowledged) => {
    const file = read(edited(setId, edit));
    expect(file.documents).toEqual([]);
    expect(messages(file)).toMatch(reason);
    expect(answer(file)).toContain(acknowledged);
  });

  it('adds up as senders do, or by its digits as the standard has it', () => {
    const total = (text: string) => read(edited('850', (body) => body.with(-1, `CTT*2*${text}`))).verdict;
    expect([total('12.5'), total('35'), total('34')]).toEqual(['accepted', 'accepted', 'rejected']);
  });

  it('of another kind than its group is refused, and only it', () => {
    const sets = [...(SAMPLES['850'] ? [{ setId: '850', body: SAMPLES['850'] }] : [])];
    const file = read(
      x12Of(sets, { edit: (all) => all.map((one) => (one[0] === 'GS' ? one.with(1, 'PR') : one)) }),
    );
    expect(messages(file)).toMatch(/transaction set 850 is not read in a group PR; it holds 855/);
    expect(answer(file)).toContain('AK5*R*1~');
  });

  it('that a partner is not registered for is refused with its group, the others are used', () => {
    const partner = x12Context({ formats: ['x12-850'] });
    const file = parseX12(
      x12Of(['850', '861'].map((setId) => ({ setId, body: SAMPLES[setId] ?? [] }))),
      partner,
    );
    expect(file.documents.map(({ document }) => document.type)).toEqual(['purchase-order']);
    expect(file.findings[0]).toMatchObject({ code: 'FILE_FORMAT', field: 'GS01', value: 'RC' });
    expect(answer(file)).toMatch(/AK1\*RC\*2~\nAK2\*861\*0001~\nAK5\*R~\nAK9\*R\*1\*1\*0\*1~/);
  });

  it('marked as a test is refused in production (V2), and in a test tenant taken as one', () => {
    const text = edited('850', same, { usage: 'T' });
    expect(read(text).findings.map(({ code }) => code)).toContain('V2');
    expect(parseX12(text, x12Context({}, { environment: 'test' })).documents).toMatchObject([{ test: true }]);
  });

  it('of a number the file held before is refused', () => {
    const twice = ['850', '850'].map((setId) => ({ setId, body: SAMPLES[setId] ?? [] }));
    const file = read(x12Of(twice));
    expect(file.documents).toHaveLength(1);
    expect(file.findings).toMatchObject([{ code: 'NOTICE_REPEATED', action: 'reject' }]);
  });

  const keys: readonly (readonly [string, string, string, string])[] = [
    ['a GTIN', '850', '09506000005041', '09506000005042'],
    ['a GLN', '846', 'N1*WH**92*3PL-1', 'N1*WH**UL*9506000000115'],
    ['an SSCC', '945', ssccOf(2), '095060000000000021'],
  ];
  it.each(keys)(
    'with %s of a wrong check digit warns, and is refused from a partner held to it (V8)',
    (_, setId, right, wrong) => {
      const text = edited(setId, (body) => body.map((one) => one.replace(right, wrong)));
      expect(read(text).findings).toMatchObject([{ code: 'V8', action: 'warn' }]);
      expect(read(text).documents).toHaveLength(1);
      const strict = parseX12(text, x12Context({ strictCheckDigits: true }));
      expect(strict.findings).toMatchObject([{ code: 'V8', action: 'reject' }]);
      expect(strict.documents).toEqual([]);
    },
  );
});
