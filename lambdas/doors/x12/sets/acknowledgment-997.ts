import { identifier } from '../../../../events/envelope.ts';
import type { Finding } from '../../../../events/inbound.ts';
import type { SyntaxAcknowledgment } from '../../documents.ts';
import { finding } from '../../findings.ts';
import type { ReadNotice } from '../../notice.ts';
import type { SetKind, SetReader } from '../line-set.ts';
import { loop } from '../loops.ts';
import type { SetLog } from '../set-log.ts';
import type { Segment } from '../tokenizer.ts';

/** Answers to what we sent: 997 for a functional group, TA1 for an interchange. Ours are written from reports (`report-997.ts`). */

type MessageAnswer = SyntaxAcknowledgment['messages'][number];

/** Elements 717 and 715: A and E accept, P accepts in part; every other code rejects. */
const accepts = (code: string) => ['A', 'E', 'P'].includes(code);

const ELEMENT_ERRORS = '8';

interface OpenAnswer {
  readonly reference: string;
  readonly messageType: string;
  accepted: boolean | undefined;
  code: string;
  readonly faults: MessageAnswer['faults'][number][];
}

class FunctionalAcknowledgmentReader implements SetReader<SyntaxAcknowledgment> {
  readonly #log: SetLog;
  readonly #messages: OpenAnswer[] = [];
  #group: string | undefined;
  #verdict: { readonly accepted: boolean; readonly code: string; readonly segment: Segment } | undefined;
  #last: Segment | undefined;

  constructor(log: SetLog) {
    this.#log = log;
  }

  take(segment: Segment): void {
    const message = this.#messages.at(-1);
    const element = (number: number) => (segment.elements[number - 1] ?? '').trim();
    if (segment.id !== 'AK4') this.#checkDetail(message);
    this.#last = segment;
    switch (segment.id) {
      case 'AK1':
        this.#group = this.#required(segment, 2, 28);
        return;
      case 'AK2':
        this.#messages.push({
          reference: this.#required(segment, 2, 329),
          messageType: this.#required(segment, 1, 143),
          accepted: undefined,
          code: '',
          faults: [],
        });
        return;
      case 'AK3':
        message?.faults.push({
          segment: this.#position(segment, 2, 719),
          code: element(4) || ELEMENT_ERRORS,
        });
        return;
      case 'AK4': {
        const [position = '', component = ''] = element(1).split(this.#log.component);
        const [open] = message?.faults.slice(-1) ?? [];
        if (!message || !open) return;
        // What the AK3 said of its elements is said by the AK4 more exactly.
        if (open.element === undefined && open.code === ELEMENT_ERRORS) message.faults.pop();
        message.faults.push({
          segment: open.segment,
          element: this.#number(segment, position, 1, 722),
          ...(component !== '' && { component: this.#number(segment, component, 1, 722) }),
          code: this.#required(segment, 3, 723),
        });
        return;
      }
      case 'AK5':
        if (message) {
          message.accepted = accepts(this.#required(segment, 1, 717));
          message.code = element(2);
        }
        return;
      case 'AK9':
        this.#verdict = { accepted: accepts(this.#required(segment, 1, 715)), code: element(5), segment };
    }
  }

  close(): SyntaxAcknowledgment | undefined {
    this.#checkDetail(this.#messages.at(-1));
    const messages = this.#messages.map(({ reference, messageType, accepted, code, faults }) => {
      if (accepted === undefined)
        this.#missing('AK5', `the answer to set ${reference} does not say whether it is accepted`);
      return { reference, messageType, accepted: accepted === true, ...(code !== '' && { code }), faults };
    });
    if (!this.#verdict) this.#missing('AK9', 'the answer to the group does not say whether it is accepted');
    else this.#checkCounts(this.#verdict.segment);
    const group = this.#group ?? '';
    if (!this.#verdict || !identifier.safeParse(group).success) return undefined;
    const { accepted, code } = this.#verdict;
    return {
      type: 'syntax-acknowledgment',
      documentId: group,
      group,
      accepted,
      ...(code !== '' && { code }),
      messages,
    };
  }

  /** An AK3 that says that elements are wrong is followed by the AK4 that says which. */
  #checkDetail(message: OpenAnswer | undefined): void {
    const fault = message?.faults.at(-1);
    if (this.#last?.id !== 'AK3' || fault?.code !== ELEMENT_ERRORS || fault.element !== undefined) return;
    const found = `segment ${this.#last.position}: AK3 says that elements are wrong, no AK4 says which`;
    this.#log.reportLoop(
      finding('FIELD_MISSING', 'warn', { field: 'AK4', value: '' }, found),
      'AK3',
      this.#log.positionInSet(this.#last),
    );
  }

  /** AK903 and AK904 against the sets that are answered one by one. */
  #checkCounts(segment: Segment): void {
    const accepted = this.#messages.filter((message) => message.accepted).length;
    for (const [element, reference, found] of [
      [3, 123, this.#messages.length],
      [4, 2, accepted],
    ] as const) {
      const from = this.#log.source(segment, element, reference);
      // A group that is answered as a whole names none of its sets.
      if (this.#messages.length === 0 || Number(from.text) === found) continue;
      const at = { field: `AK90${element}`, value: from.text };
      const message = `segment ${segment.position}: ${at.field} says ${from.text}, the answer has ${found}; something is missing or repeated`;
      this.#log.report(finding('V10', 'reject', at, message), from);
    }
  }

  #missing(id: string, message: string): void {
    this.#log.reportMissing(finding('FIELD_MISSING', 'reject', { field: id, value: '' }, message), id, 2);
  }

  #required(segment: Segment, element: number, reference: number): string {
    const from = this.#log.source(segment, element, reference);
    if (from.text === '') {
      const field = `${segment.id}0${element}`;
      const message = `segment ${segment.position}: ${field} is missing`;
      this.#log.report(finding('FIELD_MISSING', 'reject', { field, value: '' }, message), from);
    }
    return from.text;
  }

