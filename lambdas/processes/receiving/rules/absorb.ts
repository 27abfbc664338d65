import { formUnits } from './disputes.ts';
import type { AnswerFact, CountFact, ReceivingLine } from './line.ts';
import { standingCounts } from './line-facts.ts';

/** Turns answers that are facts into facts of the line: a recount is a count, an order chosen is the line's order. */
export function absorbAnswers(line: ReceivingLine): ReceivingLine {
  const recounts = line.answers
    .filter((answer) => answer.step === 'recount')
    .toSorted((a, b) => a.round - b.round);
  return line.answers
    .filter((answer) => answer.step === 'review-order')
    .reduce(placed, recounts.reduce(recounted, line));
}

/**
 * A recount replaces what was counted before it. It names no lots: its units keep the lots counted before, filled in
 * their order, with what is more on the last one.
 */
function recounted(line: ReceivingLine, answer: AnswerFact): ReceivingLine {
  const good = formUnits(answer, 'good');
  const damaged = formUnits(answer, 'damaged');
  const round = answer.round + 1;
  if (
    answer.option !== 'COUNTED' ||
    good === undefined ||
    damaged === undefined ||
    line.counts.some((count) => count.round === round)
  )
    return line;
  const standing = standingCounts(
    line.counts.filter((count) => count.round > 1 || Date.parse(count.at) <= Date.parse(answer.at)),
  );
  const lots = standing.length > 0 ? standing : [{}];
  const goods = spread(
    good,
    standing.map((count) => count.good),
  );
  const damages = spread(
    damaged,
    standing.map((count) => count.damaged),
  );
  const replaces = line.counts
    .filter((count) => Date.parse(count.at) <= Date.parse(answer.at))
    .map((count) => count.id);
  const counts = lots.map(
    ({ lot, expiry }: Pick<CountFact, 'lot' | 'expiry'>, index): CountFact => ({
      id: `recount-${round}#${index}`,
      round,
      by: answer.by,
      at: answer.at,
      good: goods[index] ?? 0,
      damaged: damages[index] ?? 0,
      ...(lot !== undefined && { lot }),
      ...(expiry !== undefined && { expiry }),
      replaces,
    }),
  );
  return { ...line, counts: [...line.counts, ...counts] };
}

/** Fills parts up to their sizes, the rest on the last part that had any. */
function spread(total: number, sizes: readonly number[]): number[] {
  const last = Math.max(
    0,
    sizes.findLastIndex((size) => size > 0),
  );
  let left = total;
  const parts = (sizes.length > 0 ? sizes : [0]).map((size, index) => {
    const part = index === last ? 0 : Math.min(size, left);
    left -= part;
    return part;
  });
  parts[last] = left;
  return parts;
}

function placed(line: ReceivingLine, answer: AnswerFact): ReceivingLine {
  if (answer.option !== 'ASSIGN_ORDER' || line.orderLine) return line;
  const chosen = line.candidates?.find(
    ({ poId, poLine }) => poId === answer.form?.poId && poLine === answer.form?.poLine,
  );
  return chosen ? { ...line, orderLine: chosen, poId: chosen.poId, accepted: true } : line;
}
