import type { Finding } from '../../../events/inbound.ts';
import { finding } from '../findings.ts';
import { isoMoment } from './elements.ts';
import type { GroupReport, SetReport } from './report-997.ts';
import { type Delimiters, type Segment, segments } from './tokenizer.ts';

/**
 * The envelope of one interchange (check V1): which groups and sets it holds, and whether every header has its trailer
 * with the same control number and the right count. What a set says is not looked at here.
 */

export interface ReadSet {
  readonly setId: string;
  readonly controlNumber: string;
  /** Characters of the text from the ST to the end of the SE, and the position of the ST. */
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly codes: readonly SetReport['codes'][number][];
  readonly findings: readonly Finding[];
}

export interface ReadGroup extends Omit<GroupReport, 'verdict' | 'sets'> {
  /** GS04 and GS05 in ISO 8601; what is no date stays as it was sent. */
  readonly at: string;
  readonly position: number;
  readonly sets: readonly ReadSet[];
  readonly findings: readonly Finding[];
}

export interface ReadInterchange {
  readonly delimiters: Delimiters;
  readonly isa: readonly string[];
  readonly groups: readonly ReadGroup[];
  /** TA1: answers to interchanges of ours. */
  readonly acknowledgments: readonly Segment[];
  /** TA105; `000` unless the interchange as a whole is refused. */
  readonly note: string;
  readonly findings: readonly Finding[];
  /** Where the text goes on behind this interchange. */
  readonly end: number;
}

interface OpenSet {
  readonly st: Segment;
}
interface OpenGroup {
  readonly gs: Segment;
  readonly sets: ReadSet[];
}

/** The versions partners use. */
const VERSIONS = /^00[45]\d{3}/;

/** Walks the interchange whose ISA starts at `start`. Never throws; what is wrong is in the findings and codes. */
export function readInterchange(text: string, delimiters: Delimiters, start: number): ReadInterchange {
  const walk = new EnvelopeWalk(delimiters);
  for (const segment of segments(text, delimiters, start)) {
    if (walk.take(segment)) break;
  }
  return walk.close(text.length);
}

/** Takes the segments of one interchange, from its ISA on. Never throws; what is wrong is in the findings and codes. */
export class EnvelopeWalk {
  readonly #delimiters: Delimiters;
  readonly #groups: ReadGroup[] = [];
  readonly #findings: Finding[] = [];
  readonly #acknowledgments: Segment[] = [];
  #note = '000';
  #isa: Segment | undefined;
  #group: OpenGroup | undefined;
  #set: OpenSet | undefined;
  #last: Segment | undefined;
  #end: number | undefined;

  constructor(delimiters: Delimiters) {
    this.#delimiters = delimiters;
  }

