import { unitsGained } from '../../domain/site-book.ts';
import type { Core } from '../../shared/runtime.ts';
import type { Movement, TenantScope } from '../../store/ports.ts';
import { positionChanged } from '../../work/position-changed.ts';
import type { Post, TransferBody, TransferLine, UnitsByLot, UnitsMoved } from './contract.ts';
import type { TransferRow } from './facts.ts';
import { shrinkReservation } from './reserve.ts';
import { unitsOf } from './rules/lines.ts';

/**
 * Postings of the legs. Units in transit stand in an account of the site they go to, without their lots; the books of
 * both sites and what is in transit add up to the same before and after. Of two sites the one that gives is posted first,
 * so that no unit is ever in two places.
 */

type Side = 'from' | 'to';
type Place = Movement['from'];
interface Entry {
  readonly side: Side;
  readonly from: Place;
  readonly to: Place;
}

interface Leg {
  readonly reason: string;
  readonly entries: readonly Entry[];
  /** What of a line it adds to, and whether it adds to its losses or takes from them. */
  readonly counts: readonly ('shipped' | 'received' | 'returned')[];
  readonly losses: 1 | 0 | -1;
}

const LEGS: Readonly<Record<Post['leg'], Leg>> = {
  SHIPPED: {
    reason: 'TRANSFER_OUT',
    entries: [
      { side: 'from', from: 'available', to: null },
      { side: 'to', from: null, to: 'inTransit' },
    ],
    counts: ['shipped'],
    losses: 0,
  },
  RECEIVED: {
    reason: 'TRANSFER_IN',
    entries: [
      { side: 'to', from: 'inTransit', to: null },
      { side: 'to', from: null, to: 'available' },
    ],
    counts: ['received'],
    losses: 0,
  },
  RETURNED: {
    reason: 'TRANSFER_RETURN',
    entries: [
      { side: 'to', from: 'inTransit', to: null },
      { side: 'from', from: null, to: 'available' },
    ],
    counts: ['returned'],
    losses: 0,
  },
  LOST: {
    reason: 'TRANSFER_LOSS',
    entries: [{ side: 'to', from: 'inTransit', to: null }],
    counts: [],
    losses: 1,
  },
  FOUND: {
    reason: 'TRANSFER_FOUND',
    entries: [{ side: 'to', from: null, to: 'available' }],
    counts: ['received'],
    losses: -1,
  },
  CORRECTED: {
    reason: 'TRANSFER_CORRECTION',
    entries: [
      { side: 'from', from: 'available', to: null },
      { side: 'to', from: null, to: 'available' },
    ],
    counts: ['shipped', 'received'],
    losses: 0,
  },
};

/** Posts a leg once, whatever is repeated. Raises Conflict when the books of the giving site do not have the units. */
export async function postLeg(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  move: Post,
  deps: Core,
): Promise<TransferBody> {
  if (row.mode === 'act') {
    const { entries, reason } = LEGS[move.leg];
    const sides = [...new Set(entries.map(({ side }) => side))];
    for (const side of sides)
      await postSide(
        tenant,
        row,
        body.request[side],
        reason,
        move,
        entries.filter((entry) => entry.side === side),
        deps,
      );
  }
  const after = { ...body, lines: body.lines.map((line) => withUnits(line, move)) };
  if (move.leg !== 'SHIPPED' || row.mode !== 'act') return after;
  const left = (line: TransferLine) => {
    const now = after.lines.find((other) => other.line === line.line) ?? line;
    return Math.max(0, now.approved - unitsOf(now.shipped));
  };
  await shrinkReservation(tenant, row, body, left, deps);
  return { ...after, reservation: { ...body.reservation, round: body.reservation.round + 1 } };
}

async function postSide(
  tenant: TenantScope,
  row: TransferRow,
  site: string,
  reasonCode: string,
  move: Post,
  entries: readonly Entry[],
  { stores, clock }: Core,
): Promise<void> {
  const documentId = `${row.processId}/${move.id}`;
  const at = clock();
  const movements = move.units.flatMap((units) =>
    entries.map((entry, index) => movementOf(documentId, units, entry, index)),
  );
  await stores.inventory.post(
    tenant,
    {
      site,
      documentId,
      processId: row.processId,
      reasonCode,
      actor: `process:${row.processId}`,
      at,
      movements,
    },
    (applied) => [positionChanged({ ...row, site }, { documentId, reasonCode, at }, applied)],
  );
}

/** The effect by which a leg changes what a site has; `undefined` where it leaves the site as it is. */
export function effectAt(processId: string, post: Post, units: UnitsMoved, side: Side): string | undefined {
  const entries = LEGS[post.leg].entries.filter((entry) => entry.side === side);
  const moved = entries
    .map((entry, index) => movementOf(`${processId}/${post.id}`, units, entry, index))
    .find((movement) => unitsGained(movement) !== 0);
  return moved?.effectKey;
}

function movementOf(
  documentId: string,
  { line, sku, lot, quantity }: UnitsMoved,
  { side, from, to }: Entry,
  index: number,
): Movement {
  const inTransit = from === 'inTransit' || to === 'inTransit';
  return {
    effectKey: `${documentId}#${side}#${line}#${lot}#${index}`,
    sku,
    quantity,
    from,
    to,
    ...(lot === '' || inTransit ? {} : { lot }),
  };
}

/** A line with the posted units; a correction is shipped and received at once. */
function withUnits(line: TransferLine, { leg, units }: Post): TransferLine {
  const moved = units.filter((one) => one.line === line.line);
  const { counts, losses } = LEGS[leg];
  const total = moved.reduce((sum, { quantity }) => sum + quantity, 0);
  const counted = counts.map((field) => [field, plus(line[field], moved)] as const);
  return { ...line, ...Object.fromEntries(counted), lost: line.lost + losses * total };
}

function plus(lots: UnitsByLot, moved: readonly UnitsMoved[]): UnitsByLot {
  const sums: Record<string, number> = { ...lots };
  for (const { lot, quantity } of moved) sums[lot] = (sums[lot] ?? 0) + quantity;
  return sums;
}
