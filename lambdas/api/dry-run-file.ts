import * as z from 'zod/mini';
import type { TrialDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { bytesOf, FILE_BODY_BYTES, fileContent, registeredPartner, whichFile } from './partner-files.ts';
import { LOOK } from './schemas.ts';
import { ReportView, reportView } from './views/file.ts';

export const route = defineRoute({
  operationId: 'dryRunFile',
  method: 'POST',
  path: '/v1/files/dry-run',
  tag: 'Files',
  summary: 'What would become of a file of a partner, without anything happening.',
  may: { roles: LOOK, scope: 'files:read' },
  reads: true,
  body: z.strictObject({ ...whichFile, ...fileContent }),
  bodyBytes: FILE_BODY_BYTES,
  answer: ReportView,
  problems: ['unprocessable'],
  async run({ principal, body: { partnerId, name, ...file } }, deps: TrialDeps) {
    const { partner, document } = await registeredPartner(principal, partnerId, deps);
    const { environment, sites } = document;
    const context = { partner, environment, sites, receivedAt: deps.clock() };
    const content = Buffer.from(bytesOf(file)).toString('base64');
    const { report, text } = await deps.tryFile({ name, content, context });
    return { body: reportView(report, text) };
  },
});
