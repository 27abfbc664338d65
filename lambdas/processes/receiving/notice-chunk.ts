import type { Envelope } from '../../../events/envelope.ts';
import type { NoticeLine, NoticePack } from '../../../events/inbound.ts';
import { NotFound } from '../../shared/errors.ts';
import type { DocumentStore } from '../../store/ports.ts';
import type { NoticeHeader } from './contract.ts';

/** What an arrival chunk object holds: lines of a notice, or what was counted when there is no notice. */
export interface NoticeChunk {
  readonly lines: readonly NoticeLine[];
  readonly packs?: readonly NoticePack[];
  readonly arrivals?: readonly Arrival[];
}
/** An item that came without notice, with the order the dock named, if it did. */
export interface Arrival {
  readonly line: number;
  readonly sku: string;
  readonly poId?: string;
  readonly poLine?: number;
}

/** A notice with the list of its chunks, wherever that is; raises NotFound when its document is gone. */
export async function withChunks(
  event: Envelope<NoticeHeader>,
  documents: DocumentStore,
): Promise<Envelope<NoticeHeader>> {
  const { chunksKey, ...document } = event.data.document;
  if (chunksKey === undefined) return event;
  const chunks = await read<NoticeHeader['document']['chunks']>(documents, chunksKey);
  return { ...event, data: { ...event.data, document: { ...document, chunks } } };
}

/** The lines of one chunk; raises NotFound when its document is gone. */
export async function readNoticeChunk(documents: DocumentStore, key: string): Promise<NoticeChunk> {
  return read<NoticeChunk>(documents, key);
}

async function read<Content>(documents: DocumentStore, key: string): Promise<Content> {
  const bytes = await documents.get(key);
  if (!bytes)
    throw new NotFound(`document ${key} is missing from the documents bucket; drop the partner's file again`);
  return JSON.parse(new TextDecoder().decode(bytes)) as Content;
}
