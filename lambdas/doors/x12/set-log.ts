import type { Finding } from '../../../events/inbound.ts';
import { FindingList, finding } from '../findings.ts';
import { LIMITS } from '../notice.ts';
import { type Field, KNOWN_SEGMENTS, PLACES, type Sourced, sourced } from './elements.ts';
import type { ElementError, SegmentError } from './report-997.ts';
import type { Delimiters, Segment } from './tokenizer.ts';

/** Segments that say one thing about their loop and therefore come once in it. */
const ONCE: ReadonlySet<string> = new Set(['BSN', 'PRF', 'LIN', 'SN1', 'CTT']);
const DATE = 373;

/** What is wrong with one transaction set, said twice: as findings for people and as AK3/AK4 for the 997. */
export class SetLog {
  readonly findings = new FindingList();
  readonly #errors: SegmentError[] = [];
  readonly #delimiters: Delimiters;
  readonly #setStart: number;
  readonly #seen = new Set<string>();

  /** `setStart` is the position of the ST in its interchange. */
  constructor(delimiters: Delimiters, setStart: number) {
    this.#delimiters = delimiters;
    this.#setStart = setStart;
  }

  get errors(): readonly SegmentError[] {
    return this.#errors;
  }

  /** AK3 counts from 1 at the ST. */
  positionInSet(segment: Segment): number {
    return segment.position - this.#setStart + 1;
  }

  /** A finding about an element that was sent. */
  report(
    found: Finding,
    { segment, position, element, reference }: Sourced,
    code?: ElementError['code'],
  ): void {
    this.findings.add(found);
    const missing = found.code === 'FIELD_MISSING';
    const why = code ?? (missing ? '1' : reference === DATE ? '8' : '7');
    this.#error({
      segment,
      position,
      code: '8',
      element: { element, reference, code: why, value: found.value },
    });
  }

  /** A finding about a field nobody sent, in the loop that starts at `position` of the set. */
  reportMissing(found: Finding, field: Field, position: number): void {
    this.findings.add(found);
    this.#error({ segment: PLACES[field].segment, position, code: '3' });
  }

  /** A finding about a loop as a whole. */
  reportLoop(found: Finding, position: number): void {
    this.findings.add(found);
    this.#error({ segment: 'HL', position, code: '8' });
  }

  /** An element as a field's text; a separator of the interchange inside a simple element is refused. */
  source(segment: Segment, element: number, reference: number): Sourced {
    const { from, simple } = sourced(segment, this.#setStart, element, reference, this.#delimiters);
    if (!simple) {
      const field = `${segment.id}${String(element).padStart(2, '0')}`;
      const message = `segment ${segment.position}: ${field} holds a separator of the interchange; it is one plain value`;
      this.report(finding('FIELD_INVALID', 'reject', { field, value: from.text }, message), from, '6');
    }
    return from;
  }

  /** Keeps a field; the same field said twice with different texts refuses the notice. */
  put<F extends Field>(fields: Map<F, Sourced>, field: F, from: Sourced): void {
    const before = fields.get(field);
    if (before && before.text !== from.text) {
      const at = { field: PLACES[field].name, value: from.text };
      const message = `${at.field} says "${from.text}" after it said "${before.text}"; send it once`;
      this.report(finding('FIELD_INVALID', 'reject', at, message), from);
    }
    fields.set(field, from);
  }

  /** Whether the segment may be here at all. */
  checkSegment(segment: Segment): void {
    const position = this.positionInSet(segment);
    const at = { field: segment.id || '(segment)', value: segment.elements.join(this.#delimiters.element) };
    const refuse = (
      code: string,
      action: Finding['action'],
      syntax: SegmentError['code'],
      message: string,
    ) => {
      this.findings.add(finding(code, action, at, `segment ${segment.position}: ${message}`));
      this.#error({ segment: segment.id, position, code: syntax });
    };
    if (!/^[A-Z][A-Z0-9]{1,2}$/.test(segment.id)) {
      refuse('SEGMENT_INVALID', 'reject', '1', `"${segment.id}" is no segment id`);
    } else if (!KNOWN_SEGMENTS.has(segment.id)) {
      refuse('SEGMENT_UNKNOWN', 'warn', '6', `${segment.id} is no segment of an 856 and was not read`);
    } else if (ONCE.has(segment.id) && this.#seen.has(segment.id)) {
      refuse('SEGMENT_REPEATED', 'reject', '5', `a second ${segment.id} in one loop; send one`);
    } else if (position === 2 && segment.id !== 'BSN') {
      refuse('SEGMENT_INVALID', 'reject', '7', `BSN must come first, ${segment.id} stands there`);
    }
    if (segment.id === 'HL') for (const inLoop of ['PRF', 'LIN', 'SN1']) this.#seen.delete(inLoop);
    this.#seen.add(segment.id);
  }

  #error(error: SegmentError): void {
    if (this.#errors.length < LIMITS.findings) this.#errors.push(error);
  }
}
