import { type CharacterSet, characterSetOf, strayCharacter } from './characters.ts';

/**
 * EDIFACT text into segments and back (ISO 9735). Service characters are what the UNA says they are, and nothing here
 * judges content: the envelope and the messages do that with the positions kept here.
 */

export interface ServiceCharacters {
  readonly component: string;
  readonly element: string;
  /** The decimal mark: a point or a comma. */
  readonly decimal: string;
  /** Takes its meaning from the character behind it; itself included. None when the UNA leaves it blank. */
  readonly release?: string;
  /** Syntax version 4 only. */
  readonly repetition?: string;
  readonly segment: string;
}

export const DEFAULT_CHARACTERS: ServiceCharacters = {
  component: ':',
  element: '+',
  decimal: '.',
  release: '?',
  segment: "'",
};

export interface Segment {
  readonly tag: string;
  /** Elements behind the tag, each as its components, released characters resolved; an empty text was not sent. */
  readonly elements: readonly (readonly string[])[];
  /** From 1 at the UNB; a UNA is no segment. */
  readonly position: number;
  /** Characters of the text before the segment and up to its end, terminator included. */
  readonly start: number;
  readonly end: number;
  /** False for what follows the last terminator: the text was cut there, or the sender left the last one out. */
  readonly terminated: boolean;
  /** The service characters it was read with. */
  readonly characters: ServiceCharacters;
  /** The first character outside the stated set; absent when there is none. */
  readonly stray?: string;
  /** A repetition separator stands in it: no message read here repeats an element. */
  readonly repeated: boolean;
}

/** The text of an element (from 1) and one of its components (from 1), without blanks around it; empty when not sent. */
export function textAt(segment: Pick<Segment, 'elements'>, element: number, component = 1): string {
  return (segment.elements[element - 1]?.[component - 1] ?? '').trim();
}

/** A segment longer than this is none: without a limit a text without terminators would be held as a whole. */
const LONGEST_SEGMENT = 64 * 1024;
const SERVICE_STRING = 9;
const LAYOUT = ' \t\r\n\uFEFF';

/** Where reading goes on: the characters of an interchange that is already open, for reading a part of it again. */
interface Resume {
  readonly characters: ServiceCharacters;
  readonly set: CharacterSet | undefined;
  readonly start: number;
  readonly position: number;
}

/**
 * Cuts text into segments as it comes, in pieces of any size. Line ends, blanks and byte order marks between segments are
 * layout; line ends within one too, because files are wrapped at 80 columns. Holds one unfinished segment at most.
 */
export class SegmentScanner {
  #text = '';
  /** Characters of the whole text before `#text`. */
  #before = 0;
  #position = 0;
  #characters = DEFAULT_CHARACTERS;
  #set: CharacterSet | undefined;
  /** What the UNA says separates repetitions, should the UNB state syntax version 4. */
  #repetition = '*';
  #fault: string | undefined;

  constructor(resume?: Resume) {
    if (!resume) return;
    this.#characters = resume.characters;
    this.#set = resume.set;
    this.#before = resume.start;
    this.#position = resume.position - 1;
  }

  /** Why reading stopped before the end of the text; nothing behind it is read. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Takes the next piece of the text and gives the segments that end in it. */
  *push(text: string): Generator<Segment> {
    if (this.#fault !== undefined) return;
    this.#text = this.#text === '' ? text : this.#text + text;
    yield* this.#segments(false);
    if (this.#text.length > LONGEST_SEGMENT && this.#fault === undefined) {
      this.#stop(`there is no segment terminator within ${LONGEST_SEGMENT} characters`);
    }
  }

  /** The text is complete: gives what stands behind the last terminator, if anything does. */
  *end(): Generator<Segment> {
    if (this.#fault !== undefined) return;
    yield* this.#segments(true);
    const rest = this.#text;
    if (this.#fault === undefined && rest !== '')
      yield this.#read(rest, this.#before, this.#before + rest.length, false);
    this.#text = '';
  }

  *#segments(complete: boolean): Generator<Segment> {
    const text = this.#text;
    let at = 0;
    while (this.#fault === undefined) {
      while (at < text.length && LAYOUT.includes(text.charAt(at))) at++;
      // Three characters tell a service string from a segment.
      if (!complete && text.length - at < 3) break;
      if (text.startsWith('UNA', at)) {
        if (!complete && text.length - at < SERVICE_STRING) break;
        this.#advise(text.slice(at, at + SERVICE_STRING));
        at += SERVICE_STRING;
        continue;
      }
      const stop = terminatorFrom(text, at, this.#characters);
      if (stop < 0) break;
      yield this.#read(text.slice(at, stop), this.#before + at, this.#before + stop + 1, true);
      at = stop + 1;
    }
    this.#text = text.slice(at);
    this.#before += at;
  }

  #read(written: string, start: number, end: number, terminated: boolean): Segment {
    const characters = this.#characters;
    const raw = /[\r\n]/.test(written) ? written.replace(/[\r\n]/g, '') : written;
    if (raw.startsWith('UNB')) this.#position = 0;
    const { elements, repeated } = split(raw, characters);
    const tag = elements[0]?.[0] ?? '';
    if (tag === 'UNB') this.#open(elements);
    const stray = this.#set && strayCharacter(raw, this.#set, this.#characters);
    // Behind an interchange the next one starts anew: with its own UNA, or the default characters.
    if (tag === 'UNZ') this.#reset();
    return {
      tag,
      elements: elements.slice(1),
      position: ++this.#position,
      start,
      end,
      terminated,
      characters: tag === 'UNB' ? this.#characters : characters,
      ...(stray !== undefined && { stray }),
      repeated,
    };
  }

  #open(elements: readonly (readonly string[])[]): void {
    const [syntax = '', version = ''] = elements[1] ?? [];
    this.#set = characterSetOf(syntax);
    if (/^[4-9]/.test(version)) this.#characters = { ...this.#characters, repetition: this.#repetition };
  }

  #reset(): void {
    this.#characters = DEFAULT_CHARACTERS;
    this.#repetition = '*';
    this.#set = undefined;
  }

