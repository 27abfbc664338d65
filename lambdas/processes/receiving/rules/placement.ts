import type { Bucket } from '../../../../events/inventory.ts';
import type { LineFacts, Piece } from './line-facts.ts';

/**
 * Where every counted unit of a line belongs, from its facts alone. Movements are the difference between this and where
 * the units are, so nothing moves twice and nothing is lost, whatever the order facts came in.
 *
 * Only `available` goods are ours, and only they are posted as received: good units the order has open, what was accepted
 * above it, and lots an inspector passed. Excess and goods of an unclear order wait in `hold`, wrong items and lots to
 * inspect in `quarantine`. Damaged units are in `damaged` whether ordered or excess; the damage process decides whose
 * they are.
 */
export interface Placement {
  readonly lot: string | undefined;
  readonly units: number;
  /** `null`: left the building. */
  readonly place: Bucket | null;
  readonly reason: string;
}

/** What people and limits decided about a line, in units. */
export interface Outcome {
  /** Units of an item that was not ordered: accepted as a substitute, sent back; the rest stays in quarantine. */
  readonly foreign: { readonly accepted: number; readonly returned: number };
  /** Units above the order: accepted, sent back; the rest stays on hold. */
  readonly over: { readonly accepted: number; readonly returned: number };
  /** Goods of an unclear order that are sent back; the rest stays on hold. */
  readonly unplacedReturned: number;
  readonly refusedEarly: boolean;
  readonly final: boolean;
  readonly lot: LotOutcome;
}

/** `inspected` says which good pieces the verdict is about. */
export interface LotOutcome {
  readonly state: 'none' | 'pending' | 'pass' | 'fail';
  readonly inspected: (piece: Piece) => boolean;
  /** Of a failed lot. */
  readonly released: number;
  readonly sortedOut: number;
  readonly returned: number;
  readonly scrapped: number;
}

export function placeUnits({ kind, pieces, open }: LineFacts, outcome: Outcome): Placement[] {
  const run = new Run(pieces);
  if (kind === 'unplaced') {
    return [
      ...put(run.take(run.left - outcome.unplacedReturned), 'hold', 'ORDER_UNCLEAR'),
      ...put(run.rest(), null, 'RETURNED'),
    ];
  }
  if (outcome.refusedEarly)
    return put(run.rest(), outcome.final ? null : 'hold', outcome.final ? 'EARLY_REFUSED' : 'EARLY');
  const flow = new Run(run.take(kind === 'ordered' ? run.left : outcome.foreign.accepted));
  const owned = flow.take(Math.min(flow.left, open + outcome.over.accepted));
  return [
    ...placeOwned(owned, outcome.lot),
    ...putExcess(flow.take(flow.left - outcome.over.returned)),
    ...put(flow.rest(), null, 'EXCESS_RETURNED'),
    ...put(run.take(run.left - outcome.foreign.returned), 'quarantine', 'NOT_ORDERED'),
    ...put(run.rest(), null, 'RETURNED'),
  ];
}

/** The pieces the order takes: what it has open and what was accepted above it, of what counts as ordered. */
export function ownedPieces(
  { kind, pieces, open }: LineFacts,
  outcome: Pick<Outcome, 'foreign' | 'over' | 'refusedEarly'>,
): Piece[] {
  if (kind === 'unplaced' || outcome.refusedEarly) return [];
  const run = new Run(pieces);
  const flow = new Run(run.take(kind === 'ordered' ? run.left : outcome.foreign.accepted));
  return flow.take(Math.min(flow.left, open + outcome.over.accepted));
}

function placeOwned(owned: readonly Piece[], lot: LotOutcome): Placement[] {
  const damaged = owned.filter((piece) => piece.condition === 'damaged');
  const inspected = owned.filter(
    (piece) => piece.condition === 'good' && lot.state !== 'none' && lot.inspected(piece),
  );
  const good = owned.filter((piece) => piece.condition === 'good' && !inspected.includes(piece));
  return [
    ...put(good, 'available', 'RECEIPT'),
    ...placeInspected(inspected, lot),
    ...put(damaged, 'damaged', 'DAMAGED'),
  ];
}

function placeInspected(inspected: readonly Piece[], lot: LotOutcome): Placement[] {
  if (lot.state === 'pass') return put(inspected, 'available', 'INSPECTION_PASSED');
  if (lot.state === 'pending') return put(inspected, 'quarantine', 'INSPECTION');
  const run = new Run(inspected);
  return [
    ...put(run.take(lot.released), 'available', 'RELEASED'),
    ...put(run.take(lot.sortedOut), 'damaged', 'SORTED_OUT'),
    ...put(run.take(run.left - lot.returned - lot.scrapped), 'quarantine', 'LOT_FAILED'),
    ...put(run.take(lot.returned), null, 'LOT_RETURNED'),
    ...put(run.rest(), null, 'SCRAPPED'),
  ];
}

function putExcess(excess: readonly Piece[]): Placement[] {
  return [
    ...put(
      excess.filter((piece) => piece.condition === 'good'),
      'hold',
      'EXCESS',
    ),
    ...put(
      excess.filter((piece) => piece.condition === 'damaged'),
      'damaged',
      'DAMAGED',
    ),
  ];
}

function put(pieces: readonly Piece[], place: Bucket | null, reason: string): Placement[] {
  return pieces.map((piece) => ({ lot: piece.lot, units: piece.units, place, reason }));
}

/**
 * The same pieces with the units that are available already in front, lot by lot, so that a count that arrives out of
 * order never takes back stock somebody may have allocated.
 */
export function availableFirst(
  pieces: readonly Piece[],
  available: (lot: string | undefined) => number,
): Piece[] {
  const left = new Map<string | undefined, number>();
  const front: Piece[] = [];
  const back: Piece[] = [];
  for (const piece of pieces) {
    const posted =
      piece.condition === 'good' ? Math.min(piece.units, left.get(piece.lot) ?? available(piece.lot)) : 0;
    if (piece.condition === 'good')
      left.set(piece.lot, (left.get(piece.lot) ?? available(piece.lot)) - posted);
    if (posted > 0) front.push({ ...piece, units: posted });
    if (posted < piece.units) back.push({ ...piece, units: piece.units - posted });
  }
  return [...front, ...back];
}

/** Pieces in a row, from which units are taken from the front. */
class Run {
  #pieces: Piece[];
  constructor(pieces: readonly Piece[]) {
    this.#pieces = [...pieces];
  }

  get left(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece.units, 0);
  }

  take(units: number): Piece[] {
    const taken: Piece[] = [];
    let missing = units;
    while (missing > 0) {
      const piece = this.#pieces.shift();
      if (!piece) break;
      const part = Math.min(piece.units, missing);
      taken.push({ ...piece, units: part });
      if (part < piece.units) this.#pieces.unshift({ ...piece, units: piece.units - part });
      missing -= part;
    }
    return taken;
  }

  rest(): Piece[] {
    return this.take(this.left);
  }
}
