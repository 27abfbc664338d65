import type { Document, Effect } from '../contract.ts';

export interface PostingGap {
  readonly class: 'MISSING_POSTING' | 'EXTRA_POSTING';
  /** Effects without document, documents without effect. */
  readonly evidence: readonly string[];
}

/**
 * Whether effects of ours the ERP has no document for, or documents it has for no effect of ours, make up exactly what our
 * position holds more than its book (`difference`, below zero for less). Where only both kinds together do, it is what
 * the larger part comes from. `undefined` where they do not explain it.
 */
export function explainByPostings(
  difference: number,
  effects: readonly Effect[],
  documents: readonly Document[],
): PostingGap | undefined {
  const booked = new Map<string, number>();
  for (const { effectKey, units } of documents) booked.set(effectKey, (booked.get(effectKey) ?? 0) + units);
  const known = new Set(effects.map(({ effectKey }) => effectKey));
  const missing = effects.filter(({ effectKey, units }) => units !== 0 && !booked.has(effectKey));
  const extra = [...booked].filter(([effectKey, units]) => units !== 0 && !known.has(effectKey));
  const missed = missing.reduce((sum, { units }) => sum + units, 0);
  const surplus = extra.reduce((sum, [, units]) => sum + units, 0);
  // A status change may be what the ERP books goods by, so effects that have a document count with the difference to it.
  const others = effects.reduce(
    (sum, { effectKey, units }) => sum + (booked.has(effectKey) ? units - (booked.get(effectKey) ?? 0) : 0),
    0,
  );
  const ofMissing: PostingGap = {
    class: 'MISSING_POSTING',
    evidence: missing.map(({ effectKey }) => effectKey),
  };
  const extraKeys = new Set(extra.map(([effectKey]) => effectKey));
  const ofExtra: PostingGap = {
    class: 'EXTRA_POSTING',
    evidence: documents
      .filter(({ effectKey }) => extraKeys.has(effectKey))
      .map(({ documentId }) => documentId),
  };
  if (missing.length > 0 && missed === difference) return ofMissing;
  if (extra.length > 0 && -surplus === difference) return ofExtra;
  if (missing.length + extra.length === 0 || missed - surplus + others !== difference) return undefined;
  const isMissing = extra.length === 0 || (missing.length > 0 && Math.abs(missed) >= Math.abs(surplus));
  return {
    class: isMissing ? 'MISSING_POSTING' : 'EXTRA_POSTING',
    evidence: [...ofMissing.evidence, ...ofExtra.evidence],
  };
}
