import { CaseAssigned, CaseEscalated, CaseOpened, CaseResolved } from '../../events/work.ts';
import type { Envelope } from '../../events/envelope.ts';
import { addBusinessMinutes } from '../domain/calendar.ts';
import type { Role, TenantDocument } from '../domain/tenant.ts';
import { Conflict, ContractViolation, NotFound } from '../shared/errors.ts';
import type { CaseRow, CaseSeverity, NewCase, TenantScope } from '../store/ports.ts';
import { type CaseClass, caseClasses, caseSla } from './case-classes.ts';
import { type EventFacts, makeEvent } from './events.ts';
import { requireMember } from './members.ts';
import { originOf, shortHash, type WorkDependencies } from './origin.ts';

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
export function caseIdOf(tenant: TenantScope, spec: Pick<CaseSpec, 'class' | 'site' | 'processId' | 'subject'>): string {
  return `case-${shortHash(tenant, spec.processId ?? spec.site, spec.class, spec.subject)}`;
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
    caseId, class: spec.class, severity, site: spec.site, owner, summary: spec.summary,
    ...(spec.processId === undefined ? {} : { processId: spec.processId }),
    links: [...(spec.processId === undefined ? [] : [{ kind: 'process', id: spec.processId }]), ...spec.links],
    openedAt: now, slaDueAt,
    ...(spec.cost === undefined ? {} : { cost: spec.cost }),
  };
  const about = await originOf(deps.stores, tenant, { ...kase, id: caseId });
  const opened = makeEvent(CaseOpened, {
    about, sequence: 0, causationId: about.correlationId, now, newId: deps.newId,
    data: { ...caseData(kase), slaDueAt, summary: spec.summary },
  });
  return deps.stores.work.openCase(tenant, kase, [opened, ...alsoPublish(kase)]);
}

