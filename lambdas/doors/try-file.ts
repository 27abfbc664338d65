import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { logger } from '../shared/powertools.ts';
import type { DoorContext, FileReport } from './notice.ts';
import { dryRun } from './read-file.ts';

/** A file to be tried, with all that is known of who sends it: nothing is read, and nothing happens. */
export interface Trial {
  readonly name: string;
  /** Its bytes in base64. */
  readonly content: string;
  readonly context: DoorContext;
}
export interface TriedFile {
  readonly report: FileReport;
  readonly text: string;
}

/** What would become of a file. */
export function tryFile({ name, content, context }: Trial): TriedFile {
  return dryRun({ name, bytes: Buffer.from(content, 'base64') }, context);
}

/** A function of its own: the readers of every format are larger than a function behind the gateway may be. */
export const handler = middy<Trial, TriedFile>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (trial) => tryFile(trial));
