import type { Envelope } from '../../events/envelope.ts';
import { CaseAssigned, CaseEscalated, CaseOpened, CaseResolved } from '../../events/work.ts';
import { addBusinessMinutes } from '../domain/calendar.ts';
import type { Role, TenantDocument } from '../domain/tenant.ts';
import { Conflict, ContractViolation, NotFound } from '../shared/errors.ts';
import type { CaseRow, CaseSeverity, NewCase, TaskRow, TenantScope } from '../store/ports.ts';
import { type CaseClass, caseClasses, caseSla } from './case-classes.ts';
import { type EventFacts, makeEvent } from './events.ts';
import { type Place, requireMember } from './members.ts';
import { originOf, shortHash, type WorkDependencies } from './origin.ts';
import { processNameOf } from './process-id.ts';

export interface CaseSpec {
  readonly class: CaseClass;
  readonly site: string;
  readonly processId?: string;
  /** What within the process the case is about: a line, a call, an execution. One subject of a class is one case. */
  readonly subject: string;
  /** One sentence for the owner: what happened and what is at stake. */
  readonly summary: string;
  readonly links: CaseRow['links'];
  readonly severity?: CaseSeverity;
  readonly owner?: Role;
  readonly cost?: CaseRow['cost'];
}

/** The id of a case follows from what it is about, so a repeated cause finds the case that stands. */
export function caseIdOf(
  tenant: TenantScope,
  spec: Pick<CaseSpec, 'class' | 'site' | 'processId' | 'subject'>,
): string {
  return `case-${shortHash(tenant, spec.processId ?? spec.site, spec.class, spec.subject)}`;
}

/**
 * The subject of a case whose cause may come back: `<subject>:<n>`. `standing` while its case is open; once that was
 * resolved, the next number.
 */
export async function recurring(
  deps: Pick<WorkDependencies, 'stores'>,
  tenant: TenantScope,
  about: Pick<CaseSpec, 'class' | 'site' | 'processId' | 'subject'>,
): Promise<{ subject: string; standing: boolean }> {
  for (let round = 1; ; round += 1) {
    const subject = `${about.subject}:${round}`;
    const row = await deps.stores.work.case(tenant, caseIdOf(tenant, { ...about, subject }));
    if (row?.state !== 'RESOLVED') return { subject, standing: row !== undefined };
  }
}

/**
 * Opens a case for an exception, or returns the one that stands for the same class and subject. Severity, owner and
 * time come from the class unless the tenant's document or the caller says otherwise. `alsoPublish` events are stored
 * in the same write and only when the case is new.
 */
export async function openCase(
  deps: WorkDependencies,
  tenant: TenantScope,
  spec: CaseSpec,
  alsoPublish: (opened: NewCase) => readonly Envelope[] = () => [],
): Promise<{ opened: boolean; row: CaseRow }> {
  const now = deps.clock();
  const caseId = caseIdOf(tenant, spec);
  const { severity, owner, slaDueAt } = termsOf(await deps.stores.tenants.current(tenant), spec, now);
  const kase: NewCase = {
    caseId,
    class: spec.class,
    severity,
    site: spec.site,
    owner,
    summary: spec.summary,
    ...(spec.processId === undefined ? {} : { processId: spec.processId }),
    links: [
      ...(spec.processId === undefined ? [] : [{ kind: 'process', id: spec.processId }]),
      ...spec.links,
    ],
    openedAt: now,
    slaDueAt,
    ...(spec.cost === undefined ? {} : { cost: spec.cost }),
  };
  const about = await originOf(deps.stores, tenant, { ...kase, id: caseId });
  const opened = makeEvent(CaseOpened, {
    about,
    sequence: 0,
    causationId: about.correlationId,
    now,
    newId: deps.newId,
    data: { ...caseData(kase), slaDueAt, summary: spec.summary },
  });
  return deps.stores.work.openCase(tenant, kase, [opened, ...alsoPublish(kase)]);
}

/** A case of a process is for whoever is granted that process. */
function placeOf({ site, processId }: CaseRow): Place {
  return { site, process: processId && processNameOf(processId) };
}

/** Gives a case to a person of the tenant who works at its site. */
export function assignCase(
  deps: WorkDependencies,
  tenant: TenantScope,
  caseId: string,
  to: { assignee: string; by: string },
): Promise<CaseRow> {
  return changeCase(deps, tenant, caseId, to.by, async (row, facts) => {
    const document = await deps.stores.tenants.current(tenant);
    requireMember(document, placeOf(row), to.by);
    requireMember(document, placeOf(row), to.assignee);
    if (row.state === 'RESOLVED')
      throw new Conflict(
        `case ${caseId} was resolved by ${row.resolvedBy}; there is nothing left to assign`,
        row,
      );
    if (row.assignee === to.assignee) return undefined;
    const assigned = makeEvent(CaseAssigned, { ...facts, data: { ...caseData(row), assignee: to.assignee } });
    return { change: { assignee: to.assignee }, event: assigned };
  });
}

export interface Resolution {
  readonly by: string;
  readonly rootCause: string;
  readonly resolution: string;
  readonly cost?: CaseRow['cost'];
}

/**
 * Closes a case. Needs a root cause and a resolution (rule 4.8). The same resolution again returns the row; another one
 * raises Conflict with the one that stands.
 */
export async function resolveCase(
  deps: WorkDependencies,
  tenant: TenantScope,
  caseId: string,
  resolution: Resolution,
): Promise<CaseRow> {
  requireText(caseId, 'root cause', resolution.rootCause);
  requireText(caseId, 'resolution', resolution.resolution);
  const document = await deps.stores.tenants.current(tenant);
  return closeCase(deps, tenant, caseId, resolution, (row) =>
    requireMember(document, placeOf(row), resolution.by),
  );
}

