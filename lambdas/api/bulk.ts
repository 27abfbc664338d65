import { runtimeWith, secrets } from '../shared/runtime.ts';
import type { ReadDeps } from './deps.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listJobs } from './list-jobs.ts';
import { route as previewJob } from './preview-job.ts';
import { route as showJob } from './show-job.ts';
import { route as startJob } from './start-job.ts';

/** One operation on many things. */
export const routes: readonly Route<ReadDeps>[] = [previewJob, startJob, listJobs, showJob];

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets)));
