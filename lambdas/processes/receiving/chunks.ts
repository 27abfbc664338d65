import type { ChunkBody, ChunkPlan, ChunkSummary, ReceiptFact } from './contract.ts';
import { derivedId } from './facts.ts';
import { adviceLines } from './rules/advice.ts';
import { emptyLine } from './rules/empty-line.ts';
import type { Ask, ReceivingLine } from './rules/line.ts';

/** Pure work on the chunk document: merging receipts, planning, summing up. */

export const emptyChunk = (chunk: number, lines: readonly ReceivingLine[]): ChunkBody => ({
  chunk,
  lines,
  merged: [],
  final: false,
  plans: 0,
  confirmed: [],
  reversed: false,
});

/** Lines nobody announced are numbered above every announced line, so a line number names one line of the process. */
const UNANNOUNCED = 1_000_000;

/** Merges the receipts among a process's facts, as the store returns them. */
export function withReceipts(
  body: ChunkBody,
  facts: readonly { sequence: number; body: unknown }[],
): ChunkBody {
  return mergeReceipts(
    body,
    facts.map((fact) => ({ sequence: fact.sequence, body: fact.body as ReceiptFact })),
  );
}

/**
 * Adds receipts the chunk has not seen. A receipt sent again with a higher sequence is a correction: its earlier counts
 * are replaced, which is why counts carry the receipt's id.
 */
function mergeReceipts(
  body: ChunkBody,
  receipts: readonly { sequence: number; body: ReceiptFact }[],
): ChunkBody {
  const fresh = receipts.filter(
    ({ sequence, body: receipt }) => !body.merged.includes(`${receipt.receiptId}@${sequence}`),
  );
  return fresh.reduce(mergeReceipt, body);
}

function mergeReceipt(
  body: ChunkBody,
  { sequence, body: receipt }: { sequence: number; body: ReceiptFact },
): ChunkBody {
  const corrected = new Set(body.merged.filter((entry) => entry.startsWith(`${receipt.receiptId}@`)));
  let lines = body.lines.map((line) =>
    corrected.size === 0
      ? line
      : { ...line, counts: line.counts.filter((count) => !count.id.startsWith(`${receipt.receiptId}#`)) },
  );
  receipt.lines.forEach(({ line, receipt: counted }, index) => {
    const number = line ?? UNANNOUNCED + unannouncedIndex(lines, counted.sku, counted.poId);
    const existing = lines.find((candidate) => candidate.line === number);
    const target = existing ?? unannounced(number, counted.sku, counted.poId);
    const count = {
      id: `${receipt.receiptId}#${index}`,
      round: 1,
      by: receipt.countedBy,
      at: receipt.recordedAt,
      arrivedAt: receipt.arrivedAt,
      good: counted.condition === 'good' ? counted.quantity : 0,
      damaged: counted.condition === 'damaged' ? counted.quantity : 0,
      ...(counted.lot === undefined ? {} : { lot: counted.lot }),
      ...(counted.expiry === undefined ? {} : { expiry: counted.expiry }),
    };
    const updated = { ...target, counts: [...target.counts, count] };
    lines = existing
      ? lines.map((candidate) => (candidate.line === number ? updated : candidate))
      : [...lines, updated];
  });
  return {
    ...body,
    lines,
    final: body.final || receipt.final,
    merged: [...body.merged.filter((entry) => !corrected.has(entry)), `${receipt.receiptId}@${sequence}`],
  };
}

function unannouncedIndex(lines: readonly ReceivingLine[], sku: string, poId: string | undefined): number {
  const unannouncedLines = lines.filter((line) => line.line >= UNANNOUNCED);
  const known = unannouncedLines.findIndex((line) => line.sku === sku && line.poId === poId);
  return (known === -1 ? unannouncedLines.length : known) + 1;
}

function unannounced(line: number, sku: string, poId: string | undefined): ReceivingLine {
  return { ...emptyLine(line, sku), ...(poId === undefined ? {} : { poId }) };
}

/** When the goods of a line reached the dock, by its own receipts or else by those of its chunk. */
export function arrivalOf(line: ReceivingLine, body: ChunkBody): string | undefined {
  const earliest = (lines: readonly ReceivingLine[]) =>
    lines
      .flatMap(({ counts }) => counts.flatMap(({ arrivedAt }) => arrivedAt ?? []))
      .sort((a, b) => Date.parse(a) - Date.parse(b))
      .at(0);
  return earliest([line]) ?? earliest(body.lines);
}

/** A line that is done, one way or another. */
/** A line of the notice its check took out. */
export const isRejected = (line: ReceivingLine) => !line.accepted && line.notice !== undefined;

const isClosed = (line: ReceivingLine) =>
  line.status === 'settled' || line.status === 'parked' || line.status === 'refused';

/**
 * The advice about a chunk whose lines are all closed, unless the last one says the same: the first, or one that replaces what
 * the supplier has.
 */
export function adviceDue(
  processId: string,
  { chunk, final, lines, advice }: ChunkBody,
): ChunkPlan['advice'] {
  if (!final || lines.length === 0 || !lines.every(isClosed)) return undefined;
  const says = derivedId(JSON.stringify(lines.flatMap(adviceLines)));
  if (says === advice?.says) return undefined;
  const number = advice ? `-${advice.made + 1}` : '';
  return {
    adviceId: `${processId}/advice-${chunk}${number}`,
    ...(advice?.sent !== undefined && { replaces: advice.sent }),
    says,
  };
}

export function summarizeChunk(
  body: ChunkBody,
  extra: Pick<ChunkSummary, 'waitsFor' | 'failed'> = {},
): ChunkSummary {
  const lines = Map.groupBy(body.lines, ({ status }) => status);
  return {
    ...Object.fromEntries([...lines].map(([status, some]) => [status, some.length])),
    ...(body.final && { final: true }),
    ...(body.lines.some((line) => line.counts.length > 0) && { counted: true }),
    ...(body.reversed && { reversed: true }),
    // Also when the chunk was looked at again meanwhile: a refused plan stays refused until it is made again.
    ...(body.plan?.failed && { failed: true }),
    ...extra,
  };
}

/** The step of a task in a chunk: the line is part of it, so two lines never share a task. */
export const askKey = (line: number, ask: Pick<Ask, 'step'>) => `${ask.step}-${line}`;

/** Makes the same plan again after its effects were taken back: new keys, because the old ones have been used. */
export function replan(body: ChunkBody): ChunkBody {
  if (!body.plan) return body;
  const plans = body.plans + 1;
  const renamed = new Map(
    body.plan.movements.map((movement) => [movement.effectKey, `${movement.effectKey}~${plans}`]),
  );
  const rename = <M extends { effectKey: string }>(movement: M): M => ({
    ...movement,
    effectKey: renamed.get(movement.effectKey) ?? movement.effectKey,
  });
  const asked = new Set(body.plan.followUps.map(({ id }) => id));
  const renew = <F extends { id: string }>(followUp: F): F =>
    asked.has(followUp.id) ? { ...followUp, id: `${followUp.id}~${plans}` } : followUp;
  const { failed: _, ...plan } = body.plan;
  const again: ChunkPlan = {
    ...plan,
    planId: `${body.chunk}-${plans}`,
    movements: plan.movements.map(rename),
    followUps: plan.followUps.map(renew),
  };
  return {
    ...body,
    plans,
    plan: again,
    lines: body.lines.map((line) => ({
      ...line,
      movements: line.movements.map(rename),
      followUps: line.followUps.map(renew),
    })),
  };
}
