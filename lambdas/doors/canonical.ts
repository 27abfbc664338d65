import { createHash } from 'node:crypto';
import type { NoticeLine, NoticePack } from '../../events/inbound.ts';
import type { DocumentStore } from '../store/ports.ts';
import type { AnnouncedLine, LineSource, ParsedNotice } from './notice.ts';

/** Lines of one chunk object: what one step of a process works on at once. */
export const CHUNK_LINES = 100;
/** An event names so many chunks itself, each in about 250 bytes; more are named beside it. */
const NAMED_CHUNKS = 200;

/** What one chunk object holds: lines, and of each pack what it has of these lines. */
export interface NoticeChunk {
  readonly lines: readonly NoticeLine[];
  readonly packs: readonly NoticePack[];
}

/** Where an announced line is found: one entry of `index.json`. */
export interface NoticeIndexEntry
  extends Pick<NoticeLine, 'line' | 'poId' | 'poLine' | 'sku' | 'sscc' | 'lot' | 'quantity'> {
  /** From 1. */
  readonly chunk: number;
}

/** Cuts lines into chunks of at most a hundred, holding no more than one of them at a time. */
export async function* chunksOf(lines: LineSource): AsyncGenerator<NoticeChunk> {
  let held: AnnouncedLine[] = [];
  for await (const line of lines) {
    held.push(line);
    if (held.length < CHUNK_LINES) continue;
    yield chunkOf(held);
    held = [];
  }
  if (held.length > 0) yield chunkOf(held);
}

function chunkOf(announced: readonly AnnouncedLine[]): NoticeChunk {
  const packs = new Map<string, NoticePack>();
  for (const { line, packs: parts } of announced) {
    for (const { sscc, value, scale } of parts) {
      const pack = packs.get(sscc) ?? { sscc, contents: [] };
      pack.contents.push({ line: line.line, value, scale });
      packs.set(sscc, pack);
    }
  }
  return { lines: announced.map(({ line }) => line), packs: [...packs.values()] };
}

/**
 * Writes the lines of a notice as chunk objects and an index beside them. `digest` names the file's content, so the
 * same file writes the same objects again and another version of the notice never touches them.
 */
export async function writeCanonical(
  tenantId: string,
  notice: ParsedNotice<LineSource>,
  digest: string,
  documents: DocumentStore,
) {
  const { asnId, supplierId } = notice.data;
  const folder = ['canonical', tenantId, 'asn', supplierId, asnId].map(encodeURIComponent).join('/');
  const chunks: { key: string; lines: number; sha256: string }[] = [];
  const index: Buffer[] = [];
  for await (const { lines, packs } of chunksOf(notice.lines())) {
    const body = JSON.stringify({ lines, packs });
    const key = `${folder}/${digest}/chunk-${String(chunks.length + 1).padStart(4, '0')}.json`;
    await documents.put(key, body, 'application/json');
    chunks.push({ key, lines: lines.length, sha256: createHash('sha256').update(body).digest('hex') });
    const entries = lines.map(
      ({ line, poId, poLine, sku, sscc, lot, quantity }): NoticeIndexEntry => ({
        line,
        chunk: chunks.length,
        poId,
        poLine,
        sku,
        sscc,
        lot,
        quantity,
      }),
    );
    // The index is the one thing that grows with the notice: about 130 bytes a line, kept as text.
    index.push(Buffer.from(`${index.length === 0 ? '' : ','}${JSON.stringify(entries).slice(1, -1)}`));
  }
  const indexKey = `${folder}/${digest}/index.json`;
  await documents.put(
    indexKey,
    Buffer.concat([Buffer.from('['), ...index, Buffer.from(']')]),
    'application/json',
  );
  if (chunks.length <= NAMED_CHUNKS) return { lineCount: notice.lineCount, indexKey, chunks };
  const chunksKey = `${folder}/${digest}/chunks.json`;
  await documents.put(chunksKey, JSON.stringify(chunks), 'application/json');
  return { lineCount: notice.lineCount, indexKey, chunks: [], chunksKey };
}
