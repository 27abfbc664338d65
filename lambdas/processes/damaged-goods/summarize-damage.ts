import * as z from 'zod/mini';
import { damageLimits } from '../../domain/damage-settings.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { requireTenant, waitSeconds } from '../../work/process-row.ts';
import { backOff, isWake, nextRun, TRIES_BEFORE_CASE } from '../../work/runs.ts';
import { reportStuck } from '../../work/stuck.ts';
import type { DamageFacts, DamageState } from './contract.ts';
import { DAMAGE, type DamageRow, readDamage, requireDamage } from './facts.ts';

const Input = z.object({ job: Job });

export interface NextMove {
  readonly next: 'work' | 'wait' | 'close';
  readonly waitState: DamageState;
  readonly dueAt: string;
  readonly waitSeconds: number;
}

/**
 * Looks at what has arrived and at the time, and names the next move. Work that arrived is done with as soon as a run begins:
 * the run reads answers from their tasks, and a run that dies leaves its round.
 */
export async function summarizeDamage({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const row = await requireDamage(deps.stores.processes, tenant, job.processId);
  const now = deps.clock();
  const late = await reportLateQuarantine(tenant, row, now, deps);
  const { next, round } = row.facts;
  const arrived = row.pending.filter((entry) => entry.startsWith(`${DAMAGE}:`));
  const isDue = round
    ? round.until <= now || arrived.some(isWake)
    : arrived.length > 0 || !next || (next.at !== undefined && next.at <= now);
  const facts: DamageFacts = {
    ...(isDue ? { round: begun(round, now) } : {}),
    ...(arrived.some((entry) => entry.startsWith(`${DAMAGE}:retry/`)) ? { reopened: now } : {}),
  };
  if (round && round.waitsFor === undefined && round.tries >= TRIES_BEFORE_CASE)
    await reportStuck(deps, tenant, row, `chunk-${DAMAGE}`);
  const handled = row.pending.filter((entry) => arrived.includes(entry) || entry.startsWith('deadline@'));
  if (handled.length > 0 || Object.keys(facts).length > 0)
    await deps.stores.processes.change(tenant, job.processId, { at: now, handled, facts: { ...facts } });
  const moments = [round ? round.until : next?.at, late].filter((at) => at !== undefined && at > now);
  const dueAt = moments.sort()[0] ?? backOff(now, Number.POSITIVE_INFINITY);
  const isOver = !round && next !== null && next !== undefined && next.at === undefined;
  return {
    next: isDue ? 'work' : isOver ? 'close' : 'wait',
    waitState: round ? 'WAITING_PARTNER' : (next?.state ?? 'QUARANTINING'),
    dueAt,
    waitSeconds: waitSeconds(now, dueAt),
  };
}

/** A run that waited for a system begins to count anew. */
function begun(round: DamageFacts['round'], now: string): NonNullable<DamageFacts['round']> {
  const tries = (round?.tries ?? 0) + 1;
  return { tries, until: nextRun(now, tries) };
}

/** Until when the goods must be out of reach; past it, that they are not is a case of its own (rule 5.7). */
async function reportLateQuarantine(
  tenant: TenantScope,
  row: DamageRow,
  now: string,
  deps: Core,
): Promise<string | undefined> {
  if (row.mode !== 'act') return undefined;
  const stored = await readDamage(deps.stores.processes, tenant, row.processId);
  if (!stored || stored.body.quarantinedAt !== undefined || stored.body.outcome !== undefined)
    return undefined;
  const { quarantineMinutes } = damageLimits(await requireTenant(deps.stores, tenant), row.site);
  const until = new Date(Date.parse(row.openedAt) + quarantineMinutes.value * 60_000).toISOString();
  // The last moment is inside.
  const late = new Date(Date.parse(until) + 1).toISOString();
  if (now < late) return late;
  const { damageId, sku, quantity } = stored.body.report;
  await openCase(deps, tenant, {
    class: 'QUARANTINE_LATE',
    site: row.site,
    processId: row.processId,
    subject: 'quarantine',
    summary: `${quantity} damaged units of ${sku} (${damageId}) could still be sold or picked after ${until}: block them by hand.`,
    links: [{ kind: 'sku', id: sku }],
  });
  return undefined;
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => summarizeDamage(input, await deps()));
