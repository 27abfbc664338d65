import { type X12Interchange, X12Parser } from 'node-x12';
import { describe, expect, it } from 'vitest';
import type { ParsedFile } from '../../../lambdas/doors/notice.ts';
import { parseX12 } from '../../../lambdas/doors/x12/parse-x12.ts';
import { renderAnswer } from '../../../lambdas/doors/x12/report-997.ts';
import { RECEIVED_AT } from '../support/files.ts';
import { type MadeInterchange, SAMPLES, sampleSets, x12Context, x12Of } from '../support/x12.ts';

const read = (text: string, sender = 'ACORNFOODS') => parseX12(text, x12Context({ senderId: sender }));
const stamp = { controlNumber: '000000042', at: RECEIVED_AT };
const answersOf = (file: ParsedFile) =>
  (file.report.interchanges ?? []).flatMap((one) => renderAnswer(one, stamp) ?? []);
/** What a partner answers, read as it comes in from that partner. */
const answerTo = (setIds: readonly string[], options: MadeInterchange = {}) =>
  read(answersOf(read(x12Of(sampleSets(...setIds), options))).join('\n'), 'NORTHWIND');
const documents = (file: ParsedFile) => file.documents.map(({ document }) => document);

describe('an answer to what we sent', () => {
  it('is a TA1 and a 997 for each group, and is not answered', () => {
    const file = answerTo(['850', '861']);
    expect(file.findings).toEqual([]);
    expect(documents(file)).toEqual([
      {
        type: 'syntax-acknowledgment',
        documentId: '000000001',
        interchange: '000000001',
        accepted: true,
        messages: [],
      },
      {
        type: 'syntax-acknowledgment',
        documentId: '1',
        group: '1',
        accepted: true,
        messages: [{ reference: '0001', messageType: '850', accepted: true, faults: [] }],
      },
      {
        type: 'syntax-acknowledgment',
        documentId: '2',
        group: '2',
        accepted: true,
        messages: [{ reference: '0001', messageType: '861', accepted: true, faults: [] }],
      },
    ]);
    expect(answersOf(file)).toEqual([]);
  });

  it('is the same to another parser', () => {
    const broken = (all: string[][]) => all.map((one) => (one[0] === 'PO1' ? one.with(2, 'X') : one));
    const [text = ''] = answersOf(read(x12Of(sampleSets('850', '861'), { edit: broken })));
    // The other parser knows no TA1, which stands outside of groups.
    const withoutTa1 = text.replace(/^TA1.*\n/m, '');
    const { functionalGroups } = new X12Parser(true).parse(withoutTa1) as X12Interchange;
    const sets = functionalGroups.flatMap(({ transactions }) => transactions.map(({ segments }) => segments));
    expect(sets.map((segments) => segments.map(({ tag }) => tag).join(' '))).toEqual([
      expect.stringMatching(/^AK1 AK2( AK3 AK4)+ AK5 AK9$/),
      'AK1 AK2 AK5 AK9',
    ]);
  });

  it('says of a refused set which segment and element, and why', () => {
    const file = answerTo(['850'], {
      edit: (all) => all.map((one) => (one[0] === 'PO1' && one[1] === '1' ? one.with(2, 'X') : one)),
    });
    expect(documents(file)[1]).toMatchObject({
      accepted: false,
      messages: [
        { accepted: false, code: '5', faults: [{ segment: 9, element: 2, code: '7' }, { code: '7' }] },
      ],
    });
  });

  it('says of a refused group and of a refused interchange why', () => {
    const count = (id: string, at: number) => ({
      edit: (all: string[][]) => all.map((one) => (one[0] === id ? one.with(at, '7') : one)),
    });
    expect(documents(answerTo(['850'], count('GE', 1)))[1]).toMatchObject({
      group: '1',
      accepted: false,
      code: '5',
    });
    expect(documents(answerTo(['850'], count('IEA', 1)))).toEqual([
      {
        type: 'syntax-acknowledgment',
        documentId: '000000001',
        interchange: '000000001',
        accepted: false,
        code: '021',
        messages: [],
      },
    ]);
  });

  it('says of a group of which some sets are refused that it is accepted, and which are not', () => {
    const body = SAMPLES['850'] ?? [];
    const two = (all: string[][]) => {
      const [start, end] = [all.findIndex(([id]) => id === 'ST'), all.findIndex(([id]) => id === 'SE')];
      const second = all.slice(start, end + 1).map((one) => {
        if (one[0] === 'ST') return one.with(2, '0002');
        return one[0] === 'SE' ? ['SE', String(body.length + 5), '0002'] : one;
      });
      return [
        ...all.slice(0, end + 1),
        ...second,
        ...all.slice(end + 1).map((one) => (one[0] === 'GE' ? one.with(1, '2') : one)),
      ];
    };
    const sent = read(x12Of(sampleSets('850'), { edit: two }));
    expect(sent.report.interchanges?.[0]?.groups).toMatchObject([{ verdict: 'P' }]);
    expect(documents(answerTo(['850'], { edit: two }))[1]).toMatchObject({
      accepted: true,
      messages: [
        { reference: '0001', accepted: true },
        { reference: '0002', accepted: false, code: '4' },
      ],
    });
  });

  it('beside an order is taken, and only the order is answered', () => {
    const body = ['AK1*PO*7', 'AK9*A*1*1*1'];
    const file = read(x12Of([{ setId: '997', body }, ...sampleSets('850')]));
    expect(documents(file)).toMatchObject([
      { group: '7', accepted: true, messages: [] },
      { documentId: 'PO-1' },
    ]);
    expect(answersOf(file).join()).toContain('AK1*PO*2~');
    expect(answersOf(file).join()).not.toContain('AK1*FA');
  });

  const body = [
    'AK1*SH*7',
    'AK2*856*0001',
    'AK5*A',
    'AK2*856*0002',
    'AK3*N1*5**8',
    'AK4*4*67*7*X',
    'AK5*R*5',
    'AK9*P*2*2*1',
  ];

  it('that lost any one of its segments has another verdict', () => {
    const verdictOf = (segments: readonly string[]) =>
      read(x12Of([{ setId: '997', body: segments }])).verdict;
    expect(verdictOf(body)).toBe('accepted');
    for (const lost of body.keys())
      expect(verdictOf(body.toSpliced(lost, 1)), body[lost]).not.toBe('accepted');
  });

  it('is read with a position inside a composite, as 005010 writes it', () => {
    const composite = body.map((one) => (one.startsWith('AK4') ? 'AK4*4>2*67*7' : one));
    expect(documents(read(x12Of([{ setId: '997', body: composite }])))).toMatchObject([
      { messages: [{}, { faults: [{ segment: 5, element: 4, component: 2, code: '7' }] }] },
    ]);
  });

  it.each([
    ['no control number', ['TA1', 'X', '260301', '1730', 'A', '000'], /TA101 must be the control number/],
    ['no verdict', ['TA1', '000000001', '260301', '1730', 'Z', '000'], /TA104 must be A, E or R/],
  ])('is refused as a TA1 with %s', (_, ta1, reason) => {
    const file = read(x12Of([], { edit: ([isa = [], iea = []]) => [isa, ta1, iea.with(1, '0')] }));
    expect(file.verdict).toBe('rejected');
    expect(file.findings.map(({ message }) => message).join()).toMatch(reason);
    expect(answersOf(file)).toEqual([]);
  });

  it('is not used from an interchange that is refused', () => {
    const ta1 = ['TA1', '000000001', '260301', '1730', 'A', '000'];
    const file = read(x12Of([], { edit: ([isa = [], iea = []]) => [isa, ta1, iea.with(1, '3')] }));
    expect(file.documents).toEqual([]);
    expect(answersOf(file)).toEqual([]);
  });
});
