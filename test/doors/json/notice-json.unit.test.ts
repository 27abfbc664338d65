import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../lambdas/doors/json/notice-json.ts';
import { codesOf, contextOf, linesOf, readScenario } from '../support/files.ts';
import { SITE_GLN, ssccOf } from '../support/notices.ts';

const context = contextOf('northwind-grocery', 'acorn-edi');
const read = (value: unknown) =>
  parseJson(typeof value === 'string' ? value : JSON.stringify(value), context);

const line = { poId: 'PO-1', sku: 'SKU-1', quantity: '12.5', uom: 'kg' };
const notice = {
  asnId: 'ASN-1',
  shipTo: SITE_GLN,
  shippedAt: '2026-03-01',
  dueAt: '2026-03-02',
  lines: [line, { ...line, sku: 'SKU-2', quantity: 4 }],
};
const packs = (...contents: { line: number; quantity: unknown }[][]) =>
  contents.map((content, index) => ({ sscc: ssccOf(index + 1), contents: content }));

describe('a JSON notice', () => {
  it('is read whole, alone or in a list', () => {
    for (const root of [notice, { notices: [notice] }]) {
      const file = read(root);
      expect(file.verdict).toBe('accepted');
      expect(linesOf(file).map((one) => one.line)).toEqual([
        { line: 1, poId: 'PO-1', sku: 'SKU-1', quantity: { value: 125, scale: 1, uom: 'KG' } },
        { line: 2, poId: 'PO-1', sku: 'SKU-2', quantity: { value: 4, scale: 0, uom: 'KG' } },
      ]);
    }
  });

  it('puts parts of lines into packs', () => {
    const file = parseJson(
      readScenario('harbor-home', 'acorn-edi', 'clean.json').bytes.toString(),
      contextOf('harbor-home', 'acorn-edi'),
    );
    expect(linesOf(file)).toMatchObject([
      { line: { quantity: { value: 40 } }, packs: [{ value: 25 }, { value: 15 }] },
    ]);
    expect(linesOf(file)[0]?.line.sscc).toBeUndefined();
  });

  it('replaces and cancels', () => {
    expect(read({ ...notice, purpose: 'replace' }).notices[0]?.data.purpose).toBe('replace');
    expect(read({ ...notice, purpose: 'cancel', lines: [] }).notices[0]?.data.purpose).toBe('cancel');
  });

  it.each([
    ['half a file', JSON.stringify(notice).slice(0, 80), 'FILE_FORMAT', /not whole JSON/],
    ['a list', '[]', 'FILE_FORMAT', /must be an object with a list of lines/],
    ['no notices', { notices: [] }, 'FILE_FORMAT', /at least one notice/],
    ['no lines', { ...notice, lines: undefined }, 'FILE_FORMAT', /list of lines/],
    ['an empty list of lines', { ...notice, lines: [] }, 'NOTICE_EMPTY', /announces no line/],
    [
      'a number with decimals',
      { ...notice, lines: [{ ...line, quantity: 12.5 }] },
      'FIELD_INVALID',
      /write a number with decimals as a text, "12.5"/,
    ],
    [
      'a number no float can hold',
      { ...notice, lines: [{ ...line, quantity: 2 ** 53 }] },
      'FIELD_INVALID',
      /whole number/,
    ],
    [
      'an object where a text belongs',
      { ...notice, asnId: {} },
      'FIELD_INVALID',
      /notice.asnId must be a text/,
    ],
    [
      'line numbers that fall',
      {
        ...notice,
        lines: [
          { ...line, line: 2 },
          { ...line, line: 2 },
        ],
      },
      'LINE_ORDER',
      /line numbers must rise/,
    ],
    ['a wrong line count (V10)', { ...notice, controlLineCount: 3 }, 'V10', /says 3 lines, the notice has 2/],
    ['a wrong hash total (V10)', { ...notice, controlHashTotal: '16' }, 'V10', /add up to 16.5/],
    [
      'packs that hold less (V10)',
      { ...notice, packs: packs([{ line: 1, quantity: '12' }]) },
      'V10',
      /the packs of line 1 hold 12, the line announces 12.5/,
    ],
    [
      'a pack of a line there is not (V10)',
      { ...notice, packs: packs([{ line: 9, quantity: 1 }]) },
      'V10',
      /holds line 9/,
    ],
    [
      'a pack with a float',
      { ...notice, packs: packs([{ line: 1, quantity: 12.5 }]) },
      'FIELD_INVALID',
      /decimals as a text/,
    ],
    ['packs that are no list', { ...notice, packs: {} }, 'FIELD_INVALID', /must be a list of packs/],
    ['a pack without number', { ...notice, packs: [{ contents: [] }] }, 'FIELD_INVALID', /must have an sscc/],
  ])('is refused with %s', (_, root, code, reason) => {
    const file = read(root);
    expect(file.notices).toEqual([]);
    expect(codesOf(file)).toContain(code);
    expect(file.findings.map(({ message }) => message).join('\n')).toMatch(reason);
  });

  it('warns about a field nobody reads, so that a misspelled one is not lost in silence', () => {
    const file = read({ ...notice, lines: [{ ...line, lott: 'L1' }] });
    expect(file.verdict).toBe('accepted-with-errors');
    expect(file.findings).toMatchObject([
      { code: 'FIELD_UNKNOWN', action: 'warn', field: 'notice.lines[0].lott' },
    ]);
  });

  it('refuses the second notice of a number and keeps the first', () => {
    const file = read({
      notices: [notice, { ...notice, purpose: 'replace' }, { ...notice, asnId: 'ASN-2' }],
    });
    expect(file.notices.map(({ data }) => data.asnId)).toEqual(['ASN-1', 'ASN-2']);
    expect(codesOf(file)).toEqual(['NOTICE_REPEATED']);
  });
});
