import { announcedBy } from '../../lambdas/work/announced-by.ts';
import { findProcess } from './find.ts';
import { lines, localTime, table, zoneOf } from './table.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const events: Verb = {
  words: ['processId'],
  options: [],
  summary: 'lists the events a process, its tasks and its cases announced in the last days',
  run: listEvents,
};

async function listEvents(ops: Ops, { words: [processId = ''] }: Arguments): Promise<Report> {
  const { tenant, row } = await findProcess(ops, processId);
  const shown = await announcedBy(ops.stores, tenant.scope, row);
  const zone = zoneOf(tenant, row.site);
  return {
    data: shown,
    text:
      shown.length === 0
        ? `No event of ${processId} is kept any more; its timeline is: npm run ops -- show '${processId}'`
        : lines(
            table(
              ['when', 'event', 'subject', 'number', 'published', 'id', 'caused by'],
              shown.map(({ event, published }) => [
                localTime(event.time, zone),
                event.type,
                event.subject,
                event.sequence,
                published ? 'yes' : 'not yet',
                event.id,
                event.causationid,
              ]),
            ),
            `With their data: npm run ops -- events '${processId}' --json`,
          ),
  };
}
