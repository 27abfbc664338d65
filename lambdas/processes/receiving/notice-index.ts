import type { DocumentStore } from '../../store/ports.ts';
import type { ReceivingFacts } from './contract.ts';
import type { NoticeIndexEntry } from './rules/match.ts';

/** Where each line of the notice is; empty for a process whose notice has none. */
export async function readNoticeIndex(
  facts: Pick<ReceivingFacts, 'indexKey'>,
  deps: { readonly documents: DocumentStore },
): Promise<readonly NoticeIndexEntry[]> {
  const bytes = facts.indexKey ? await deps.documents.get(facts.indexKey) : undefined;
  return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as NoticeIndexEntry[]) : [];
}
