import type { Finding } from '../../../events/inbound.ts';
import type { Verdict } from '../notice.ts';
import type { ServiceCharacters } from './tokenizer.ts';

/** What is wrong with an interchange, as data: the CONTRL and the APERAK say it to the partner's translator. */

/** Codes of UN list 0085 (and 3, GS1's code for a version nobody reads here). */
export type SyntaxCode =
  | '2' // syntax version or level not supported
  | '3' // message version or release not supported
  | '12' // invalid value
  | '13' // missing
  | '15' // not supported in this position
  | '17' // no agreement
  | '20' // character invalid as service character
  | '21' // invalid character
  | '23' // unknown interchange sender
  | '25' // test indicator not supported
  | '26' // duplicate
  | '28' // references do not match
  | '29' // control count does not match
  | '30' // groups and messages mixed
  | '33' // outside message or group
  | '35' // too many segments or elements
  | '36'; // too many groups

/** Where in a segment: elements count from 2, because the tag is the first (0098); components from 1 (0104). */
export interface ElementFault {
  readonly code: SyntaxCode;
  readonly element: number;
  readonly component?: number;
}

/** UCS with its UCDs: one segment of a message, counted from 1 at the UNH. */
export interface SegmentFault {
  readonly position: number;
  readonly code?: SyntaxCode;
  readonly elements: readonly ElementFault[];
}

/** A fault of a service segment; without a tag it concerns the whole. */
export interface ServiceFault {
  readonly code: SyntaxCode;
  readonly tag?: string;
  readonly element?: number;
  readonly component?: number;
}

export interface MessageReport {
  readonly reference: string;
  /** S009 as sent: type, version, release, agency, association. */
  readonly identifier: readonly string[];
  /** The number of the document in it, when it says one. */
  readonly documentId?: string;
  readonly verdict: Verdict;
  readonly fault?: ServiceFault;
  readonly segments: readonly SegmentFault[];
  /** What is wrong with the content of a message whose syntax is right. */
  readonly content: readonly Finding[];
}

export interface GroupReport {
  readonly reference: string;
  readonly sender: readonly string[];
  readonly recipient: readonly string[];
  readonly fault?: ServiceFault;
  readonly messages: readonly MessageReport[];
}

export interface EdifactReport {
  /** UNB 0020. */
  readonly reference: string;
  /** S001 to S003 as sent. */
  readonly syntax: readonly string[];
  readonly sender: readonly string[];
  readonly recipient: readonly string[];
  readonly test: boolean;
  readonly verdict: Verdict;
  readonly fault?: ServiceFault;
  readonly characters: ServiceCharacters;
  /** Either groups of messages, or messages. */
  readonly groups: readonly GroupReport[];
  readonly messages: readonly MessageReport[];
}
