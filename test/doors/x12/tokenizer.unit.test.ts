import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Delimiters,
  partsOf,
  readDelimiters,
  render,
  type StreamedSegment,
  segmentStream,
  segments,
  skipLayout,
} from '../../../lambdas/doors/x12/tokenizer.ts';
import { interchangeOf, shipNotice } from '../support/notices.ts';

function tokenize(text: string) {
  const start = skipLayout(text, 0);
  const delimiters = readDelimiters(text, start);
  if ('fault' in delimiters) throw new Error(delimiters.fault);
  return { delimiters, list: [...segments(text, delimiters, start)] };
}

/** A text cut into pieces of these lengths, again and again. */
async function* piecesOf(whole: string, cuts: readonly number[]) {
  for (let at = 0, next = 0; at < whole.length; next++) {
    const length = cuts[next % cuts.length] ?? 1;
    yield whole.slice(at, at + length);
    at += length;
  }
}

async function streamed(pieces: AsyncIterable<string>) {
  const read: StreamedSegment[] = [];
  for await (const segment of segmentStream(pieces)) read.push(segment);
  return read;
}

/** Characters no element may hold once they are delimiters; one of them is two units long. */
const separators = fc.uniqueArray(
  fc.constantFrom('*', '|', '~', '^', '>', ':', '\u001d', '\u00a7', '\u{1F4E6}', '!', '\\'),
  { minLength: 4, maxLength: 4 },
);
const text = fc.stringMatching(/^[A-Za-z0-9 .,äß€-]{0,12}$/);
const body = fc.array(
  fc.record({ id: fc.stringMatching(/^[A-Z][A-Z0-9]{1,2}$/), elements: fc.array(text, { maxLength: 6 }) }),
  { maxLength: 12 },
);

describe('the X12 tokenizer', () => {
  it('gives back what was rendered, whatever the delimiters', () => {
    fc.assert(
      fc.property(
        separators,
        body,
        fc.constantFrom('', '\n', '\r\n', '\r\n    '),
        ([element = '*', component = '>', repetition = '^', segment = '~'], list, lineEnd) => {
          const isa = {
            id: 'ISA',
            elements: [...Array(10).fill('x'), repetition, '00501', '000000001', '0', 'P', component],
          };
          const given = [isa, ...list].map((one) => (one.id === 'ISA' ? isa : one));
          const read = tokenize(render(given, { element, segment }, lineEnd));
          expect(read.delimiters).toEqual({ element, component, repetition, segment });
          expect(read.list.map(({ id, elements }) => ({ id, elements }))).toEqual(given);
          expect(read.list.map(({ position }) => position)).toEqual(given.map((_, index) => index + 1));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('points back at the text of each segment', () => {
    const whole = interchangeOf([[shipNotice()]], { lineEnd: '\r\n  ' });
    for (const segment of tokenize(whole).list) {
      const again = whole.slice(segment.start, segment.end);
      expect(again.startsWith(segment.id)).toBe(true);
      expect(again.endsWith('~')).toBe(true);
    }
  });

  it.each([
    ['a byte order mark', (whole: string) => `\uFEFF${whole}`],
    ['blank lines before the ISA', (whole: string) => `\r\n\n  ${whole}`],
    ['indented segments', (whole: string) => whole.replaceAll('\n', '\n      ')],
    ['no line ends', (whole: string) => whole.replaceAll('\n', '')],
    [
      'lines wrapped at 80 columns',
      (whole: string) => whole.replaceAll('\n', '').replace(/.{80}/g, '$&\r\n'),
    ],
  ])('reads the same segments with %s', (_, change) => {
    const whole = interchangeOf([[shipNotice()]]);
    const plain = (list: ReturnType<typeof tokenize>['list']) =>
      list.map(({ id, elements }) => [id, ...elements]);
    expect(plain(tokenize(change(whole)).list)).toEqual(plain(tokenize(whole).list));
  });

  it('takes a line end as the segment terminator when the ISA says so', () => {
    const { delimiters, list } = tokenize(interchangeOf([[shipNotice()]], { segment: '\n', lineEnd: '' }));
    expect(delimiters.segment).toBe('\n');
    expect(list.at(-1)?.id).toBe('IEA');
  });

  it('does not need the ISA to be padded', () => {
    const { list } = tokenize(interchangeOf([[shipNotice()]]).replaceAll(/ +/g, ''));
    expect(list.map(({ id }) => id).slice(0, 3)).toEqual(['ISA', 'GS', 'ST']);
  });

  it('says that the last segment has no terminator', () => {
    const whole = interchangeOf([[shipNotice()]], { lineEnd: '' });
    expect(tokenize(whole.slice(0, -1)).list.at(-1)?.terminated).toBe(false);
  });

  it('splits repetitions and components, and has no repetitions before version 00402', () => {
    const delimiters: Delimiters = { element: '*', component: ':', repetition: '^', segment: '~' };
    expect(partsOf('a:b^c', delimiters)).toEqual([['a', 'b'], ['c']]);
    expect(partsOf('a:b^c', { element: '*', component: ':', segment: '~' })).toEqual([['a', 'b^c']]);
    expect(tokenize(interchangeOf([[shipNotice()]])).delimiters.repetition).toBeUndefined();
  });

  it('gives the same segments of a text in pieces, however it is cut, each interchange with its delimiters', async () => {
    const odd = { element: '|', segment: '\u{1F4E6}', component: '^', lineEnd: '\r\n  ' };
    const [first, second] = [
      interchangeOf([[shipNotice({ lines: 30 })]]),
      interchangeOf([[shipNotice({ lines: 3 })]], odd),
    ];
    const end = first.length;
    const whole = [
      ...tokenize(first).list,
      ...tokenize(second).list.map((one) => ({ ...one, start: one.start + end, end: one.end + end })),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }),
        async (cuts) => {
          const read = await streamed(piecesOf(first + second, cuts));
          expect(read.map(({ delimiters: _, ...segment }) => segment)).toEqual(whole);
          expect(read.at(-1)?.delimiters).toEqual({ element: '|', segment: '\u{1F4E6}', component: '^' });
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['that is no interchange', 'UNB+UNOA:2', /at character 0: there is no ISA segment/],
    [
      'with something behind its interchange',
      `${interchangeOf([[shipNotice()]])}x`,
      /there is no ISA segment/,
    ],
    [
      'without terminators',
      interchangeOf([[shipNotice()]]).replace(/~/g, (one, at) => (at < 120 ? one : '!')) + 'x'.repeat(70_000),
      /no segment terminator within 65536 characters/,
    ],
  ])('ends with an error for a text in pieces %s', async (_, text, reason) => {
    await expect(streamed(piecesOf(text, [500]))).rejects.toThrow(reason);
  });

  it.each([
    ['nothing', '', /no ISA/],
    ['another format', 'UNB+UNOA:2+X', /no ISA/],
    ['letters as separator', 'ISAX00', /cannot separate/],
    ['the ISA cut off', 'ISA*00*   *00*  *ZZ*A', /ends before its element 16/],
    ['two equal delimiters', interchangeOf([], { component: '*' }), /must be different|ends before/],
  ])('refuses %s with a reason', (_, input, reason) => {
    const delimiters = readDelimiters(input, 0);
    expect('fault' in delimiters && delimiters.fault).toMatch(reason);
  });
});
