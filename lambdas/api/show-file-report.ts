import * as z from 'zod/mini';
import type { FileDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import { defineRoute } from './kernel/route.ts';
import { byFileId, noSuchFile, placeOfFile } from './partner-files.ts';
import { LOOK } from './schemas.ts';
import { ANSWERS, aboutFile, FileView, fileView, ReportView, reportView } from './views/file.ts';

/** Letters of an answer to a translator that go into one of ours. */
const ANSWER_LETTERS = 500_000;

export const route = defineRoute({
  operationId: 'showFileReport',
  method: 'GET',
  path: '/v1/files/{id}/report',
  tag: 'Files',
  summary: 'What was found in a file, and the answers the partner’s translator reads.',
  may: { roles: LOOK, scope: 'files:read' },
  params: byFileId,
  answer: z.object({
    file: FileView,
    report: ReportView,
    answers: z.array(
      z.object({
        kind: z.enum(ANSWERS),
        /** As it is written: interchanges of X12 or EDIFACT. */
        text: z.string(),
        /** Only its beginning is here: it is too long for an answer. */
        shortened: z.optional(z.boolean()),
      }),
    ),
  }),
  problems: ['not-found', 'conflict'],
  async run({ principal, params: { id } }, { filesOf }: FileDeps) {
    const place = placeOfFile(principal, id);
    const files = filesOf(principal.tenant);
    const about = await aboutFile(principal.tenant, place, files);
    if (!about) throw noSuchFile();
    const { report } = about;
    if (!report)
      throw new ApiProblem('conflict', `${place.name} waits to be read; ask again in a few seconds`, {
        headers: { 'retry-after': '5' },
      });
    const answers = await Promise.all(
      about.answers.map(async ({ kind, key }) => {
        const text = Buffer.from((await files.get(key)) ?? []).toString('utf8');
        return {
          kind,
          text: text.slice(0, ANSWER_LETTERS),
          ...(text.length > ANSWER_LETTERS ? { shortened: true } : {}),
        };
      }),
    );
    const file = fileView(
      place,
      report,
      about.answers.map(({ kind }) => kind),
    );
    return { body: { file, report: reportView(report, report.text), answers } };
  },
});
