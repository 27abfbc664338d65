import { waitSeconds } from '../../work/process-row.ts';
import { backOff } from '../../work/runs.ts';
import type { ReturnBody, ReturnState } from './contract.ts';
import type { ReturnRow } from './facts.ts';

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
  const dueAt = isHeld ? backOff(now, tries) : body.next.at > now ? body.next.at : backOff(now, 1);
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
