import { ReservationEnded } from '../../../events/backorder.ts';
import type { Core } from '../../shared/runtime.ts';
import type { ReservationKey, TenantScope } from '../../store/ports.ts';
import { makeEvent } from '../../work/events.ts';
import { derivedId } from '../../work/process-row.ts';
import type { Release, Reserve, TransferBody, TransferLine } from './contract.ts';
import { claimOf, type TransferRow } from './facts.ts';

/** Stock at the source is reserved in rounds; a round takes the place of the one before it in the same transaction. */

/** Looks again this often when others reserve the same units meanwhile. */
const TRIES = 3;

/** Reserves what is wanted, or what is free of it. Below cut-over level ACT it only says what would be reserved. */
export async function reserveLines(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  move: Reserve,
  deps: Core,
): Promise<TransferBody> {
  const lines: TransferLine[] = [];
  /** In shadow nothing is written, so lines of one item would all see the same free units. */
  const seen = new Map<string, number>();
  for (const line of body.lines) {
    const wanted = move.units[line.line] ?? 0;
    if (row.mode === 'act') {
      lines.push({ ...line, ...(await reserveLine(tenant, row, body, line, wanted, move, deps)) });
      continue;
    }
    const { free } = await deps.stores.inventory.position(tenant, body.request.from, line.sku);
    const left = Math.max(0, free - (seen.get(line.sku) ?? 0));
    const reserved = Math.min(wanted, left);
    seen.set(line.sku, (seen.get(line.sku) ?? 0) + reserved);
    lines.push({ ...line, free: left, reserved });
  }
  return { ...body, lines };
}

async function reserveLine(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  line: TransferLine,
  wanted: number,
  { round, endsAt }: Reserve,
  { stores, clock }: Core,
): Promise<Pick<TransferLine, 'free' | 'reserved'>> {
  const { inventory, backorders } = stores;
  const key = keyOf(body, line);
  const claim = claimOf(row.processId, round);
  const before = claimOf(row.processId, round - 1);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const { free } = await inventory.position(tenant, key.site, key.sku);
    const parts = (await backorders.reservation(tenant, key))?.parts ?? [];
    const own = parts.find((part) => part.claim === claim);
    if (own) return { free: free + own.quantity, reserved: own.quantity };
    const standing = parts.find((part) => part.claim === before)?.quantity ?? 0;
    const quantity = Math.min(wanted, Math.max(0, free + standing));
    if (quantity === 0) {
      if (standing > 0) await endPart(tenant, row, body, line, round - 1, standing, { stores, clock });
      return { free: Math.max(0, free), reserved: 0 };
    }
    const part = {
      claim,
      quantity,
      lots: [],
      kind: 'firm' as const,
      at: clock(),
      ...(endsAt === undefined ? {} : { endsAt }),
    };
    const outcome = await backorders.reserve(
      tenant,
      { ...key, orderId: body.request.transferId },
      part,
      standing > 0 ? [before] : [],
    );
    if (outcome !== 'short') return { free: free + standing, reserved: quantity };
  }
  return { free: 0, reserved: 0 };
}

/** Gives back what a round reserved, and says so, so that whoever waits gets it. */
export async function releaseLines(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  { round }: Pick<Release, 'round'>,
  deps: Pick<Core, 'stores' | 'clock'>,
): Promise<void> {
  for (const line of body.lines) {
    const reservation = await deps.stores.backorders.reservation(tenant, keyOf(body, line));
    const part = reservation?.parts.find(({ claim }) => claim === claimOf(row.processId, round));
    if (part) await endPart(tenant, row, body, line, round, part.quantity, deps);
  }
}

async function endPart(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  line: TransferLine,
  round: number,
  quantity: number,
  { stores, clock }: Pick<Core, 'stores' | 'clock'>,
): Promise<void> {
  const key = keyOf(body, line);
  const claim = claimOf(row.processId, round);
  const at = clock();
  const ended = makeEvent(ReservationEnded, {
    about: row,
    data: { orderId: body.request.transferId, ...key, quantity, reason: 'UNCONFIRMED' },
    subject: key.orderLineId,
    causationId: claim,
    now: at,
    newId: () => derivedId(row.tenantId, claim, key.orderLineId, 'ended'),
  });
  await stores.backorders.end(tenant, key, claim, { lapsed: false, at }, [ended]);
}

/**
 * What has left is reserved no longer. It runs after the posting, so that no unit is free in between; nobody is told,
 * because nothing became free.
 */
export async function shrinkReservation(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  left: (line: TransferLine) => number,
  { stores, clock }: Core,
): Promise<void> {
  const { round } = body.reservation;
  const before = claimOf(row.processId, round);
  const claim = claimOf(row.processId, round + 1);
  for (const line of body.lines) {
    const key = keyOf(body, line);
    const parts = (await stores.backorders.reservation(tenant, key))?.parts ?? [];
    if (!parts.some((part) => part.claim === before)) continue;
    const quantity = left(line);
    const at = clock();
    if (quantity === 0) await stores.backorders.end(tenant, key, before, { lapsed: false, at }, []);
    else
      await stores.backorders.reserve(
        tenant,
        { ...key, orderId: body.request.transferId },
        { claim, quantity, lots: [], kind: 'firm', at },
        [before],
      );
  }
}

function keyOf({ request }: TransferBody, { line, sku }: TransferLine): ReservationKey {
  return { site: request.from, sku, orderLineId: `${request.transferId}/${line}` };
}
