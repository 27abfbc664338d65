import { createHash } from 'node:crypto';
import { AdapterUnavailable } from '../shared/errors.ts';
import type { ByteRange, LargeDocumentStore } from '../store/ports.ts';
import type { ContentFormat, DoorContext, LineSource, ParsedFile } from './notice.ts';
import {
  detectFormat,
  HEAD_BYTES,
  holdsNotices,
  readPartnerFile,
  readStreamedCsv,
  type StreamedFile,
} from './read-file.ts';

/** A file in the inbox, as far as it is known before it is read as what it is. */
export interface InboxFile extends StreamedFile {
  readonly bytes: number;
  /** The first half of the content's SHA-256. */
  readonly digest: string;
  /** Names the content: what is read later is this one, or the reading fails. */
  readonly etag: string;
  readonly format: ContentFormat | undefined;
}

/** Goes once through a file without keeping it; `undefined` when it is gone. Its digest is needed before its first use. */
export async function openFile(
  key: string,
  name: string,
  documents: LargeDocumentStore,
): Promise<InboxFile | undefined> {
  const found = await documents.open(key);
  if (!found) return undefined;
  const hash = createHash('sha256');
  const utf8 = new Utf8Check();
  let head = Buffer.alloc(0);
  let bytes = 0;
  for await (const piece of found.pieces) {
    hash.update(piece);
    utf8.take(piece);
    bytes += piece.length;
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES)]);
  }
  const { etag } = found;
  return {
    name,
    bytes,
    etag,
    digest: hash.digest('hex').slice(0, 32),
    utf8: utf8.end(),
    format: detectFormat(name, head),
    open: (range) => reopened(key, etag, range, documents),
  };
}

/** Reads it: notices as CSV as they come, everything else as a whole. */
export async function readInboxFile(file: InboxFile, context: DoorContext): Promise<ParsedFile<LineSource>> {
  if (file.format === 'csv' && file.bytes > 0 && holdsNotices(file.name, context))
    return readStreamedCsv(file, context);
  const pieces: Uint8Array[] = [];
  for await (const piece of file.open()) pieces.push(piece);
  return readPartnerFile({ name: file.name, bytes: Buffer.concat(pieces) }, context);
}

async function* reopened(
  key: string,
  etag: string,
  range: ByteRange | undefined,
  documents: LargeDocumentStore,
): AsyncGenerator<Uint8Array> {
  const found = await documents.open(key, { etag, ...(range && { range }) });
  if (!found)
    throw new AdapterUnavailable(`file ${key} went from the inbox while it was read; drop it again`);
  yield* found.pieces;
}

/** Whether bytes that come in pieces are UTF-8. */
class Utf8Check {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #valid = true;

  take(piece: Uint8Array): void {
    this.#decode(piece, true);
  }

  end(): boolean {
    this.#decode(new Uint8Array(), false);
    return this.#valid;
  }

  #decode(piece: Uint8Array, stream: boolean): void {
    if (!this.#valid) return;
    try {
      this.#decoder.decode(piece, { stream });
    } catch {
      this.#valid = false;
    }
  }
}