  #advise(advice: string): void {
    const [component = '', element = '', decimal = '', release = '', repetition = '', segment = ''] =
      advice.slice(3);
    const used = [component, element, segment, ...(release === ' ' ? [] : [release])];
    if (advice.length < SERVICE_STRING) this.#stop('the UNA is cut short; it has six characters');
    else if (new Set(used).size !== used.length || used.some((one) => !/^[^A-Za-z0-9\s]$/.test(one))) {
      this.#stop(
        `the UNA ${JSON.stringify(advice)} must name different characters, no letters, digits or blanks`,
      );
    } else if (decimal !== '.' && decimal !== ',') {
      this.#stop(`the UNA says ${JSON.stringify(decimal)} is the decimal mark; it is a point or a comma`);
    } else {
      this.#characters = { component, element, decimal, segment, ...(release !== ' ' && { release }) };
      this.#repetition = repetition === ' ' ? '*' : repetition;
    }
  }

  #stop(fault: string): void {
    this.#fault = fault;
    this.#text = '';
  }
}

/** Segments of a text that lies in memory. `fault` says why reading stopped early. */
export function* segmentsOf(text: string, scanner = new SegmentScanner()): Generator<Segment> {
  yield* scanner.push(text);
  yield* scanner.end();
}

/** Segments of a text that comes in pieces, never holding more than one piece and one unfinished segment. */
export async function* segmentStream(
  pieces: AsyncIterable<string>,
  scanner = new SegmentScanner(),
): AsyncGenerator<Segment> {
  for await (const piece of pieces) yield* scanner.push(piece);
  yield* scanner.end();
}

/** Where the segment that starts at `from` ends: its first terminator that is not released. */
function terminatorFrom(text: string, from: number, { segment, release }: ServiceCharacters): number {
  for (let at = text.indexOf(segment, from); at >= 0; at = text.indexOf(segment, at + 1)) {
    let releases = 0;
    while (at - releases > from && text.charAt(at - releases - 1) === release) releases++;
    // Of an even number each releases the next, and the terminator stands for itself.
    if (releases % 2 === 0) return at;
  }
  return -1;
}

function split(raw: string, characters: ServiceCharacters) {
  const { component, element, release, repetition } = characters;
  if (release === undefined || !raw.includes(release)) {
    const elements = raw.split(element).map((one) => one.split(component));
    return { elements, repeated: repetition !== undefined && raw.includes(repetition) };
  }
  const elements: string[][] = [['']];
  let [repeated, released] = [false, false];
  const append = (text: string) => {
    const components = elements[elements.length - 1] ?? [];
    components[components.length - 1] += text;
  };
  for (const character of raw) {
    if (released) {
      append(character);
      released = false;
    } else if (character === release) released = true;
    else if (character === element) elements.push(['']);
    else if (character === component) elements[elements.length - 1]?.push('');
    else {
      repeated ||= character === repetition;
      append(character);
    }
  }
  return { elements, repeated };
}

/** A segment to be written: its tag and its elements, each one text or its components. */
export type WrittenSegment = readonly [tag: string, ...elements: readonly (string | readonly string[])[]];

/**
 * Segments as text: the inverse of reading for texts without line ends. What is empty at the end of a segment is left out.
 * Without a release character a text cannot hold the others; blanks stand in for them.
 */
export function renderSegments(
  segments: readonly WrittenSegment[],
  characters: ServiceCharacters = DEFAULT_CHARACTERS,
  lineEnd = '',
): string {
  const { component, element, release, segment, repetition } = characters;
  const special = new Set<string | undefined>([component, element, release, segment, repetition, '\r', '\n']);
  const written = (one: string) =>
    release === undefined || one === '\r' || one === '\n' ? ' ' : release + one;
  const escaped = (text: string) => [...text].map((one) => (special.has(one) ? written(one) : one)).join('');
  const joined = (parts: readonly string[], separator: string) => {
    const last = parts.findLastIndex((part) => part !== '');
    return parts.slice(0, last + 1).join(separator);
  };
  return segments
    .map(([tag, ...elements]) => {
      const texts = elements.map((one) =>
        joined((typeof one === 'string' ? [one] : one).map(escaped), component),
      );
      return joined([tag, ...texts], element) + segment + lineEnd;
    })
    .join('');
}
