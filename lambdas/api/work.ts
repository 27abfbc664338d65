import { bus, documents, executions, journal, machines, runtimeWith, secrets } from '../shared/runtime.ts';
import { route as answerTask } from './answer-task.ts';
import { route as assignCase } from './assign-case.ts';
import { route as cancelProcess } from './cancel-process.ts';
import { route as claimTask } from './claim-task.ts';
import { route as delegateTask } from './delegate-task.ts';
import type { WorkDeps } from './deps.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listQuarantine } from './list-quarantine.ts';
import { route as redriveProcess } from './redrive-process.ts';
import { route as resolveCase } from './resolve-case.ts';
import { route as resumeProcess } from './resume-process.ts';
import { route as retryProcess } from './retry-process.ts';
import { route as showQuarantined } from './show-quarantined.ts';

/** What people decide: tasks, cases and processes. */
export const routes: readonly Route<WorkDeps>[] = [
  claimTask,
  answerTask,
  delegateTask,
  assignCase,
  resolveCase,
  retryProcess,
  redriveProcess,
  resumeProcess,
  cancelProcess,
  listQuarantine,
  showQuarantined,
];

export const handler = apiHandler(
  routes,
  frontDoor(runtimeWith(secrets, machines, executions, bus, documents, journal)),
);
