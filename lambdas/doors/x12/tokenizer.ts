/**
 * X12 text into segments and back. The delimiters are what the ISA says they are, whatever characters that may be, and
 * nothing here judges content: the envelope and the transaction sets do that with the positions kept here.
 */

export interface Delimiters {
  readonly element: string;
  readonly component: string;
  /** Interchanges before version 00402 have none. */
  readonly repetition?: string;
  readonly segment: string;
}

export interface Segment {
  readonly id: string;
  /** `elements[0]` is the first element after the id; an empty text was not sent. */
  readonly elements: readonly string[];
  /** From 1 at the ISA. */
  readonly position: number;
  /** Characters of the text before the segment and up to its end, terminator included. */
  readonly start: number;
  readonly end: number;
  /** False for what follows the last terminator: the text was cut there, or the sender left the last one out. */
  readonly terminated: boolean;
}

const ISA_ELEMENTS = 16;
const FIRST_VERSION_WITH_REPETITION = '00402';

/**
 * Reads the delimiters of the interchange whose `ISA` starts at `start`: the element separator is the character behind
 * the three letters, the component separator is ISA16, the segment terminator whatever follows it. Sixteen elements are
 * counted rather than 106 characters, because real senders do not always pad.
 */
export function readDelimiters(text: string, start: number): Delimiters | { readonly fault: string } {
  const element = characterAt(text, start + 3);
  if (!text.startsWith('ISA', start) || element === undefined) return { fault: 'there is no ISA segment' };
  if (/[A-Za-z0-9\s]/.test(element)) {
    return {
      fault: `"${element}" follows ISA where the element separator belongs; letters, digits and blanks cannot separate`,
    };
  }
  const parts = text.slice(start, start + 512).split(element);
  const tail = parts.slice(ISA_ELEMENTS).join(element);
  const component = characterAt(tail, 0);
  const segment = component && characterAt(tail, component.length);
  if (parts.length <= ISA_ELEMENTS || !component || !segment) {
    return { fault: `the ISA segment ends before its element ${ISA_ELEMENTS}` };
  }
  const repetition = parts[11] ?? '';
  const version = parts[12] ?? '';
  const repeats = version >= FIRST_VERSION_WITH_REPETITION && /^[^A-Za-z0-9\s]$/u.test(repetition);
  const delimiters = { element, component, segment, ...(repeats && { repetition }) };
  const used = Object.values(delimiters);
  if (new Set(used).size !== used.length || used.some((one) => /[A-Za-z0-9 ]/.test(one))) {
    return {
      fault: `the delimiters ${used.map((one) => JSON.stringify(one)).join(' ')} must be different and no letters, digits or blanks`,
    };
  }
  return delimiters;
}

/** A character as a reader sees it, which may be two units of a JavaScript string. */
function characterAt(text: string, index: number): string | undefined {
  const code = text.codePointAt(index);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

/** Where the next segment starts: line ends and indentation behind a terminator are layout, not content. */
export function skipLayout(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n\uFEFF'.includes(text.charAt(at))) at++;
  return at;
}

/** Segments from `start` up to `end`, one at a time; `position` numbers the first of them. */
export function* segments(
  text: string,
  delimiters: Delimiters,
  start: number,
  end = text.length,
  position = 1,
): Generator<Segment> {
  let at = skipLayout(text, start);
  for (let count = position; at < end; count++) {
    const found = text.indexOf(delimiters.segment, at);
    const terminated = found >= 0 && found < end;
    const stop = terminated ? found : end;
    const segmentEnd = terminated ? stop + delimiters.segment.length : end;
    yield segmentOf(text.slice(at, stop), delimiters, {
      position: count,
      start: at,
      end: segmentEnd,
      terminated,
    });
    at = skipLayout(text, segmentEnd);
  }
}

function segmentOf(
  body: string,
  delimiters: Delimiters,
  place: Pick<Segment, 'position' | 'start' | 'end' | 'terminated'>,
): Segment {
  // Files wrapped at 80 columns break lines inside elements; where a line end is no terminator it means nothing.
  const wrapped = !'\r\n'.includes(delimiters.segment);
  const [id = '', ...elements] = (wrapped ? body.replace(/[\r\n]/g, '') : body).split(delimiters.element);
  return { id, elements, ...place };
}

/** A segment of a text that comes in pieces, with the delimiters of its interchange. */
export interface StreamedSegment extends Segment {
  readonly delimiters: Delimiters;
}

/** What an ISA is looked for in, and the longest segment that is waited for. */
const ISA_WINDOW = 512;
const LONGEST_SEGMENT = 64 * 1024;

/**
 * Segments of a text that comes in pieces, never holding more than one piece and one unfinished segment. Ends with an error
 * where the text is no interchange.
 */
export async function* segmentStream(pieces: AsyncIterable<string>): AsyncGenerator<StreamedSegment> {
  let [held, before, position] = ['', 0, 0];
  let delimiters: Delimiters | undefined;
  const cut = function* (complete: boolean): Generator<StreamedSegment> {
    let at = skipLayout(held, 0);
    while (at < held.length) {
      if (!delimiters) {
        if (!complete && held.length - at < ISA_WINDOW) break;
        const read = readDelimiters(held, at);
        if ('fault' in read) throw new Error(`at character ${before + at}: ${read.fault}`);
        [delimiters, position] = [read, 0];
      }
      const found = held.indexOf(delimiters.segment, at);
      if (found < 0 && !complete) break;
      const stop = found < 0 ? held.length : found;
      const end = found < 0 ? stop : stop + delimiters.segment.length;
      const place = { position: ++position, start: before + at, end: before + end, terminated: found >= 0 };
      const segment = segmentOf(held.slice(at, stop), delimiters, place);
      yield { ...segment, delimiters };
      // Behind an interchange the next one says its own delimiters.
      if (segment.id === 'IEA') delimiters = undefined;
      at = skipLayout(held, end);
    }
    held = held.slice(at);
    before += at;
    if (held.length > LONGEST_SEGMENT) {
      throw new Error(
        `at character ${before}: there is no segment terminator within ${LONGEST_SEGMENT} characters`,
      );
    }
  };
  for await (const piece of pieces) {
    held += piece;
    yield* cut(false);
  }
  yield* cut(true);
}

/** An element's repetitions, each as its components. */
export function partsOf(
  element: string,
  { component, repetition }: Delimiters,
): readonly (readonly string[])[] {
  const repetitions = repetition === undefined ? [element] : element.split(repetition);
  return repetitions.map((one) => one.split(component));
}

/** A text that means no delimiter and no line end: X12 cannot release a character, blanks stand in for them. */
export function withoutDelimiters(
  text: string,
  delimiters: Delimiters,
  which: readonly (keyof Delimiters)[] = ['element', 'component', 'repetition', 'segment'],
): string {
  const special = new Set<string | undefined>([...which.map((name) => delimiters[name]), '\r', '\n']);
  return [...text].map((one) => (special.has(one) ? ' ' : one)).join('');
}

/** Segments as text: the inverse of `segments` for elements free of delimiters and line ends. */
export function render(
  list: readonly Pick<Segment, 'id' | 'elements'>[],
  { element, segment }: Pick<Delimiters, 'element' | 'segment'>,
  lineEnd = '',
): string {
  return list.map(({ id, elements }) => `${[id, ...elements].join(element)}${segment}${lineEnd}`).join('');
}
