import EdifactParser from 'edifact/parser.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  renderSegments,
  type Segment,
  SegmentScanner,
  type ServiceCharacters,
  segmentStream,
  segmentsOf,
  type WrittenSegment,
} from '../../../lambdas/doors/edifact/tokenizer.ts';
import { despatchAdvice, edifactOf, messageOf } from '../support/edifact.ts';

const plain = (text: string) => [...segmentsOf(text)].map(({ tag, elements }) => [tag, ...elements]);
const DEFAULT: ServiceCharacters = { component: ':', element: '+', decimal: '.', release: '?', segment: "'" };

/** Texts full of what must be released. */
const text = fc.string({
  unit: fc.constantFrom('?', "'", '+', ':', 'a', 'B', '7', ' ', 'é'),
  minLength: 1,
  maxLength: 6,
});
const element = fc.array(text, { minLength: 1, maxLength: 3 });
const body: fc.Arbitrary<WrittenSegment[]> = fc.array(
  fc
    .tuple(fc.stringMatching(/^[A-TV-Z][A-Z]{2}$/), fc.array(element, { minLength: 1, maxLength: 4 }))
    .map(([tag, elements]): WrittenSegment => [tag, ...elements]),
  { minLength: 1, maxLength: 8 },
);

describe('the EDIFACT tokenizer', () => {
  it('gives back what was rendered, in any pieces and with any layout', async () => {
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom('', '\n', '\r\n', '\r\n    '),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', "UNA:+.? '", '\uFEFF\n'),
        async (segments, lineEnd, sizes, head) => {
          const written = head + renderSegments(segments, DEFAULT, lineEnd);
          const expected = segments.map(([tag, ...elements]) => [tag, ...elements]);
          expect(plain(written)).toEqual(expected);
          async function* pieces() {
            for (let at = 0, turn = 0; at < written.length; turn++) {
              const size = (sizes[turn % sizes.length] ?? 0) + 1;
              yield written.slice(at, at + size);
              at += size;
            }
          }
          const streamed: Segment[] = [];
          for await (const segment of segmentStream(pieces())) streamed.push(segment);
          expect(streamed).toEqual([...segmentsOf(written)]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('agrees with the edifact package on every element', () => {
    fc.assert(
      fc.property(body, (segments) => {
        const written = renderSegments(segments, DEFAULT);
        const seen: string[][][] = [];
        const parser = new EdifactParser();
        parser.encoding('UNOC');
        parser.onopensegment = (tag: string) => seen.push([[tag]]);
        parser.onelement = () => seen.at(-1)?.push([]);
        parser.oncomponent = (value: string) => seen.at(-1)?.at(-1)?.push(value);
        parser.onclosesegment = () => {};
        parser.write(written);
        parser.end();
        expect(seen.map(([tag, ...elements]) => [tag?.[0], ...elements])).toEqual(plain(written));
      }),
      { numRuns: 150 },
    );
  });

  it('points back at the text of each segment and counts from the UNB', () => {
    const whole = edifactOf([messageOf('DESADV', despatchAdvice())], {
      una: "UNA:+.? '\r\n",
      lineEnd: '\r\n ',
    });
    const segments = [...segmentsOf(whole)];
    for (const { tag, start, end } of segments) {
      expect(whole.slice(start, end).startsWith(tag)).toBe(true);
      expect(whole.slice(start, end).endsWith("'")).toBe(true);
    }
    expect(segments.map(({ position }) => position)).toEqual(segments.map((_, index) => index + 1));
  });

  it('reads the characters the UNA names, and the default ones behind the interchange', () => {
    const odd = 'UNA|^,! ~UNB^UNOA|2^A^B^260301|1730^1~FTX^AAA^!~!^!!~UNZ^0^1~';
    const segments = [...segmentsOf(`${odd}UNB+UNOA:2+A'`)];
    expect(segments.map(({ tag }) => tag)).toEqual(['UNB', 'FTX', 'UNZ', 'UNB']);
    expect(segments[1]?.elements).toEqual([['AAA'], ['~^!']]);
    expect(segments[1]?.characters.decimal).toBe(',');
    expect(segments[3]?.elements[0]).toEqual(['UNOA', '2']);
  });

  it('has no release character when the UNA leaves it blank', () => {
    expect(plain("UNA:+.  'FTX+what?'")).toEqual([['FTX', ['what?']]]);
  });

  it('reads lines wrapped at 80 columns', () => {
    const whole = edifactOf([messageOf('DESADV', despatchAdvice())], { lineEnd: '' });
    expect(plain(whole.replace(/.{80}/g, '$&\r\n'))).toEqual(plain(whole));
  });

  it.each([
    ['a blank as separator', "UNA +.? '", /different characters/],
    ['two equal characters', "UNA++.? '", /different characters/],
    ['a letter as terminator', 'UNA:+.? X', /different characters/],
    ['a semicolon as decimal mark', "UNA:+;? '", /decimal mark/],
    ['half a UNA', 'UNA:+', /cut short/],
    ['a text without terminators', 'A'.repeat(70_000), /no segment terminator/],
  ])('stops at %s with a reason', (_, input, reason) => {
    const scanner = new SegmentScanner();
    expect([...segmentsOf(input, scanner)]).toEqual([]);
    expect(scanner.fault).toMatch(reason);
  });

  it('names the first character outside the stated set, and repetitions of syntax version 4', () => {
    const read = (unb: string) => [...segmentsOf(`${unb}'FTX+AAA+größe*2'`)][1];
    expect(read('UNB+UNOA:2+A+B')?.stray).toBe('g');
    expect(read('UNB+UNOB:2+A+B')?.stray).toBe('ö');
    expect(read('UNB+UNOC:3+A+B')?.stray).toBeUndefined();
    expect(read('UNB+UNOC:3+A+B')?.repeated).toBe(false);
    expect(read('UNB+UNOC:4+A+B')?.repeated).toBe(true);
  });
});
