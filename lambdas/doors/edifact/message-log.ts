import type { Finding } from '../../../events/inbound.ts';
import { FindingList, finding } from '../findings.ts';
import { LIMITS } from '../notice.ts';
import type { StructureFault } from './description.ts';
import type { ElementFault, SegmentFault, SyntaxCode } from './report.ts';
import type { Segment } from './tokenizer.ts';

/** What is wrong with one message: findings for people, syntax faults for the CONTRL, content for the APERAK. */
export class MessageLog {
  readonly findings = new FindingList();
  readonly #content = new FindingList();
  readonly #segments: SegmentFault[] = [];
  readonly #start: number;
  #syntaxRefused = false;

  /** `start` is the position of the UNH in its interchange. */
  constructor(start: number) {
    this.#start = start;
  }

  get segments(): readonly SegmentFault[] {
    return this.#segments;
  }

  get content(): readonly Finding[] {
    return this.#content.all();
  }

  /** Whether the syntax refuses the message; its content then says nothing. */
  get syntaxRefused(): boolean {
    return this.#syntaxRefused;
  }

  /** Something wrong with what the message says. */
  report(...found: readonly Finding[]): void {
    this.findings.add(...found);
    this.#content.add(...found);
  }

  /** A segment that cannot stand where it does, or one that is missing before it. */
  structure({ code, tag, message }: StructureFault, segment: Segment): void {
    // What is missing is named by the last segment before its place, as UCS asks for.
    const position = this.#positionOf(segment) - (code === '13' ? 1 : 0);
    const name = code === '13' ? 'SEGMENT_MISSING' : code === '15' ? 'SEGMENT_UNKNOWN' : 'SEGMENT_REPEATED';
    const at = { field: tag || '(segment)', value: '' };
    this.findings.add(finding(name, 'reject', at, `segment ${segment.position}: ${message}`));
    this.#fault({ position, code, elements: [] });
  }

  /** A character outside the stated set, or an element that repeats. `action` is what the partner's set says of it. */
  characters(segment: Segment, action: 'warn' | 'reject', set: string): void {
    const { stray, tag, position } = segment;
    if (stray !== undefined) {
      const message = `segment ${position}: ${tag} holds ${JSON.stringify(stray)}; the interchange states ${set}`;
      this.findings.add(finding('CHARACTER_INVALID', action, { field: tag, value: stray }, message));
      if (action === 'reject') this.#element(segment, '21', stray);
    }
    if (segment.repeated) {
      const message = `segment ${position}: ${tag} repeats an element; no message read here does`;
      this.findings.add(finding('FIELD_INVALID', 'reject', { field: tag, value: '' }, message));
      this.#fault({ position: this.#positionOf(segment), code: '35', elements: [] });
    }
  }

  /** The element and component a character stands in. */
  #element(segment: Segment, code: SyntaxCode, character: string): void {
    const element = segment.elements.findIndex((parts) => parts.some((part) => part.includes(character)));
    const component = segment.elements[element]?.findIndex((part) => part.includes(character)) ?? -1;
    const several = (segment.elements[element]?.length ?? 0) > 1;
    const elements: ElementFault[] =
      element < 0 ? [] : [{ code, element: element + 2, ...(several && { component: component + 1 }) }];
    this.#fault({ position: this.#positionOf(segment), ...(element < 0 && { code }), elements });
  }

  /** From 1 at the UNH. */
  #positionOf({ position }: Segment): number {
    return position - this.#start + 1;
  }

  #fault(fault: SegmentFault): void {
    this.#syntaxRefused = true;
    if (this.#segments.length < LIMITS.findings) this.#segments.push(fault);
  }
}
