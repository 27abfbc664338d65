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
  const moving = effects.filter(({ units }) => units !== 0);
  const extra = documents.filter(({ effectKey }) => !known.has(effectKey));
  const surplus = sum(extra);
  const ofExtra = extra.map(({ documentId }) => documentId);
  const undocumented = moving.filter(({ effectKey }) => !booked.has(effectKey));
  // Documents that were reversed leave an effect without one as well; where ours was taken back too, the two cancel out.
  const reversed = moving.filter(({ effectKey }) => booked.get(effectKey) === 0);
  for (const missing of [undocumented, [...undocumented, ...reversed]])
    if (missing.length > 0 && sum(missing) === difference) return missingPosting(missing);
  if (extra.length > 0 && -surplus === difference) return { class: 'EXTRA_POSTING', evidence: ofExtra };

  // Goods may be booked by a change of their status, so every effect counts with its difference to its documents.
  const gaps = effects.reduce(
    (total, { effectKey, units }) => total + units - (booked.get(effectKey) ?? 0),
    0,
  );
  if (undocumented.length + extra.length === 0 || gaps - surplus !== difference) return undefined;
  const { class: kind, evidence } = missingPosting(undocumented);
  const isMissing = Math.abs(sum(undocumented)) >= Math.abs(surplus);
  return { class: isMissing ? kind : 'EXTRA_POSTING', evidence: [...evidence, ...ofExtra] };
}

function missingPosting(missing: readonly Effect[]): PostingGap {
  return { class: 'MISSING_POSTING', evidence: missing.map(({ effectKey }) => effectKey) };
}

function sum(parts: readonly { readonly units: number }[]): number {
  return parts.reduce((total, { units }) => total + units, 0);
}
