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
import { route as reportDamage } from './report-damage.ts';
import { route as reportException } from './report-exception.ts';
import { route as requestCount } from './request-count.ts';
import { route as requestReturn } from './request-return.ts';
import { route as resolveCase } from './resolve-case.ts';
import { route as resumeProcess } from './resume-process.ts';
import { route as retryProcess } from './retry-process.ts';
import { route as sendEvent } from './send-event.ts';
import { route as showQuarantined } from './show-quarantined.ts';
import { route as submitCount } from './submit-count.ts';
import { route as submitReceipt } from './submit-receipt.ts';

/** What people decide and what the floor tells: tasks, cases, processes and events. */
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
  submitReceipt,
  requestCount,
  submitCount,
  requestReturn,
  reportException,
  reportDamage,
  sendEvent,
  listQuarantine,
  showQuarantined,
];

export const handler = apiHandler(
  routes,
  frontDoor(runtimeWith(secrets, machines, executions, bus, documents, journal)),
);
