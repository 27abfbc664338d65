import { isUtf8 } from 'node:buffer';
import type { ServiceCharacters } from './tokenizer.ts';

/**
 * The character sets of ISO 9735 that are read here. UNOA and UNOB are parts of ASCII, UNOC is ISO 8859-1, UNOW is UTF-8;
 * which one a file uses stands in its UNB (data element 0001).
 */
export interface CharacterSet {
  readonly syntax: 'UNOA' | 'UNOB' | 'UNOC' | 'UNOW';
  readonly name: string;
  /** One character that is not in the set. */
  readonly outside: RegExp;
}

const SETS: readonly CharacterSet[] = [
  {
    syntax: 'UNOA',
    name: 'capital letters, digits and . , - ( ) / = \' + : ? ! " % & * ; < >',
    outside: /[^A-Z0-9 .,\-()/='+:?!"%&*;<>]/u,
  },
  {
    syntax: 'UNOB',
    name: 'letters, digits and . , - ( ) / = \' + : ? ! " % & * ; < >',
    outside: /[^A-Za-z0-9 .,\-()/='+:?!"%&*;<>]/u,
  },
  { syntax: 'UNOC', name: 'the printable characters of ISO 8859-1', outside: /[^\x20-\x7E\xA0-\xFF]/u },
  { syntax: 'UNOW', name: 'the printable characters of Unicode', outside: /\p{Cc}/u },
];

export const KNOWN_SYNTAXES = SETS.map(({ syntax }) => syntax).join(', ');

export function characterSetOf(syntax: string): CharacterSet | undefined {
  return SETS.find((set) => set.syntax === syntax);
}

/** The first character of a segment that is neither in the set nor one of the interchange's service characters. */
export function strayCharacter(
  raw: string,
  { outside }: CharacterSet,
  characters: ServiceCharacters,
): string | undefined {
  if (!outside.test(raw)) return undefined;
  const service = new Set<string | undefined>(Object.values(characters));
  return [...raw].find((one) => outside.test(one) && !service.has(one));
}

/**
 * Bytes as text. The stated set decides; UTF-8 is read as such when a byte order mark or UNOW says so, everything else
 * byte by byte, in which no sequence of bytes is wrong.
 */
export function decodeEdifact(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString(isUnicode(buffer) ? 'utf8' : 'latin1');
}

/** ISO 8859-1 text that also reads as UTF-8 is almost certainly UTF-8 under a wrong name. */
export function looksLikeUtf8(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return !isUnicode(buffer) && isUtf8(bytes) && bytes.some((byte) => byte > 0x7f);
}

function isUnicode(buffer: Buffer): boolean {
  const mark = buffer.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  return isUtf8(buffer) && (mark || /UNB.UNOW/.test(buffer.subarray(0, 256).toString('latin1')));
}
