import type { NoticeLine, NoticePack } from '../../../events/inbound.ts';
import { NotFound } from '../../shared/errors.ts';
import type { DocumentStore } from '../../store/ports.ts';

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

/** The lines of one chunk; raises NotFound when its document is gone. */
export async function readNoticeChunk(documents: DocumentStore, key: string): Promise<NoticeChunk> {
  const bytes = await documents.get(key);
  if (!bytes)
    throw new NotFound(`document ${key} is missing from the documents bucket; drop the partner's file again`);
  return JSON.parse(new TextDecoder().decode(bytes)) as NoticeChunk;
}
