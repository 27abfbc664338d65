import { type MessageDescription, StructureWalk } from './description.ts';
import {
  DEFAULT_CHARACTERS,
  renderSegments,
  type ServiceCharacters,
  type WrittenSegment,
} from './tokenizer.ts';

/** A message to be written: what it is, and every segment between its UNH and UNT. */
export interface WrittenMessage {
  readonly description: MessageDescription;
  readonly segments: readonly WrittenSegment[];
}

interface InterchangeStamp {
  /** S002 and S003: id, qualifier and whatever else was agreed. */
  readonly sender: readonly string[];
  readonly recipient: readonly string[];
  /** UNB 0020, 14 characters at most. */
  readonly reference: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** S001; ISO 8859-1 in syntax version 3 unless said. */
  readonly syntax?: readonly string[];
  readonly test?: boolean;
  readonly characters?: ServiceCharacters;
}

/**
 * Messages in an interchange, with references and counts. Raises when a message breaks its own description: what we send
 * is held to what we read.
 */
export function writeInterchange(messages: readonly WrittenMessage[], stamp: InterchangeStamp): string {
  const { sender, recipient, reference, at, syntax = ['UNOC', '3'], test = false } = stamp;
  const characters = stamp.characters ?? DEFAULT_CHARACTERS;
  const [date, time] = [at.slice(2, 10).replaceAll('-', ''), at.slice(11, 16).replace(':', '')];
  const segments: WrittenSegment[] = [
    ['UNB', syntax, sender, recipient, [date, time], reference, '', '', '', '', '', test ? '1' : ''],
    ...messages.flatMap(({ description, segments: body }, index): WrittenSegment[] => {
      checkStructure(description, body);
      const number = String(index + 1);
      const [{ release, association } = { release: '', association: '' }] = description.releases;
      return [
        ['UNH', number, [description.type, 'D', release, 'UN', association]],
        ...body,
        ['UNT', String(body.length + 2), number],
      ];
    }),
    ['UNZ', String(messages.length), reference],
  ];
  return adviceOf(characters) + renderSegments(segments, characters, '\n');
}

/** The UNA, wherever the reader needs it. */
function adviceOf(characters: ServiceCharacters): string {
  const { component, element, decimal, release = ' ', segment } = characters;
  const advice = `UNA${component}${element}${decimal}${release} ${segment}`;
  return advice === "UNA:+.? '" ? '' : `${advice}\n`;
}

function checkStructure(description: MessageDescription, segments: readonly WrittenSegment[]): void {
  const walk = new StructureWalk(description);
  const faults = [...segments.flatMap(([tag]) => walk.take(tag).faults), ...walk.end()];
  const [first] = faults;
  if (first) throw new Error(`a ${description.type} was written against its description: ${first.message}`);
}