/** Closes the open cases linked to a task once its answer settled them: who answered has resolved them. */
export async function resolveCasesOf(
  deps: WorkDependencies,
  tenant: TenantScope,
  task: Pick<TaskRow, 'processId' | 'taskId'>,
  resolution: Resolution,
): Promise<void> {
  const isLinked = ({ links }: CaseRow) =>
    links.some(({ kind, id }) => kind === 'task' && id === task.taskId);
  await settleCases(deps, tenant, task.processId, isLinked, resolution);
}

/** Closes the open cases of a process that something has settled. */
export async function settleCases(
  deps: WorkDependencies,
  tenant: TenantScope,
  processId: string,
  isSettled: (row: CaseRow) => boolean,
  resolution: Resolution,
): Promise<void> {
  const cases = await deps.stores.work.casesOf(tenant, processId);
  for (const row of cases)
    if (row.state === 'OPEN' && isSettled(row))
      await closeCase(deps, tenant, row.caseId, resolution, () => {});
}

/** Hands a case whose time has passed to the next owner, once. */
export function escalateCase(deps: WorkDependencies, tenant: TenantScope, caseId: string): Promise<CaseRow> {
  return changeCase(deps, tenant, caseId, 'deadline', async (row, facts) => {
    if (row.state === 'RESOLVED' || row.escalated || row.slaDueAt > facts.now) return undefined;
    const own = (await deps.stores.tenants.current(tenant))?.cases?.[row.class];
    const owner = own?.escalateTo ?? caseClasses[row.class as CaseClass]?.escalateTo ?? row.owner;
    const escalated = makeEvent(CaseEscalated, {
      ...facts,
      data: { ...caseData({ ...row, owner }), slaDueAt: row.slaDueAt },
    });
    return { change: { escalated: true, owner }, event: escalated };
  });
}

function closeCase(
  deps: WorkDependencies,
  tenant: TenantScope,
  caseId: string,
  { by, rootCause, resolution, cost }: Resolution,
  requireAllowed: (row: CaseRow) => void,
): Promise<CaseRow> {
  return changeCase(deps, tenant, caseId, by, async (row, facts) => {
    requireAllowed(row);
    if (row.state === 'RESOLVED') {
      if (row.resolvedBy === by && row.rootCause === rootCause && row.resolution === resolution)
        return undefined;
      throw new Conflict(
        `case ${caseId} was resolved by ${row.resolvedBy}: ${row.rootCause}, ${row.resolution}`,
        row,
      );
    }
    const resolved = makeEvent(CaseResolved, {
      ...facts,
      data: { ...caseData(row), rootCause, resolution, by },
    });
    const change = {
      state: 'RESOLVED' as const,
      rootCause,
      resolution,
      resolvedBy: by,
      resolvedAt: facts.now,
    };
    return { change: cost === undefined ? change : { ...change, cost }, event: resolved };
  });
}

interface CaseWrite {
  readonly change: Partial<Omit<CaseRow, 'tenantId' | 'caseId' | 'version'>>;
  readonly event: Envelope;
}

/** Changes a case by a decision about the row that stands; a lost race is decided again about the newer row. */
async function changeCase(
  deps: WorkDependencies,
  tenant: TenantScope,
  caseId: string,
  causationId: string,
  decide: (row: CaseRow, facts: Omit<EventFacts<never>, 'data'>) => Promise<CaseWrite | undefined>,
  triesLeft = 5,
): Promise<CaseRow> {
  const row = await deps.stores.work.case(tenant, caseId);
  if (!row)
    throw new NotFound(`case ${caseId} does not exist for this tenant; list them with: npm run ops -- cases`);
  const about = await originOf(deps.stores, tenant, { ...row, id: caseId });
  const write = await decide(row, {
    about,
    sequence: row.version + 1,
    causationId,
    now: deps.clock(),
    newId: deps.newId,
  });
  if (!write) return row;
  try {
    return await deps.stores.work.changeCase(tenant, caseId, row.version, write.change, [write.event]);
  } catch (error) {
    if (!(error instanceof Conflict) || triesLeft === 1) throw error;
    return changeCase(deps, tenant, caseId, causationId, decide, triesLeft - 1);
  }
}

function termsOf(
  document: TenantDocument | undefined,
  spec: CaseSpec,
  now: string,
): { severity: CaseSeverity; owner: Role; slaDueAt: string } {
  const own = document?.cases?.[spec.class];
  const defaults = caseClasses[spec.class];
  const severity = spec.severity ?? own?.severity ?? defaults.severity;
  const sla = caseSla[severity];
  const minutes = own?.slaMinutes ?? sla.minutes;
  const calendar = document?.sites.find((site) => site.site === spec.site)?.calendar;
  // A site the document does not know has no business hours: its clock never stops.
  const slaDueAt =
    sla.clock === 'business' && calendar
      ? addBusinessMinutes(calendar, now, minutes)
      : new Date(Date.parse(now) + minutes * 60_000).toISOString();
  return { severity, owner: spec.owner ?? own?.owner ?? defaults.owner, slaDueAt };
}

function caseData({
  caseId,
  class: name,
  severity,
  owner,
  processId,
}: Pick<CaseRow, 'caseId' | 'class' | 'severity' | 'owner' | 'processId'>) {
  return { caseId, class: name, severity, owner, ...(processId === undefined ? {} : { processId }) };
}

function requireText(caseId: string, field: string, value: string): void {
  if (value.trim() !== '') return;
  throw new ContractViolation(
    `case ${caseId} needs a ${field}: "${value}" says nothing; name what caused it and what was done`,
  );
}
