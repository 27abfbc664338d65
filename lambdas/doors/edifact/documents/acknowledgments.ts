import type { ApplicationAcknowledgment, SyntaxAcknowledgment } from '../../documents.ts';
import { kinds, reader } from '../../fields.ts';
import { finding } from '../../findings.ts';
import type { DoorContext } from '../../notice.ts';
import type { Taken } from '../description.ts';
import type { MessageLog } from '../message-log.ts';
import { APERAK } from '../messages/aperak.ts';
import { CONTRL } from '../messages/contrl.ts';
import { Fields, HEADER_RULES, type Rule } from '../rules.ts';
import { type Segment, textAt } from '../tokenizer.ts';
import { type DocumentReader, type MessageKind, reportFaults } from './shared.ts';

type MessageAnswer = SyntaxAcknowledgment['messages'][number];

/** Action 4 rejects; 7 and 8 acknowledge. */
const accepts = (action: string) => action === '7' || action === '8';

/** A CONTRL that answers an interchange of ours. */
class SyntaxAcknowledgmentReader implements DocumentReader<SyntaxAcknowledgment> {
  readonly #log: MessageLog;
  readonly #messages: (Omit<MessageAnswer, 'faults'> & {
    readonly faults: MessageAnswer['faults'][number][];
  })[] = [];
  #interchange: (Pick<SyntaxAcknowledgment, 'accepted' | 'code'> & { interchange: string }) | undefined;
  #segment = 0;

  constructor(log: MessageLog) {
    this.#log = log;
  }

  take(segment: Segment): void {
    const faults = this.#messages.at(-1)?.faults;
    switch (segment.tag) {
      case 'UCI':
        this.#interchange = {
          interchange: this.#required(segment, 1, 'UCI 0020'),
          accepted: accepts(textAt(segment, 4)),
          ...codeOf(textAt(segment, 5)),
        };
        return;
      case 'UCM':
        this.#messages.push({
          reference: this.#required(segment, 1, 'UCM 0062'),
          messageType: textAt(segment, 2),
          accepted: accepts(textAt(segment, 3)),
          ...codeOf(textAt(segment, 4)),
          faults: [],
        });
        return;
      case 'UCS': {
        this.#segment = this.#number(segment, textAt(segment, 1));
        const code = textAt(segment, 2);
        if (code !== '') faults?.push({ segment: this.#segment, code });
        return;
      }
      case 'UCD': {
        const component = textAt(segment, 2, 2);
        faults?.push({
          segment: this.#segment,
          element: this.#number(segment, textAt(segment, 2)),
          ...(component !== '' && { component: this.#number(segment, component) }),
          code: this.#required(segment, 1, 'UCD 0085'),
        });
      }
    }
  }

  close(): SyntaxAcknowledgment | undefined {
    const answered = this.#interchange;
    if (!answered || !/^[A-Za-z0-9]/.test(answered.interchange)) return undefined;
    return {
      type: 'syntax-acknowledgment',
      documentId: answered.interchange,
      ...answered,
      messages: this.#messages,
    };
  }

  #required(segment: Segment, element: number, field: string): string {
    const text = textAt(segment, element);
    if (text === '') {
      const message = `segment ${segment.position}: ${field} is missing`;
      this.#log.report(finding('FIELD_MISSING', 'reject', { field, value: '' }, message));
    }
    return text;
  }

  #number({ tag, position }: Segment, text: string): number {
    if (/^\d{1,6}$/.test(text)) return Number(text);
    const message = `segment ${position}: ${tag} must say a position, a whole number`;
    this.#log.report(finding('FIELD_INVALID', 'reject', { field: tag, value: text }, message));
    return 0;
  }
}

function codeOf(code: string): { readonly code?: string } {
  return code === '' ? {} : { code };
}

type Header = 'documentId' | 'issuedAt' | 'answers' | 'name';
const header: readonly Rule<Header>[] = [
  ...HEADER_RULES.filter((rule) => rule.field === 'documentId' || rule.field === 'issuedAt'),
  { field: 'name', tag: 'BGM', within: [''], element: 1 },
  { field: 'answers', tag: 'RFF', qualifiers: ['ACW'], within: ['references'], element: 1, component: 2 },
];

/** An APERAK about a document of ours. */
class ApplicationAcknowledgmentReader implements DocumentReader<ApplicationAcknowledgment> {
  readonly #log: MessageLog;
  readonly #context: DoorContext;
  readonly #header: Fields<Header>;
  readonly #errors: { code: string; text: string; line?: number }[] = [];

  constructor(log: MessageLog, context: DoorContext, begins: Segment) {
    this.#log = log;
    this.#context = context;
    this.#header = new Fields(header, log, begins);
  }

  take(segment: Segment, taken: Taken): void {
    this.#header.read(segment, taken);
    const within = taken.groups.at(-1);
    const error = this.#errors.at(-1);
    if (segment.tag === 'ERC') this.#errors.push({ code: textAt(segment, 1), text: '' });
    else if (segment.tag === 'FTX' && within === 'errors' && error)
      error.text = (segment.elements[3] ?? []).join('');
    else if (segment.tag === 'RFF' && within === 'error place' && textAt(segment, 1) === 'LI' && error) {
      const line = textAt(segment, 1, 2);
      if (/^\d{1,6}$/.test(line)) error.line = Number(line);
    }
  }

  close(): ApplicationAcknowledgment | undefined {
    const read = reader(this.#header, 'document', this.#context);
    const documentId = read.required('documentId', kinds.id);
    const issuedAt = read.required('issuedAt', kinds.moment);
    const answers = read.required('answers', kinds.id);
    if (reportFaults(this.#log, read.faults) || documentId === undefined) return undefined;
    if (issuedAt === undefined || answers === undefined) return undefined;
    // 312 acknowledges, 313 reports errors.
    const accepted = this.#header.get('name') === '312';
    return {
      type: 'application-acknowledgment',
      documentId,
      issuedAt,
      answers,
      accepted,
      errors: this.#errors,
    };
  }
}

/** Answers that come in; those we give are written from reports (`answers.ts`). */
export const contrl: MessageKind<SyntaxAcknowledgment> = {
  description: CONTRL,
  reader: (log) => new SyntaxAcknowledgmentReader(log),
};

export const aperak: MessageKind<ApplicationAcknowledgment> = {
  description: APERAK,
  reader: (...args) => new ApplicationAcknowledgmentReader(...args),
};
