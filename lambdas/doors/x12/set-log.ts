import type { Finding } from '../../../events/inbound.ts';
import { FindingList, finding } from '../findings.ts';
import { LIMITS } from '../notice.ts';
import { type Sourced, sourced } from './elements.ts';
import type { ElementError, SegmentError } from './report-997.ts';
import type { Delimiters, Segment } from './tokenizer.ts';

const DATE = 373;

/** What is wrong with one transaction set, said twice: as findings for people and as AK3/AK4 for the 997. */
export class SetLog {
  readonly findings = new FindingList();
  readonly #errors: SegmentError[] = [];
  readonly #delimiters: Delimiters;
  readonly #setStart: number;

  /** `setStart` is the position of the ST in its interchange. */
  constructor(delimiters: Delimiters, setStart: number) {
    this.#delimiters = delimiters;
    this.#setStart = setStart;
  }

  get component(): string {
    return this.#delimiters.component;
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
  reportMissing(found: Finding, segment: string, position: number): void {
    this.findings.add(found);
    this.#error({ segment, position, code: '3' });
  }

  /** A finding about a loop as a whole; `segment` is the one it begins with. */
  reportLoop(found: Finding, segment: string, position: number): void {
    this.findings.add(found);
    this.#error({ segment, position, code: '8' });
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

  /** A segment that may not be where it is. */
  reportSegment(
    segment: Segment,
    code: string,
    action: Finding['action'],
    syntax: SegmentError['code'],
    message: string,
  ): void {
    const value = segment.elements.join(this.#delimiters.element);
    const at = { field: segment.id || '(segment)', value };
    this.findings.add(finding(code, action, at, `segment ${segment.position}: ${message}`));
    this.#error({ segment: segment.id, position: this.positionInSet(segment), code: syntax });
  }

  /** Whether the segment is one of the set at all, and whether the set begins as it must. `set` holds what it may hold. */
  checkSegment(segment: Segment, set: string, first: string, known: ReadonlySet<string>): boolean {
    const { id } = segment;
    if (!/^[A-Z][A-Z0-9]{1,2}$/.test(id)) {
      this.reportSegment(segment, 'SEGMENT_INVALID', 'reject', '1', `"${id}" is no segment id`);
    } else if (!known.has(id)) {
      this.reportSegment(
        segment,
        'SEGMENT_UNKNOWN',
        'warn',
        '6',
        `${id} is no segment of ${set} and was not read`,
      );
    } else if (this.positionInSet(segment) === 2 && id !== first) {
      this.reportSegment(
        segment,
        'SEGMENT_INVALID',
        'reject',
        '7',
        `${first} must come first, ${id} stands there`,
      );
    } else return true;
    return false;
  }

  #error(error: SegmentError): void {
    if (this.#errors.length < LIMITS.findings) this.#errors.push(error);
  }
}