  /** Takes the next segment; `true` when the interchange ends with it or before it. */
  take(segment: Segment): boolean {
    if (segment.id === 'ISA' && this.#isa) {
      this.#end = segment.start;
      return true;
    }
    this.#last = segment;
    switch (segment.id) {
      case 'ISA':
        this.#isa = segment;
        break;
      case 'GS':
        this.#closeGroup(undefined, segment.start);
        this.#group = { gs: segment, sets: [] };
        break;
      case 'GE':
        if (this.#group) this.#closeGroup(segment, segment.start);
        else this.#misplaced(segment);
        break;
      case 'ST':
        this.#closeSet(undefined, segment.start);
        if (this.#group) this.#set = { st: segment };
        else this.#misplaced(segment);
        break;
      case 'SE':
        if (this.#set) this.#closeSet(segment, segment.end);
        else this.#misplaced(segment);
        break;
      case 'IEA':
        this.#closeGroup(undefined, segment.start);
        this.#closeInterchange(segment);
        return true;
      case 'TA1':
        if (this.#group) this.#misplaced(segment);
        else this.#acknowledgments.push(segment);
        break;
      default:
        if (!this.#set) this.#misplaced(segment);
    }
    return false;
  }

  close(textEnd: number): ReadInterchange {
    if (this.#end === undefined || this.#last?.id !== 'IEA') {
      this.#closeGroup(undefined, this.#end ?? textEnd);
      const at = `after segment ${this.#last?.position} (${this.#last?.id})`;
      this.#refuse(
        '023',
        'IEA',
        '',
        `the interchange is cut short: ${at} there is no IEA; send it again whole`,
      );
    }
    return {
      delimiters: this.#delimiters,
      isa: this.#isa?.elements ?? [],
      groups: this.#groups,
      acknowledgments: this.#acknowledgments,
      note: this.#note,
      findings: this.#findings,
      end: this.#end ?? textEnd,
    };
  }

  #closeInterchange(iea: Segment): void {
    this.#end = iea.end;
    const [count = '', control = ''] = iea.elements;
    const stated = this.#isa?.elements[12] ?? '';
    const at = `segment ${iea.position}`;
    if (control !== stated) {
      this.#refuse(
        '001',
        'IEA02',
        control,
        `${at}: IEA02 is ${control}, ISA13 is ${stated}; they must be the same`,
      );
    }
    if (!counts(count, this.#groups.length)) {
      this.#refuse(
        '021',
        'IEA01',
        count,
        `${at}: IEA01 says ${count} groups, the interchange has ${this.#groups.length}`,
      );
    }
    if (!iea.terminated) {
      const message = `${at}: the last segment has no terminator; nothing is missing, but a cut file looks like this`;
      this.#findings.push(finding('V1', 'warn', { field: 'IEA', value: control }, message));
    }
  }

  #closeGroup(ge: Segment | undefined, end: number): void {
    this.#closeSet(undefined, end);
    const open = this.#group;
    if (!open) return;
    this.#group = undefined;
    const { gs, sets } = open;
    const [
      functionalId = '',
      sender = '',
      receiver = '',
      date = '',
      time = '',
      controlNumber = '',
      ,
      version = '',
    ] = gs.elements;
    const codes: ReadGroup['codes'][number][] = [];
    const findings: Finding[] = [];
    const refuse = (code: (typeof codes)[number], field: string, value: string, message: string) => {
      codes.push(code);
      findings.push(finding('V1', 'reject', { field, value }, message));
    };
    const from = `segment ${gs.position}`;
    if (!VERSIONS.test(version)) {
      refuse('2', 'GS08', version, `${from}: version ${version} is not supported; send 004010 or 005010`);
    }
    const [count = '', control = ''] = ge?.elements ?? [];
    if (!ge) refuse('3', 'GE', '', `${from}: the group has no GE; it is cut short`);
    else {
      const at = `segment ${ge.position}`;
      if (control !== controlNumber) {
        refuse(
          '4',
          'GE02',
          control,
          `${at}: GE02 is ${control}, GS06 is ${controlNumber}; they must be the same`,
        );
      }
      if (!counts(count, sets.length)) {
        refuse('5', 'GE01', count, `${at}: GE01 says ${count} sets, the group has ${sets.length}`);
      }
    }
    this.#groups.push({
      functionalId,
      controlNumber,
      version,
      sender,
      receiver,
      at: isoMoment(date.trim(), time.trim(), ''),
      position: gs.position,
      stated: count,
      codes,
      findings,
      sets,
    });
  }

  #closeSet(se: Segment | undefined, end: number): void {
    const open = this.#set;
    if (!open) return;
    this.#set = undefined;
    const { st } = open;
    const [setId = '', controlNumber = ''] = st.elements;
    const codes: ReadSet['codes'][number][] = [];
    const findings: Finding[] = [];
    const refuse = (code: (typeof codes)[number], field: string, value: string, message: string) => {
      codes.push(code);
      findings.push(finding('V1', 'reject', { field, value }, message));
    };
    const from = `segment ${st.position}`;
    if (!se) refuse('2', 'SE', '', `${from}: set ${controlNumber} has no SE; it is cut short`);
    else {
      const [count = '', control = ''] = se.elements;
      const found = se.position - st.position + 1;
      const at = `segment ${se.position}`;
      if (control !== controlNumber) {
        refuse(
          '3',
          'SE02',
          control,
          `${at}: SE02 is ${control}, ST02 is ${controlNumber}; they must be the same`,
        );
      }
      if (!counts(count, found)) {
        refuse('4', 'SE01', count, `${at}: SE01 says ${count} segments, the set has ${found}`);
      }
    }
    this.#group?.sets.push({
      setId,
      controlNumber,
      start: st.start,
      end,
      position: st.position,
      codes,
      findings,
    });
  }

  #misplaced(segment: Segment): void {
    const message = `segment ${segment.position}: ${segment.id || 'an empty segment'} stands where no such segment may be`;
    this.#refuse('022', segment.id || '(segment)', segment.elements.join(this.#delimiters.element), message);
  }

  /** The first reason decides the TA1 note; every reason is reported. */
  #refuse(note: string, field: string, value: string, message: string): void {
    if (this.#note === '000') this.#note = note;
    if (this.#findings.length < 20) this.#findings.push(finding('V1', 'reject', { field, value }, message));
  }
}

function counts(stated: string, found: number): boolean {
  return /^\d{1,10}$/.test(stated) && Number(stated) === found;
}