/** Gives a case to a person of the tenant who works at its site. */
export async function assignCase(deps: WorkDependencies, tenant: TenantScope, caseId: string, to: { assignee: string; by: string }): Promise<CaseRow> {
  const row = await requireCase(deps, tenant, caseId);
  const document = await deps.stores.tenants.current(tenant);
  requireMember(document, row.site, to.by);
  requireMember(document, row.site, to.assignee);
  if (row.state === 'RESOLVED') throw new Conflict(`case ${caseId} was resolved by ${row.resolvedBy}; open work cannot be assigned on it`, row);
  if (row.assignee === to.assignee) return row;
  const facts = await eventFacts(deps, tenant, row, to.by);
  const assigned = makeEvent(CaseAssigned, { ...facts, data: { ...caseData(row), assignee: to.assignee } });
  return deps.stores.work.changeCase(tenant, caseId, row.version, { assignee: to.assignee }, [assigned]);
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
export async function resolveCase(deps: WorkDependencies, tenant: TenantScope, caseId: string, resolution: Resolution): Promise<CaseRow> {
  requireText(caseId, 'root cause', resolution.rootCause);
  requireText(caseId, 'resolution', resolution.resolution);
  const row = await requireCase(deps, tenant, caseId);
  requireMember(await deps.stores.tenants.current(tenant), row.site, resolution.by);
  return closeCase(deps, tenant, row, resolution);
}

/** Closes the open cases linked to a task once its answer settled them; the answer is the resolution. */
export async function resolveCasesOf(deps: WorkDependencies, tenant: TenantScope, processId: string, taskId: string, resolution: Resolution): Promise<void> {
  const cases = await deps.stores.work.casesOf(tenant, processId);
  for (const row of cases.filter((candidate) => candidate.state === 'OPEN' && isAbout(candidate, taskId))) {
    await closeCase(deps, tenant, row, resolution);
  }
}

/** Hands a case whose time has passed to the next owner, once. Returns whether it did. */
export async function escalateCase(deps: WorkDependencies, tenant: TenantScope, caseId: string): Promise<boolean> {
  const row = await requireCase(deps, tenant, caseId);
  if (row.state === 'RESOLVED' || row.escalated || row.slaDueAt > deps.clock()) return false;
  const document = await deps.stores.tenants.current(tenant);
  const owner = document?.cases?.[row.class]?.escalateTo ?? defaultsOf(row.class)?.escalateTo ?? row.owner;
  const facts = await eventFacts(deps, tenant, row, 'deadline');
  const escalated = makeEvent(CaseEscalated, { ...facts, data: { ...caseData({ ...row, owner }), slaDueAt: row.slaDueAt } });
  await deps.stores.work.changeCase(tenant, caseId, row.version, { escalated: true, owner }, [escalated]);
  return true;
}

async function closeCase(deps: WorkDependencies, tenant: TenantScope, row: CaseRow, resolution: Resolution): Promise<CaseRow> {
  if (row.state === 'RESOLVED') {
    const same = row.resolvedBy === resolution.by && row.rootCause === resolution.rootCause && row.resolution === resolution.resolution;
    if (same) return row;
    throw new Conflict(`case ${row.caseId} was resolved by ${row.resolvedBy}: ${row.rootCause}, ${row.resolution}`, row);
  }
  const { by, rootCause, resolution: code, cost } = resolution;
  const facts = await eventFacts(deps, tenant, row, by);
  const resolved = makeEvent(CaseResolved, { ...facts, data: { ...caseData(row), rootCause, resolution: code, by } });
  const change = { state: 'RESOLVED' as const, rootCause, resolution: code, resolvedBy: by, resolvedAt: facts.now, ...(cost === undefined ? {} : { cost }) };
  return deps.stores.work.changeCase(tenant, row.caseId, row.version, change, [resolved]);
}

function termsOf(document: TenantDocument | undefined, spec: CaseSpec, now: string): { severity: CaseSeverity; owner: Role; slaDueAt: string } {
  const own = document?.cases?.[spec.class];
  const defaults = caseClasses[spec.class];
  const severity = spec.severity ?? own?.severity ?? defaults.severity;
  const sla = caseSla[severity];
  const minutes = own?.slaMinutes ?? sla.minutes;
  const calendar = document?.sites.find((site) => site.site === spec.site)?.calendar;
  // A site the document does not know has no business hours: its clock never stops.
  const slaDueAt = sla.clock === 'business' && calendar
    ? addBusinessMinutes(calendar, now, minutes)
    : new Date(Date.parse(now) + minutes * 60_000).toISOString();
  return { severity, owner: spec.owner ?? own?.owner ?? defaults.owner, slaDueAt };
}

function defaultsOf(name: string) {
  return name in caseClasses ? caseClasses[name as CaseClass] : undefined;
}

function isAbout(row: CaseRow, taskId: string): boolean {
  return row.links.some((link) => link.kind === 'task' && link.id === taskId);
}

function caseData({ caseId, class: name, severity, owner, processId }: Pick<CaseRow, 'caseId' | 'class' | 'severity' | 'owner' | 'processId'>) {
  return { caseId, class: name, severity, owner, ...(processId === undefined ? {} : { processId }) };
}

async function eventFacts(deps: WorkDependencies, tenant: TenantScope, row: CaseRow, causationId: string): Promise<Omit<EventFacts<never>, 'data'>> {
  const about = await originOf(deps.stores, tenant, { ...row, id: row.caseId });
  return { about, sequence: row.version + 1, causationId, now: deps.clock(), newId: deps.newId };
}

async function requireCase(deps: WorkDependencies, tenant: TenantScope, caseId: string): Promise<CaseRow> {
  const row = await deps.stores.work.case(tenant, caseId);
  if (row) return row;
  throw new NotFound(`case ${caseId} does not exist for this tenant; list them with: npm run ops -- cases`);
}

function requireText(caseId: string, field: string, value: string): void {
  if (value.trim() !== '') return;
  throw new ContractViolation(`case ${caseId} needs a ${field}: "${value}" says nothing; name what caused it and what was done`);
}
