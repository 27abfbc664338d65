import type { Heard, TransferBody, TransferState } from '../contract.ts';
import { later } from './dates.ts';
import { totalShipped } from './lines.ts';

export interface NextMove {
  readonly next: 'wait' | 'close';
  readonly waitState: TransferState;
  readonly dueAt: string;
  readonly waitSeconds: number;
}

/** A transfer without a nearer deadline is looked at once a day. */
const DAY_MINUTES = 1_440;
/** Seconds a wait outlives its deadline: the sweeper wakes it before. */
const GRACE_SECONDS = 3_600;

/** What comes when nothing is to do: the end, or a wait until the next moment something falls due. */
export function restOf(body: TransferBody, heard: Heard, now: string): NextMove {
  const isOver = body.stage === 'ENDED' && body.todo.length === 0;
  const dueAt = dueAtOf(body, now);
  const seconds = Math.ceil((Date.parse(dueAt) - Date.parse(now)) / 1_000) + GRACE_SECONDS;
  return { next: isOver ? 'close' : 'wait', waitState: stateOf(body, heard), dueAt, waitSeconds: seconds };
}

function dueAtOf(body: TransferBody, now: string): string {
  if (body.held) return body.held.until > now ? body.held.until : later(now, 1);
  const moments = [
    body.stage === 'APPROVAL' ? body.approvalEndsAt : undefined,
    body.stage === 'APPROVAL' && body.reservation.standing ? body.reservation.endsAt : undefined,
    body.stage === 'SHIPPING' ? body.shipBy : undefined,
    body.stage === 'TRANSIT' ? body.lostAt : undefined,
    body.stage === 'TRANSIT' ? body.askAgainAt : undefined,
  ].flatMap((moment) => (moment !== undefined && moment > now ? [moment] : []));
  return moments.sort()[0] ?? later(now, DAY_MINUTES);
}

function stateOf(body: TransferBody, heard: Heard): TransferState {
  if (body.held) return 'WAITING_PARTNER';
  switch (body.stage) {
    case 'APPROVAL':
      return 'AWAITING_APPROVAL';
    case 'SHIPPING':
      if (totalShipped(body) > 0) return 'IN_TRANSIT';
      return heard.scans.some(({ leg }) => leg === 'PICKED') ? 'PICKED' : 'APPROVED';
    case 'TRANSIT':
      if (body.asked || body.askAgainAt !== undefined) return 'IN_QUESTION';
      return body.returning ? 'RETURNING' : 'IN_TRANSIT';
    default:
      return 'REQUESTED';
  }
}
