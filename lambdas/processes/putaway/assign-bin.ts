import * as z from 'zod/mini';
import { type PutawayLimits, putawayLimits } from '../../domain/putaway-settings.ts';
import { WriteConflict } from '../../shared/errors.ts';
import { Job } from '../../shared/job.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { type DecisionRecord, type ReservedBin, type TenantScope, tenantScope } from '../../store/ports.ts';
import { openCase } from '../../work/cases.ts';
import { calendarOf, derivedId, requireTenant } from '../../work/process-row.ts';
import type { Choice, Observed, PutawayFacts, Rank } from './contract.ts';
import { type Look, later, lookOf, type PutawayRow, requirePutaway } from './facts.ts';
import { judgeScan } from './judge-scan.ts';
import { queuedEvents } from './news.ts';
import { type NextMove, nextMove } from './next-move.ts';
import { reserve, roomNow, type Wanted } from './reserve-bin.ts';
import { chooseBin, crossDockLane, faultsOf, isUnsafe, namedBin, type Room } from './rules/bins.ts';
import { rankOf } from './rules/rank.ts';
import { recordOf } from './rules/record.ts';

const Input = z.object({ job: Job });

/** Refusals of the floor's system before a person is asked. */
const MOST_REFUSALS = 3;
/** Loads that want the same bin at the same moment choose again this often. */
const TRIES = 5;

type Facts = Partial<PutawayFacts>;

/**
 * Decides one look: how urgent the load is and where it goes. A bin is reserved before the plan that brings the load there
 * is stored; whoever was faster to it has it, and the choice is made again. The same look is decided once.
 */
export async function assignBin({ job }: z.infer<typeof Input>, deps: Core): Promise<NextMove> {
  const tenant = tenantScope(job.tenantId);
  const row = await requirePutaway(deps.stores.processes, tenant, job.processId);
  const look = await lookOf(deps.stores.processes, tenant, row);
  if (look && row.facts.looked > row.facts.decided) await decideLook(tenant, row, look, deps);
  return nextMove(job, deps);
}

async function decideLook(tenant: TenantScope, row: PutawayRow, look: Look, deps: Core): Promise<void> {
  const { processes } = deps.stores;
  const document = await requireTenant(deps.stores, tenant);
  const limits = putawayLimits(document, row.site);
  const now = deps.clock();
  const observed = observedOf(look);
  // A load that was scanned is in storage for the warehouse system; where it lies is judged all the same.
  if (!observed || (observed.load.state === 'stored' && !row.facts.scan))
    return withoutLoad(tenant, row, look, limits, deps);
  const { load } = observed;
  const rank = rankOf(observed, limits, calendarOf(document, row.site).zone, now);
  const { reserved, ...decided } = await choose({ tenant, row, observed, limits, rank, now }, deps);
  const record = recordOf(
    derivedId(row.processId, 'look', look.look),
    { observed, reserved, limits },
    rank,
    decided.choice,
    now,
  );
  await processes.change(tenant, row.processId, {
    at: now,
    facts: {
      load: {
        sku: load.sku,
        quantity: load.quantity,
        fromBin: load.fromBin,
        stagedAt: new Date(load.stagedAt).toISOString(),
        ...(load.lot !== undefined && { lot: load.lot }),
      },
      rank,
      gone: false,
      decided: look.look,
      nextLookAt: later(now, limits.recomputeMinutes.value),
      ...decided.facts,
    },
    step: stepOf(look, now, [record], {
      ...(decided.choice && { bin: decided.choice.bin }),
      class: rank.class,
    }),
    search: [{ kind: 'sku', value: load.sku }],
  });
}

function observedOf({ load, item, stored, staging, bins, demand }: Look): Observed | undefined {
  if (!load || !item || !stored || !staging || !bins || !demand) return undefined;
  return { load, item, stored, staging, bins, demand };
}

function stepOf(
  { look }: Look,
  at: string,
  decisions: readonly DecisionRecord[],
  detail: Readonly<Record<string, unknown>>,
) {
  return { key: `look#${look}`, name: 'AssignBin', at, decisions, detail: { look, ...detail } };
}

/**
 * Nothing of the load stands in staging: its goods are on license plates, it was stored, or the warehouse does not know it
 * yet. Of a load that was on its way a second look in a row is believed, because a scan may be late.
 */
async function withoutLoad(
  tenant: TenantScope,
  row: PutawayRow,
  look: Look,
  limits: PutawayLimits,
  deps: Core,
): Promise<void> {
  const now = deps.clock();
  const { load, lpns } = look;
  const { assignment, gone, movingBack } = row.facts;
  const isMissed = Date.parse(now) - Date.parse(row.openedAt) >= limits.otherMinutes.value * 60_000;
  const isSplit = lpns.length > 0 && !assignment;
  const facts = ((): Facts => {
    if (isSplit) return { ending: { state: 'CLOSED', outcome: 'split' } };
    if (movingBack) return {};
    if (assignment && !gone) return { gone: true };
    if (load?.state === 'stored') return { ending: { state: 'CLOSED', outcome: 'stored' } };
    if (assignment) return { withdrawn: true };
    if (row.mode !== 'act') return { ending: { state: 'CLOSED', outcome: row.mode } };
    return isMissed ? { ending: { state: 'PARKED', outcome: 'load-missing' } } : {};
  })();
  if (facts.ending?.outcome === 'load-missing')
    await openCase(deps, tenant, {
      class: 'LOAD_MISSING',
      site: row.site,
      processId: row.processId,
      subject: row.facts.loadId,
      summary:
        `${row.facts.loadId} was posted at ${row.openedAt} and ${load ? 'a system does not know its item' : 'the WMS knows no load of it'}. Find the goods; a PutawayQueued of their license plate puts them away.`.slice(
          0,
          500,
        ),
      links: [],
    });
  await deps.stores.processes.change(tenant, row.processId, {
    at: now,
    facts: { decided: look.look, nextLookAt: later(now, limits.recomputeMinutes.value), ...facts },
    step: stepOf(look, now, [], { load: load?.state ?? 'unknown', licensePlates: lpns.length }),
    ...(isSplit && { events: queuedEvents(row, lpns, now) }),
  });
}

