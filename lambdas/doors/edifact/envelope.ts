import type { Finding } from '../../../events/inbound.ts';
import { finding } from '../findings.ts';
import { characterSetOf, KNOWN_SYNTAXES } from './characters.ts';
import type { ServiceFault, SyntaxCode } from './report.ts';
import { type Segment, type ServiceCharacters, textAt } from './tokenizer.ts';

/**
 * The envelope of one interchange (check V1): its groups and messages, and whether every header has its trailer with the
 * same reference and the right count. What a message says is not looked at here.
 */

/** What is wrong with a service segment, for the partner's translator and for people. */
export interface EnvelopeFault {
  readonly fault: ServiceFault;
  readonly finding: Finding;
}

export interface ReadMessage {
  readonly reference: string;
  /** S009: type, version, release, agency, association. */
  readonly identifier: readonly string[];
  /** Characters of the text from the UNH to the end of the UNT, and the position of the UNH. */
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly faults: readonly EnvelopeFault[];
}

export interface ReadGroup {
  readonly reference: string;
  readonly sender: readonly string[];
  readonly recipient: readonly string[];
  readonly faults: readonly EnvelopeFault[];
  readonly messages: readonly ReadMessage[];
}

export interface ReadInterchange {
  readonly unb: Pick<Segment, 'elements'>;
  readonly characters: ServiceCharacters;
  readonly groups: readonly ReadGroup[];
  /** Messages outside groups. */
  readonly messages: readonly ReadMessage[];
  readonly faults: readonly EnvelopeFault[];
  /** Findings that refuse nothing. */
  readonly warnings: readonly Finding[];
}

/** Where S002, 0035 and their like stand in the UNB, elements counted as in a CONTRL. */
export const UNB = { syntax: 2, sender: 3, recipient: 4, reference: 6, test: 12 } as const;

interface At {
  readonly tag: string;
  readonly element?: number;
  /** What people call the field. */
  readonly field: string;
  readonly value: string;
}

export function envelopeFault(code: SyntaxCode, at: At, message: string, name = 'V1'): EnvelopeFault {
  const { tag, element, field, value } = at;
  return {
    fault: { code, tag, ...(element !== undefined && { element }) },
    finding: finding(name, 'reject', { field, value }, message),
  };
}

/** A file may be nothing but faults; the first of one level say enough. */
const MOST_FAULTS = 20;

class Faults {
  readonly list: EnvelopeFault[] = [];

  add(code: SyntaxCode, at: At, message: string): void {
    if (this.list.length < MOST_FAULTS) this.list.push(envelopeFault(code, at, message));
  }

  /** A trailer's reference and count against what was read; `header` is what the reference must equal. */
  trailer(
    trailer: Segment,
    header: { readonly field: string; readonly reference: string },
    counted: { readonly found: number; readonly what: string },
  ): void {
    const { tag, position } = trailer;
    const [count, reference] = [textAt(trailer, 1), textAt(trailer, 2)];
    const at = `segment ${position}`;
    if (reference !== header.reference) {
      const message = `${at}: ${tag} refers to ${reference || 'nothing'}, ${header.field} is ${header.reference}; they must be the same`;
      this.add('28', { tag, element: 3, field: `${tag} reference`, value: reference }, message);
    }
    if (!/^\d{1,10}$/.test(count) || Number(count) !== counted.found) {
      const message = `${at}: ${tag} says ${count || 'nothing'}, there are ${counted.found} ${counted.what}`;
      this.add('29', { tag, element: 2, field: `${tag} count`, value: count }, message);
    }
  }
}

/** Takes the segments of one interchange, from its UNB on. Never throws; what is wrong is in the faults. */
export class EnvelopeWalk {
  readonly #faults = new Faults();
  readonly #warnings: Finding[] = [];
  readonly #groups: ReadGroup[] = [];
  readonly #messages: ReadMessage[] = [];
  readonly #references = new Set<string>();
  #unb: Segment | undefined;
  #group: { readonly ung: Segment; readonly messages: ReadMessage[]; readonly faults: Faults } | undefined;
  #unh: Segment | undefined;
  #last: Segment | undefined;
  #complete = false;

