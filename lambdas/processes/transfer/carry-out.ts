import { Conflict } from '../../shared/errors.ts';
import type { Core } from '../../shared/runtime.ts';
import type { TenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf, requireTenant } from '../../work/process-row.ts';
import { cancelTasks } from '../../work/task-deadlines.ts';
import { openTask } from '../../work/tasks.ts';
import { callsOfLeg } from './book-leg.ts';
import type { Ask, Given, Move, News, Post, SystemCall, TransferBody } from './contract.ts';
import { CHUNK, type Stored, type TransferRow } from './facts.ts';
import { newsEvents } from './news.ts';
import { postLeg } from './post.ts';
import { releaseLines, reserveLines } from './reserve.ts';
import { later } from './rules/dates.ts';
import { receivedNews } from './rules/news.ts';

/** A posting the books cannot bear is tried again after this long. */
const BLOCKED_MINUTES = 60;

/** Does the first move of a transfer and takes it off. Each move may be repeated: it has its effect once. */
export async function carryOut(
  tenant: TenantScope,
  row: TransferRow,
  { body, version }: Stored,
  move: Exclude<Move, SystemCall>,
  { now }: Given,
  deps: Core,
): Promise<Stored> {
  const { held: _, ...free } = body;
  const done = await effectOf(tenant, row, free, move, now, deps);
  const isPosted = move.kind === 'post' && row.mode === 'act' && !done.held;
  const booking = isPosted ? callsOfLeg(row.processId, body, move) : [];
  const after = done.held ? done : { ...done, todo: [...booking, ...body.todo.slice(1)] };
  const news: readonly News[] =
    move.kind === 'post' && move.leg === 'RECEIVED' && !done.held ? [receivedNews(after)] : [];
  const next = version + 1;
  await deps.stores.processes.writeChunk(
    tenant,
    row.processId,
    CHUNK,
    after,
    version,
    { key: `${move.kind}#${move.id}#${next}`, name: nameOf(move), at: now, detail: detailOf(move) },
    newsEvents(row, news, next, move.id, now),
  );
  return { body: after, version: next };
}

async function effectOf(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  move: Exclude<Move, SystemCall>,
  now: string,
  deps: Core,
): Promise<TransferBody> {
  switch (move.kind) {
    case 'reserve':
      return reserveLines(tenant, row, body, move, deps);
    case 'release':
      await releaseLines(tenant, row, body, move, deps);
      return body;
    case 'post':
      return post(tenant, row, body, move, now, deps);
    case 'ask':
      await ask(tenant, row, move, deps);
      return body;
    case 'drop':
      await cancelTasks(deps, tenant, row.processId);
      return body;
    case 'case': {
      const { class: name, subject, summary } = move;
      await openCase(deps, tenant, {
        class: name,
        site: row.site,
        processId: row.processId,
        subject,
        summary,
        links: [{ kind: 'transfer', id: body.request.transferId }],
      });
      return body;
    }
  }
}

/** Books that do not have what a warehouse says it moved are somebody's case; nothing is posted until they do. */
async function post(
  tenant: TenantScope,
  row: TransferRow,
  body: TransferBody,
  move: Post,
  now: string,
  deps: Core,
): Promise<TransferBody> {
  try {
    return await postLeg(tenant, row, body, move, deps);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await openCase(deps, tenant, {
      class: 'TRANSFER_BLOCKED',
      site: row.site,
      processId: row.processId,
      subject: move.id,
      summary: `Transfer ${body.request.transferId} cannot be posted (${move.leg}): ${error.message}. It is tried again every hour.`,
      links: [{ kind: 'transfer', id: body.request.transferId }],
    });
    return { ...body, held: { by: 'books', until: later(now, BLOCKED_MINUTES), tries: 1 } };
  }
}

async function ask(tenant: TenantScope, row: TransferRow, question: Ask, deps: Core): Promise<void> {
  const document = await requireTenant(deps.stores, tenant);
  const { step, round, site, group, title, options, excluded, approvers, approved, context, value } =
    question;
  const [dueMinutes, level2Minutes, parkMinutes] = question.minutes;
  await openTask(deps, tenant, { ...row, site }, calendarOf(document, site), {
    step,
    round,
    title,
    group,
    options,
    excluded,
    context,
    value: { minor: value, currency: document.currency },
    reminderMinutes: Math.floor(dueMinutes / 2),
    dueMinutes,
    escalations: [{ minutes: level2Minutes, group: 'dc-manager' }],
    parkMinutes,
    wakes: `${CHUNK}:task/${step}#${round}`,
    ...(approvers.length > 0 ? { approvals: { approvers, options: approved } } : {}),
  });
}

function nameOf({ kind }: Move): string {
  return `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
}

function detailOf(move: Move): Readonly<Record<string, unknown>> {
  switch (move.kind) {
    case 'post':
      return { leg: move.leg, units: move.units };
    case 'reserve':
    case 'release':
      return { round: move.round };
    case 'ask':
      return { step: move.step, round: move.round, site: move.site };
    default:
      return {};
  }
}