interface Asked extends Wanted {
  readonly rank: Rank;
}
interface Decided {
  readonly facts: Facts;
  readonly choice?: Choice | undefined;
  readonly reserved: Room['reserved'];
}

async function choose(asked: Asked, deps: Core): Promise<Decided> {
  const { row } = asked;
  for (let tried = 1; tried <= TRIES; tried++) {
    const { room, bins } = await roomNow(asked, deps);
    const decided = await decideIn(asked, room, bins, deps);
    if (decided) return { ...decided, reserved: room.reserved };
  }
  throw new WriteConflict(`${row.processId} lost every bin it chose to other loads: try the step again`);
}

/** `undefined` when another load was faster to the bin. */
async function decideIn(
  asked: Asked,
  room: Room,
  bins: readonly ReservedBin[],
  deps: Core,
): Promise<Omit<Decided, 'reserved'> | undefined> {
  const { row, rank, now } = asked;
  const { facts, mode } = row;
  const free = chooseBin(room, facts.refused);
  if (mode === 'shadow') return { choice: free, facts: { ending: { state: 'CLOSED', outcome: 'shadow' } } };
  if (facts.scan) return { facts: judgeScan(facts.scan, row, room) };
  if (mode === 'advise') return { choice: free, facts: asking('proposal', facts) };
  if (facts.stuck || facts.withdrawn) return { facts: {} };
  if (facts.assignment) return keepAssigned(asked, room, bins, deps);
  const { ruling } = facts;
  const isOver = ruling && 'until' in ruling && ruling.until <= now;
  if (ruling?.kind === 'hold' && !isOver) return { facts: { nextLookAt: ruling.until } };
  const wanted =
    ruling?.kind === 'bin'
      ? namedBin(ruling.bin, room)
      : ruling?.kind === 'cross-dock'
        ? crossDockLane(room)
        : facts.refused.length < MOST_REFUSALS
          ? free
          : undefined;
  if (!wanted || !('bin' in wanted)) {
    if (ruling?.kind === 'consolidate' && !isOver) return { facts: {} };
    return { facts: { ...asking('no-bin', facts), ruling: null } };
  }
  const until = later(now, room.limits.reservationMinutes.value);
  if (!(await reserve(asked, wanted.bin, until, bins, deps))) return undefined;
  const planId = String(facts.plans + 1);
  return {
    choice: wanted,
    facts: {
      plans: facts.plans + 1,
      plan: { planId, kind: 'create', rank: rank.key, until, ...wanted },
      ruling: null,
    },
  };
}

/** A load that has its bin: the reservation goes on while the load still fits there, and the floor hears its new rank. */
async function keepAssigned(
  asked: Asked,
  room: Room,
  bins: readonly ReservedBin[],
  deps: Core,
): Promise<Omit<Decided, 'reserved'> | undefined> {
  const { row, rank, now } = asked;
  const { assignment, plans } = row.facts;
  if (!assignment) return { facts: {} };
  const { putawayTaskId, bin: name, rule, zone } = assignment;
  const planId = String(plans + 1);
  const choice = { bin: name, rule, zone };
  if (assignment.until <= now) {
    const bin = room.observed.bins.find((one) => one.bin === name);
    // What a person chose may be crowded, never unsafe.
    const fits = bin && !faultsOf(bin, room).some((fault) => rule !== 'PERSON' || isUnsafe(fault));
    if (!fits) {
      const reason = 'its reservation is over and the load does not fit anymore';
      return {
        choice,
        facts: { plans: plans + 1, plan: { planId, kind: 'cancel', putawayTaskId, bin: name, reason } },
      };
    }
    const until = later(now, room.limits.reservationMinutes.value);
    if (!(await reserve(asked, name, until, bins, deps))) return undefined;
    // The rank follows with the next look: one change at a time.
    return { choice, facts: { assignment: { ...assignment, until } } };
  }
  if (rank.key === assignment.rank) return { choice, facts: {} };
  return {
    choice,
    facts: { plans: plans + 1, plan: { planId, kind: 'rank', putawayTaskId, rank: rank.key } },
  };
}

/** One question at a time. */
function asking(step: 'no-bin' | 'proposal', { ask, asks }: PutawayFacts): Facts {
  return ask ? {} : { ask: { step, round: asks + 1, asked: false }, asks: asks + 1 };
}

const deps = runtimeWith();

export const handler = taskHandler(Input, async (input) => assignBin(input, await deps()));
