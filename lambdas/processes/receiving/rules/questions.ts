import type { Question } from './asks.ts';
import type { Dispute } from './disputes.ts';
import { type Judgement, MOST_RECOUNTS } from './judge-line.ts';
import type { ReceivingLine } from './line.ts';
import {
  INSPECTION_OPTIONS,
  itemOptions,
  LOT_OPTIONS,
  OVER_APPROVED,
  orderOptions,
  overOptions,
  RECOUNT_OPTIONS,
  SHORT_TERMINAL,
  shortOptions,
} from './options.ts';

/** A question a line may have, with what was said about it so far. `units` 0: there is nothing to ask (any more). */
export interface Inquiry {
  readonly dispute: Dispute;
  /** Asked again when the number of units in question changes; work that is under way goes on. */
  readonly restarts: boolean;
  readonly question: Question;
}

/** Every question rule 5.1 knows, for a line whose unloading is finished. */
export function inquiriesOf(
  line: ReceivingLine,
  { facts, classified, inspected, disputes, undecided }: Judgement,
): Inquiry[] {
  const named = `${line.sku}, line ${line.line}`;
  const counted = { good: facts.good, damaged: facts.damaged };
  const order = { ordered: facts.ordered, open: facts.open, announced: line.announced };
  const mayRecount = facts.recounts < MOST_RECOUNTS;
  const traced = disputes.short.verdicts.some(({ option }) => option === 'TRACE_CARRIER');
  const excluded = facts.counters;
  const plan = line.inspection?.plan;
  const inspector = inspected.inspection.verdicts.map(({ answer }) => answer.by);
  return [
    {
      dispute: disputes.item,
      restarts: true,
      question: {
        step: 'review-item',
        units: undecided.item,
        title: `Not ordered: ${named}`,
        group: 'supervisor',
        excluded,
        options: itemOptions(line, facts.kind === 'substitute'),
        approved: ['ACCEPT_SUBSTITUTE'],
        context: { ...counted, classes: classified.classes },
      },
    },
    {
      dispute: disputes.order,
      restarts: true,
      question: {
        step: 'review-order',
        units: undecided.order,
        title: `Which order: ${named}`,
        group: 'buyer',
        excluded,
        options: orderOptions(line),
        context: {
          ...counted,
          candidates: (line.candidates ?? []).map(({ poId, poLine, ordered, receivedBefore }) => ({
            poId,
            poLine,
            open: Math.max(0, ordered - receivedBefore),
          })),
        },
      },
    },
    {
      dispute: disputes.recount,
      restarts: false,
      // Nothing here says how many are expected: who counts again must count, not confirm.
      question: {
        step: 'recount',
        units: undecided.recount,
        title: `Count again: ${named}`,
        group: 'operator',
        excluded,
        options: RECOUNT_OPTIONS,
        context: {},
      },
    },
    {
      dispute: disputes.over,
      restarts: true,
      question: {
        step: 'review-over',
        units: undecided.over,
        title: `Too many: ${named}`,
        group: 'supervisor',
        excluded,
        options: overOptions(mayRecount),
        approved: OVER_APPROVED,
        context: { ...counted, ...order, over: classified.over, withinTolerance: facts.overWithin },
      },
    },
    {
      dispute: disputes.short,
      restarts: true,
      question: {
        step: 'review-short',
        units: undecided.short,
        title: `Missing: ${named}`,
        group: 'supervisor',
        excluded,
        patient: traced,
        options: shortOptions(mayRecount, !traced),
        approved: SHORT_TERMINAL,
        context: { ...counted, ...order, short: classified.short },
      },
    },
    {
      dispute: inspected.inspection,
      restarts: false,
      question: {
        step: 'inspection',
        units: inspected.outcome.state === 'pending' ? inspected.units : 0,
        title: `Inspect: ${named}`,
        group: 'quality',
        excluded: [],
        options: INSPECTION_OPTIONS,
        context: { plan, reasons: line.inspection?.reasons },
      },
    },
    {
      dispute: inspected.failedLot,
      restarts: true,
      question: {
        step: 'failed-lot',
        units: inspected.undecided,
        title: `Lot failed: ${named}`,
        group: 'quality',
        excluded: [...new Set([...excluded, ...inspector])],
        options: LOT_OPTIONS,
        context: { plan, reasons: line.inspection?.reasons, defects: line.inspection?.defects },
      },
    },
  ];
}