  /** Takes the next segment; `true` when the interchange ends with it. */
  take(segment: Segment): boolean {
    this.#last = segment;
    const { tag } = segment;
    if (this.#unh === undefined && (segment.stray !== undefined || segment.repeated)) this.#strayIn(segment);
    switch (tag) {
      case 'UNB':
        this.#unb = segment;
        break;
      case 'UNG':
        this.#closeGroup(undefined, segment.start);
        this.#group = { ung: segment, messages: [], faults: new Faults() };
        break;
      case 'UNE':
        if (this.#group) this.#closeGroup(segment, segment.start);
        else this.#misplaced(segment);
        break;
      case 'UNH':
        this.#closeMessage(undefined, segment.start);
        this.#unh = segment;
        break;
      case 'UNT':
        if (this.#unh) this.#closeMessage(segment, segment.end);
        else this.#misplaced(segment);
        break;
      case 'UNZ':
        this.#closeGroup(undefined, segment.start);
        this.#closeInterchange(segment);
        return true;
      default:
        if (!this.#unh) this.#misplaced(segment);
    }
    return false;
  }

  /** After the last segment of the interchange; `end` is where its text ends. */
  close(end: number): ReadInterchange {
    if (!this.#complete) {
      this.#closeGroup(undefined, end);
      const message = `the interchange is cut short: behind segment ${this.#last?.position} (${this.#last?.tag}) there is no UNZ; send it again whole`;
      this.#faults.add('13', { tag: 'UNZ', field: 'UNZ', value: '' }, message);
    }
    if (this.#groups.length > 0 && this.#messages.length > 0) {
      const message = 'messages stand inside and outside of groups; use one of the two';
      this.#faults.add('30', { tag: 'UNG', field: 'UNG', value: String(this.#groups.length) }, message);
    }
    return {
      unb: this.#unb ?? { elements: [] },
      characters: this.#unb?.characters ?? { component: ':', element: '+', decimal: '.', segment: "'" },
      groups: this.#groups,
      messages: this.#messages,
      faults: this.#faults.list,
      warnings: this.#warnings,
    };
  }

  #closeInterchange(unz: Segment): void {
    this.#complete = true;
    const unb = this.#unb ?? { elements: [] };
    const groups = this.#groups.length;
    const counted =
      groups > 0 ? { found: groups, what: 'groups' } : { found: this.#messages.length, what: 'messages' };
    this.#faults.trailer(unz, { field: 'UNB 0020', reference: textAt(unb, UNB.reference - 1) }, counted);
    const syntax = textAt(unb, 1);
    if (!characterSetOf(syntax)) {
      const message = `the UNB states ${syntax || 'no syntax'}; ${KNOWN_SYNTAXES} are read here`;
      this.#faults.add('2', { tag: 'UNB', element: UNB.syntax, field: 'UNB S001', value: syntax }, message);
    }
    if (!unz.terminated) {
      const message = `segment ${unz.position}: the UNZ has no terminator; nothing is missing, but a cut file looks like this`;
      this.#warnings.push(finding('V1', 'warn', { field: 'UNZ', value: textAt(unz, 2) }, message));
    }
  }

  #closeGroup(une: Segment | undefined, end: number): void {
    this.#closeMessage(undefined, end);
    const open = this.#group;
    if (!open) return;
    this.#group = undefined;
    const { ung, messages, faults } = open;
    const reference = textAt(ung, 5);
    const from = `segment ${ung.position}`;
    if (une) {
      faults.trailer(une, { field: 'UNG 0048', reference }, { found: messages.length, what: 'messages' });
    } else {
      const message = `${from}: group ${reference} has no UNE; it is cut short`;
      faults.add('13', { tag: 'UNE', field: 'UNE', value: '' }, message);
    }
    this.#groups.push({
      reference,
      sender: ung.elements[1] ?? [],
      recipient: ung.elements[2] ?? [],
      faults: faults.list,
      messages,
    });
  }

  #closeMessage(unt: Segment | undefined, end: number): void {
    const unh = this.#unh;
    if (!unh) return;
    this.#unh = undefined;
    const reference = textAt(unh, 1);
    const faults = new Faults();
    const from = `segment ${unh.position}`;
    if (unt) {
      const found = unt.position - unh.position + 1;
      faults.trailer(unt, { field: 'UNH 0062', reference }, { found, what: 'segments' });
    } else {
      const message = `${from}: message ${reference} has no UNT; it is cut short`;
      faults.add('13', { tag: 'UNT', field: 'UNT', value: '' }, message);
    }
    if (this.#references.has(reference)) {
      const at = { tag: 'UNH', element: 2, field: 'UNH 0062', value: reference };
      faults.add('26', at, `${from}: the interchange holds a message ${reference} before; number them`);
    }
    this.#references.add(reference);
    const identifier = unh.elements[1] ?? [];
    (this.#group?.messages ?? this.#messages).push({
      reference,
      identifier: identifier.map((one) => one.trim()),
      start: unh.start,
      end,
      position: unh.position,
      faults: faults.list,
    });
  }

  #misplaced({ tag, position, elements, characters }: Segment): void {
    const message = `segment ${position}: ${tag || 'an empty segment'} stands where no such segment may be`;
    const value = elements.map((one) => one.join(characters.component)).join(characters.element);
    this.#faults.add('33', { tag: 'UNB', field: tag || '(segment)', value }, message);
  }

  #strayIn({ tag, position, stray }: Segment): void {
    const message = `segment ${position}: ${tag} holds ${stray === undefined ? 'a repetition' : `the character ${JSON.stringify(stray)}`}, which may not be there`;
    this.#faults.add(
      stray === undefined ? '35' : '21',
      { tag: tag === 'UNZ' ? 'UNZ' : 'UNB', field: tag, value: stray ?? '' },
      message,
    );
  }
}
