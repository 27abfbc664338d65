import type { Verdict } from '../notice.ts';
import { type Delimiters, render, withoutDelimiters } from './tokenizer.ts';
import { pad } from './write-interchange.ts';

/**
 * What an interchange is answered with: TA1 for the envelope and one 997 per functional group, as data for people and as
 * X12 for the partner's translator. Codes are those of X12 004010.
 */

/** AK4: one element of a segment. */
export interface ElementError {
  readonly element: number;
  /** X12 data element number. */
  readonly reference: number;
  /** AK403: 1 mandatory element missing, 6 invalid character, 7 invalid code value, 8 invalid date. */
  readonly code: '1' | '6' | '7' | '8';
  readonly value: string;
}

/** AK3: one segment of a transaction set. */
export interface SegmentError {
  readonly segment: string;
  /** From 1 at the ST of the set. */
  readonly position: number;
  /**
   * AK304: 1 unrecognized, 2 unexpected here, 3 mandatory segment missing, 5 too many, 6 not in this set, 7 out of sequence,
   * 8 see elements.
   */
  readonly code: '1' | '2' | '3' | '5' | '6' | '7' | '8';
  readonly element?: ElementError;
}

/** AK2 to AK5: one transaction set. */
export interface SetReport {
  readonly setId: string;
  readonly controlNumber: string;
  readonly verdict: Verdict;
  /** AK502 to 506: 1 set not supported, 2 trailer missing, 3 control numbers differ, 4 segment count, 5 segments in error. */
  readonly codes: readonly ('1' | '2' | '3' | '4' | '5')[];
  readonly errors: readonly SegmentError[];
}

/** AK1 and AK9: one functional group. */
export interface GroupReport {
  readonly functionalId: string;
  readonly controlNumber: string;
  readonly version: string;
  readonly sender: string;
  readonly receiver: string;
  /** AK901: `P` when some of the sets were accepted. */
  readonly verdict: 'A' | 'E' | 'P' | 'R';
  /** GE01 as sent; what was found is the number of sets. */
  readonly stated: string;
  /** AK905 to 909: 1 group not supported, 2 version not supported, 3 trailer missing, 4 control numbers differ, 5 set count. */
  readonly codes: readonly ('1' | '2' | '3' | '4' | '5')[];
  readonly sets: readonly SetReport[];
}

/** The envelope. `note` is TA105, `000` when nothing is wrong with it. */
export interface InterchangeReport {
  readonly controlNumber: string;
  /** ISA05 to ISA10 and ISA12 as sent: what an answer turns around. */
  readonly sender: { readonly qualifier: string; readonly id: string };
  readonly receiver: { readonly qualifier: string; readonly id: string };
  readonly date: string;
  readonly time: string;
  readonly version: string;
  readonly usage: string;
  readonly verdict: Verdict;
  readonly note: string;
  readonly delimiters: Delimiters;
  readonly groups: readonly GroupReport[];
  /** How many TA1 it holds. */
  readonly acknowledgments: number;
}

/** Who answers when, under which control number of our own (9 digits). */
interface AnswerStamp {
  readonly controlNumber: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** Groups of answers (997). */
const ACKNOWLEDGMENTS = 'FA';

/**
 * The answer to one interchange. An interchange refused as a whole is answered by its TA1 alone: nothing in it was
 * looked at, so no group is acknowledged. Answers are not answered: an interchange of them alone has none.
 */
export function renderAnswer(
  interchange: InterchangeReport,
  { controlNumber, at }: AnswerStamp,
): string | undefined {
  const asked = interchange.groups.filter(({ functionalId }) => functionalId !== ACKNOWLEDGMENTS);
  if (asked.length === 0 && interchange.groups.length + interchange.acknowledgments > 0) return undefined;
  const { delimiters, sender, receiver } = interchange;
  const [date, time] = [at.slice(0, 10).replaceAll('-', ''), at.slice(11, 16).replace(':', '')];
  const answers = interchange.verdict === 'rejected' && interchange.note !== '000' ? [] : asked;
  const segments = [
    segment(
      'ISA',
      ...['00', pad('', 10), '00', pad('', 10)],
      ...[receiver.qualifier, pad(receiver.id, 15), sender.qualifier, pad(sender.id, 15)],
      ...[date.slice(2), time, delimiters.repetition ?? 'U', interchange.version, controlNumber],
      ...['0', interchange.usage === 'T' ? 'T' : 'P', delimiters.component],
    ),
    segment(
      'TA1',
      interchange.controlNumber,
      interchange.date,
      interchange.time,
      ackOf(interchange),
      interchange.note,
    ),
    ...answers.flatMap((group, index) => answerGroup(group, index + 1, { date, time, controlNumber })),
    segment('IEA', String(answers.length), controlNumber),
  ];
  return render(segments, delimiters, delimiters.segment === '\n' ? '' : '\n');

  /** One group of one 997 each, so that sender and receiver codes of every group are turned around. */
  function answerGroup(
    group: GroupReport,
    number: number,
    stamp: { date: string; time: string; controlNumber: string },
  ) {
    const own = String(number);
    const body = [
      segment('ST', '997', own.padStart(4, '0')),
      segment('AK1', group.functionalId, group.controlNumber),
      ...group.sets.flatMap(answerSet),
      segment(
        'AK9',
        group.verdict,
        numeric(group.stated),
        String(group.sets.length),
        String(acceptedSets(group)),
        ...group.codes.slice(0, 5),
      ),
    ];
    return [
      segment('GS', 'FA', group.receiver, group.sender, stamp.date, stamp.time, own, 'X', group.version),
      ...body,
      segment('SE', String(body.length + 1), own.padStart(4, '0')),
      segment('GE', '1', own),
    ];
  }

  function answerSet(set: SetReport) {
    return [
      segment('AK2', set.setId, set.controlNumber),
      ...set.errors.flatMap(answerError),
      segment(
        'AK5',
        set.verdict === 'accepted' ? 'A' : set.verdict === 'rejected' ? 'R' : 'E',
        ...set.codes.slice(0, 5),
      ),
    ];
  }

  function answerError({ segment: id, position, code, element }: SegmentError) {
    const ak3 = segment('AK3', id, String(position), '', code);
    if (!element) return [ak3];
    const copy = element.value.slice(0, 99);
    return [
      ak3,
      segment(
        'AK4',
        String(element.element),
        String(element.reference),
        element.code,
        ...(copy ? [copy] : []),
      ),
    ];
  }

  /** What a partner sent is quoted without the characters that would mean something here. */
  function segment(id: string, ...elements: readonly string[]) {
    const clean = (text: string) => withoutDelimiters(text, delimiters, ['element', 'segment']);
    return { id: clean(id), elements: elements.map(clean) };
  }
}

export function acceptedSets({ sets }: Pick<GroupReport, 'sets'>): number {
  return sets.filter((set) => set.verdict !== 'rejected').length;
}

/** TA104: A accepted, E accepted with errors, R refused. What is wrong inside a group is said in its 997. */
function ackOf({ note, verdict }: InterchangeReport): string {
  if (note === '000') return 'A';
  return verdict === 'rejected' ? 'R' : 'E';
}

function numeric(text: string): string {
  return /^\d{1,6}$/.test(text) ? text : '0';
}
