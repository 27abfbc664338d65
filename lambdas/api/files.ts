import { runtimeWith, secrets } from '../shared/runtime.ts';
import type { FileDeps } from './deps.ts';
import { route as dryRunFile } from './dry-run-file.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listFiles } from './list-files.ts';
import { route as requestUpload } from './request-upload.ts';
import { route as showFile } from './show-file.ts';
import { route as showFileReport } from './show-file-report.ts';
import { route as uploadFile } from './upload-file.ts';

/** Files of partners: sending one, trying one, and what became of it. */
export const routes: readonly Route<FileDeps>[] = [
  uploadFile,
  requestUpload,
  dryRunFile,
  listFiles,
  showFile,
  showFileReport,
];

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets)));
