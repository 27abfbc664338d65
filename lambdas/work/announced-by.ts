import type { ProcessRow, Stores, TenantScope, ToldEvent } from '../store/ports.ts';

/** What a process, its tasks and its cases announced, oldest first. */
export async function announcedBy(
  { inventory, processes, work }: Pick<Stores, 'inventory' | 'processes' | 'work'>,
  tenant: TenantScope,
  { processId, businessKey }: Pick<ProcessRow, 'processId' | 'businessKey'>,
): Promise<readonly ToldEvent[]> {
  const [tasks, cases] = await Promise.all([
    work.tasksOf(tenant, processId),
    work.casesOf(tenant, processId),
  ]);
  const subjects = [
    // What no step of it announced: postings, notices refused in its name.
    businessKey,
    ...tasks.map(({ taskId }) => taskId),
    ...cases.map(({ caseId }) => caseId),
  ];
  const found = await Promise.all([
    processes.announced(tenant, processId),
    ...subjects.map((subject) => inventory.eventsOf(tenant, subject)),
  ]);
  return found.flat().sort((a, b) => a.event.time.localeCompare(b.event.time));
}
