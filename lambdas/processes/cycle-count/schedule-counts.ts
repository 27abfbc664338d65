import type { Envelope } from '../../../events/envelope.ts';
import { localDate } from '../../domain/calendar.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { type Core, runtimeWith } from '../../shared/runtime.ts';
import { processIdOf } from '../../work/process-id.ts';
import { calendarOf } from '../../work/process-row.ts';
import { PROCESS } from './facts.ts';
import { requestOf } from './request-count.ts';
import { plannedCounts } from './schedule.ts';

/** Requests stored in one write. */
const TOGETHER = 20;

/** The hourly look at the plan of every site: places whose day has come are requested, each once for that day (rule 5.3). */
export async function scheduleCounts(deps: Core): Promise<void> {
  const { tenants, inventory, processes } = deps.stores;
  const now = deps.clock();
  for (const tenant of await tenants.all()) {
    const document = await tenants.current(tenant);
    for (const { site } of document?.sites ?? []) {
      if (!document) continue;
      const today = localDate(calendarOf(document, site).zone, now);
      const due = (await plannedCounts(deps.stores, tenant, site)).filter(({ dueOn }) => dueOn <= today);
      const requests: Envelope[] = [];
      for (const place of due) {
        const request = requestOf(document, site, place, 'SCHEDULE', place.dueOn, now);
        if (!(await processes.get(tenant, processIdOf(PROCESS, request.subject)))) requests.push(request);
      }
      for (let start = 0; start < requests.length; start += TOGETHER)
        await inventory.enqueue(tenant, requests.slice(start, start + TOGETHER));
    }
  }
}

const deps = runtimeWith();

export const handler = queueHandler(async () => scheduleCounts(await deps()));
