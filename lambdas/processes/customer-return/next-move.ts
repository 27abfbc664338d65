import { waitSeconds } from '../../work/process-row.ts';
import { backOff } from '../../work/runs.ts';
import type { ReturnBody, ReturnState } from './contract.ts';
import type { ReturnRow } from './facts.ts';
import { justAfter } from './rules/authorize.ts';

export interface NextMove {
  readonly next: 'look' | 'wait' | 'close';
  readonly waitState: ReturnState;
  readonly dueAt: string;
  readonly waitSeconds: number;
}

/** What the machine does next: looks again at what arrived meanwhile, waits with a deadline, or ends. */
export function nextMove(row: ReturnRow, body: ReturnBody, now: string): NextMove {
  const { tries = 0, waitsFor } = row.facts;
  const isHeld = body.plan !== undefined || (waitsFor !== undefined && waitsFor !== null);
  const tryAt = backOff(now, tries);
  const dueAt = isHeld
    ? soonest(tryAt, overdueAt(body, now))
    : body.next.at > now
      ? body.next.at
      : backOff(now, 1);
  const waits = {
    waitState: isHeld ? ('WAITING_PARTNER' as const) : body.state,
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
  };
  if (row.pending.length > 0) return { next: 'look', ...waits };
  if (isHeld) return { next: 'wait', ...waits };
  if (body.next.outcome !== undefined) return { next: 'close', ...waits };
  return { next: body.next.at <= now ? 'look' : 'wait', ...waits };
}

const soonest = (one: string, other: string | undefined): string =>
  other !== undefined && other < one ? other : one;

/** From when money that is waited for is overdue, if that is still to come: somebody hears of it then. */
function overdueAt({ plan, refund }: ReturnBody, now: string): string | undefined {
  const isOpen = plan?.parts.some(({ id, status }) => id === 'refund' && status === 'open');
  return isOpen && refund && refund.dueAt >= now ? justAfter(refund.dueAt) : undefined;
}
