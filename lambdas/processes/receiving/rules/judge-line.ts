import { type Classified, classify, failsLife } from './classify.ts';
import { type Decided, type Dispute, decided, disputeOf } from './disputes.ts';
import type { Consequences } from './follow-ups.ts';
import { type Inspected, inspectLine } from './inspect-line.ts';
import type { ReceivingLine, SettleContext } from './line.ts';
import { factsOf, type LineFacts, type Piece } from './line-facts.ts';
import { balance } from './movements.ts';
import { ITEM_TERMINAL, ORDER_TERMINAL, OVER_TERMINAL, SHORT_TERMINAL } from './options.ts';
import { availableFirst, ownedPieces, type Placement, placeUnits } from './placement.ts';

/** Everything the facts of a line say at one moment: what it is, where its units belong, and what nobody has decided. */
export interface Judgement {
  readonly facts: LineFacts;
  readonly classified: Classified;
  readonly placements: readonly Placement[];
  readonly consequences: Consequences;
  readonly inspected: Inspected;
  readonly disputes: Readonly<Record<'item' | 'order' | 'over' | 'short' | 'recount', Dispute>>;
  readonly undecided: {
    readonly item: number;
    readonly order: number;
    readonly over: number;
    readonly short: number;
    readonly recount: number;
  };
  /** Units a person chose to keep where they are, with the case open. */
  readonly held: number;
}

export const MOST_RECOUNTS = 2;

export function judgeLine(line: ReceivingLine, context: SettleContext): Judgement {
  const raw = factsOf(line, context);
  const available = (lot: string | undefined) =>
    balance(
      line.movements.filter((movement) => movement.lot === lot),
      'available',
    );
  const facts = { ...raw, pieces: availableFirst(bestFirst(raw.pieces, line, raw, context), available) };
  const disputes = {
    item: disputeOf(line, 'review-item'),
    order: disputeOf(line, 'review-order'),
    over: disputeOf(line, 'review-over'),
    short: disputeOf(line, 'review-short'),
    recount: disputeOf(line, 'recount'),
  };

  const strange = facts.kind === 'foreign' || facts.kind === 'substitute' ? facts.received : 0;
  const item = decided(disputes.item, strange, ITEM_TERMINAL);
  const order = decided(disputes.order, facts.kind === 'unplaced' ? facts.received : 0, ORDER_TERMINAL);
  const foreign = { accepted: of(item, 'ACCEPT_SUBSTITUTE'), returned: of(item, 'RETURN') };
  const classified = classify(
    line,
    facts,
    facts.kind === 'ordered' ? facts.received : foreign.accepted,
    context,
  );
  const over = decided(disputes.over, classified.overDisputed, OVER_TERMINAL);
  const short = decided(disputes.short, classified.shortDisputed, SHORT_TERMINAL);

  const outcome = {
    foreign,
    over: excess(classified, over, facts.overWithin),
    refusedEarly: classified.refusedEarly,
  };
  const inspected = inspectLine(
    line,
    facts,
    ownedPieces(facts, outcome).filter(({ condition }) => condition === 'good'),
    context,
  );
  const placements = placeUnits(facts, {
    ...outcome,
    unplacedReturned: of(order, 'RETURN'),
    final: context.final,
    lot: inspected.outcome,
  });
  const recount = wantsRecount(line, facts, disputes, context) ? Math.max(over.pending, short.pending) : 0;
  return {
    facts,
    classified,
    placements,
    inspected,
    disputes,
    consequences: {
      claimed: classified.classes.includes('SHORT_IN')
        ? classified.short
        : of(short, 'ACCEPT_KEEP_OPEN') + of(short, 'ACCEPT_CLOSE_SHORT'),
      // Whoever accepts all has the order raised to what was received, the part within the tolerance included.
      raised: disputes.over.verdicts.some(({ option }) => option === 'ACCEPT_ALL')
        ? outcome.over.accepted
        : 0,
      // A notice may announce more than the order has open; what is missing of that was never ordered.
      lowered: Math.min(of(short, 'ACCEPT_CLOSE_SHORT'), Math.max(0, facts.open - classified.placed)),
      damaged: placements.reduce((sum, { place, units }) => sum + (place === 'damaged' ? units : 0), 0),
    },
    // While somebody counts again, nobody is asked about numbers that may change.
    undecided: {
      item: item.pending,
      order: order.pending,
      recount,
      over: recount > 0 ? 0 : over.pending,
      short: recount > 0 ? 0 : short.pending,
    },
    held: of(item, 'HOLD') + of(order, 'HOLD'),
  };
}

const of = ({ units }: Decided, option: string) => units.get(option) ?? 0;

/** The order takes good lots before lots that fail their own check, and those before damaged units, whichever came first. */
function bestFirst(
  pieces: readonly Piece[],
  line: ReceivingLine,
  facts: LineFacts,
  context: SettleContext,
): Piece[] {
  const rank = (piece: Piece) =>
    piece.condition === 'damaged' ? 2 : failsLife(piece, line, facts, context) ? 1 : 0;
  return pieces.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * OVER_IN is accepted by its limits; beyond them people say how much stays. An answer takes what the ones before it left
 * of the tolerance and changes nothing about them: what was sent back then is gone.
 */
function excess(
  { over, overDisputed, refusedEarly }: Classified,
  { parts }: Decided,
  within: number,
): { accepted: number; returned: number } {
  if (overDisputed === 0) return { accepted: refusedEarly ? 0 : over, returned: 0 };
  let accepted = 0;
  let returned = 0;
  for (const { option, units } of parts) {
    const left = { ACCEPT_ALL: units, ACCEPT_TO_TOLERANCE: Math.max(0, within - accepted) }[option] ?? 0;
    accepted += Math.min(units, left);
    returned += units - Math.min(units, left);
  }
  return { accepted, returned };
}

/**
 * Somebody asked for a recount that has not happened, or the site counts blind: then a variance beyond tolerance is
 * counted again before anybody reviews it, and a third time when the recount differs from the first count.
 */
function wantsRecount(
  line: ReceivingLine,
  { recounts, good, damaged }: LineFacts,
  disputes: Judgement['disputes'],
  { settings }: SettleContext,
): boolean {
  if (recounts >= MOST_RECOUNTS) return false;
  const latest = line.counts.filter((count) => count.round > 1).map((count) => Date.parse(count.at));
  const lastRecount = Math.max(Number.NEGATIVE_INFINITY, ...latest);
  const requested = [...disputes.over.verdicts, ...disputes.short.verdicts].some(
    ({ option, answer }) => option === 'RECOUNT' && Date.parse(answer.at) > lastRecount,
  );
  if (requested || !settings.blind) return requested;
  if (recounts === 0) return true;
  const replaced = new Set(line.counts.flatMap((count) => count.replaces ?? []));
  const first = line.counts.filter((count) => replaced.has(count.id));
  return (
    first.reduce((sum, count) => sum + count.good, 0) !== good ||
    first.reduce((sum, count) => sum + count.damaged, 0) !== damaged
  );
}
