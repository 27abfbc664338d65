import type { WrittenSegment } from './places.ts';
import { type Delimiters, render, withoutDelimiters } from './tokenizer.ts';

/** A set to be written: which, and every segment between its ST and SE. */
export interface WrittenSet {
  readonly setId: string;
  readonly functionalId: string;
  readonly segments: readonly WrittenSegment[];
}

interface InterchangeStamp {
  /** ISA05 to ISA08: qualifier and id. */
  readonly sender: { readonly qualifier: string; readonly id: string };
  readonly receiver: { readonly qualifier: string; readonly id: string };
  /**
   * ISA13, nine digits. Groups count on from it, so that a 997 names one of ours and no other: the next interchange's number
   * lies behind the last of them.
   */
  readonly controlNumber: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** ISA12 and GS08. */
  readonly version?: { readonly interchange: string; readonly group: string };
  readonly test?: boolean;
  readonly delimiters?: Delimiters;
}

const DELIMITERS: Delimiters = { element: '*', component: '>', segment: '~' };
const VERSION = { interchange: '00401', group: '004010' };

/**
 * Sets in an interchange, neighbors of one functional id in one group, with control numbers and counts. X12 has no way to
 * write a delimiter as itself: blanks stand in for them in what is written.
 */
export function writeInterchange(sets: readonly WrittenSet[], stamp: InterchangeStamp): string {
  const { sender, receiver, controlNumber, at, version = VERSION, test = false } = stamp;
  const delimiters = stamp.delimiters ?? DELIMITERS;
  const [date, time] = [at.slice(0, 10).replaceAll('-', ''), at.slice(11, 16).replace(':', '')];
  const clean = (texts: readonly string[]) => texts.map((text) => withoutDelimiters(text, delimiters));
  const groups = groupsOf(sets).map(({ functionalId, members }, index): WrittenSegment[] => {
    const number = String(Number(controlNumber) + index);
    const body = members.flatMap(({ setId, segments }, position): WrittenSegment[] => {
      const control = String(position + 1).padStart(4, '0');
      return [
        ['ST', setId, control],
        ...segments.map(([id, ...elements]): WrittenSegment => [id, ...clean(elements)]),
        ['SE', String(segments.length + 2), control],
      ];
    });
    return [
      ['GS', functionalId, ...clean([sender.id, receiver.id]), date, time, number, 'X', version.group],
      ...body,
      ['GE', String(members.length), number],
    ];
  });
  const { component, repetition = 'U' } = delimiters;
  const segments: WrittenSegment[] = [
    [
      'ISA',
      ...['00', pad('', 10), '00', pad('', 10)],
      ...[sender.qualifier, pad(sender.id, 15), receiver.qualifier, pad(receiver.id, 15)],
      ...[
        date.slice(2),
        time,
        repetition,
        version.interchange,
        controlNumber,
        '0',
        test ? 'T' : 'P',
        component,
      ],
    ],
    ...groups.flat(),
    ['IEA', String(groups.length), controlNumber],
  ];
  const list = segments.map(([id, ...elements]) => ({ id, elements }));
  return render(list, delimiters, delimiters.segment === '\n' ? '' : '\n');
}

function groupsOf(sets: readonly WrittenSet[]) {
  const groups: { readonly functionalId: string; readonly members: WrittenSet[] }[] = [];
  for (const set of sets) {
    const open = groups.at(-1);
    if (open?.functionalId === set.functionalId) open.members.push(set);
    else groups.push({ functionalId: set.functionalId, members: [set] });
  }
  return groups;
}

export function pad(text: string, length: number): string {
  return text.padEnd(length).slice(0, length);
}
