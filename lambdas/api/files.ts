import type { Trial, TriedFile } from '../doors/try-file.ts';
import { readEnvironment } from '../shared/environment.ts';
import { ContractViolation } from '../shared/errors.ts';
import { type Invoke, invoker } from '../shared/invoke.ts';
import { placeOf, runtimeWith, secrets } from '../shared/runtime.ts';
import type { TrialDeps } from './deps.ts';
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
export const routes: readonly Route<TrialDeps>[] = [
  uploadFile,
  requestUpload,
  dryRunFile,
  listFiles,
  showFile,
  showFileReport,
];

const runtime = runtimeWith(secrets);
let invoke: Invoke | undefined;

function trials(): Invoke {
  const { INVOKED_FUNCTION } = readEnvironment(process.env);
  if (INVOKED_FUNCTION) return invoker(INVOKED_FUNCTION, placeOf());
  throw new ContractViolation(
    'environment variable INVOKED_FUNCTION is not set: say which function is invoked in lib/kernel.ts',
  );
}

export const handler = apiHandler(
  routes,
  frontDoor(async () => {
    const deps = await runtime();
    invoke ??= trials();
    const call = invoke;
    return { ...deps, tryFile: async (trial: Trial) => (await call(trial)) as TriedFile };
  }),
);