  #position(segment: Segment, element: number, reference: number): number {
    return this.#number(segment, (segment.elements[element - 1] ?? '').trim(), element, reference);
  }

  #number(segment: Segment, text: string, element: number, reference: number): number {
    if (/^\d{1,6}$/.test(text)) return Number(text);
    const field = `${segment.id}0${element}`;
    const message = `segment ${segment.position}: ${field} must say a position, a whole number`;
    const from = { ...this.#log.source(segment, element, reference), text };
    this.#log.report(finding('FIELD_INVALID', 'reject', { field, value: text }, message), from);
    return 0;
  }
}

export const acknowledgment997: SetKind<SyntaxAcknowledgment> = {
  setId: '997',
  functionalId: 'FA',
  loops: loop('', 'AK1', 'AK9', loop('set', 'AK2', 'AK5', loop('segment', 'AK3', 'AK4'))),
  reader: (log) => new FunctionalAcknowledgmentReader(log),
};

/** A TA1 as the document it is. `because` is why its interchange is refused, when it is. */
export function readInterchangeAcknowledgment(
  { elements, position }: Segment,
  test: boolean,
  because: string | undefined,
): ReadNotice {
  const [control = '', , , verdict = '', note = ''] = elements.map((one) => one.trim());
  const findings: Finding[] = [];
  const refuse = (field: string, value: string, message: string) =>
    findings.push(finding('FIELD_INVALID', 'reject', { field, value }, `segment ${position}: ${message}`));
  if (!/^\d{1,9}$/.test(control))
    refuse('TA101', control, 'TA101 must be the control number of an interchange');
  if (!/^[AER]$/.test(verdict)) refuse('TA104', verdict, 'TA104 must be A, E or R');
  if (because !== undefined) {
    findings.push(
      finding('V1', 'reject', { field: 'TA101', value: control }, `the TA1 is not used because ${because}`),
    );
  }
  const read = { asnId: control, findings, lineCount: 0, notice: undefined };
  if (findings.length > 0) return read;
  const document: SyntaxAcknowledgment = {
    type: 'syntax-acknowledgment',
    documentId: control,
    interchange: control,
    accepted: verdict !== 'R',
    ...(note !== '' && note !== '000' && { code: note }),
    messages: [],
  };
  return { ...read, document: { document, test, events: [] } };
}
