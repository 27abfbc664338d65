import { runtimeWith, secrets } from '../shared/runtime.ts';
import type { ReadDeps } from './deps.ts';
import { route as explainProcess } from './explain-process.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listCases } from './list-cases.ts';
import { route as listKpis } from './list-kpis.ts';
import { route as listMovements } from './list-movements.ts';
import { route as listPositions } from './list-positions.ts';
import { route as listProcessEvents } from './list-process-events.ts';
import { route as listTasks } from './list-tasks.ts';
import { route as lookUpInventory } from './look-up-inventory.ts';
import { route as queryEvents } from './query-events.ts';
import { route as searchProcesses } from './search-processes.ts';
import { route as showCapture } from './show-capture.ts';
import { route as showCase } from './show-case.ts';
import { route as showEvent } from './show-event.ts';
import { route as showKpi } from './show-kpi.ts';
import { route as showProcess } from './show-process.ts';
import { route as showTask } from './show-task.ts';
import { route as showTimeline } from './show-timeline.ts';

/** What only looks: this function's role changes nothing but the front door's own memory. */
export const routes: readonly Route<ReadDeps>[] = [
  lookUpInventory,
  listPositions,
  listMovements,
  searchProcesses,
  showProcess,
  showTimeline,
  explainProcess,
  listProcessEvents,
  listTasks,
  showTask,
  listCases,
  showCase,
  queryEvents,
  showEvent,
  showCapture,
  listKpis,
  showKpi,
];

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets)));
