import type { FileDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { byFileId, noSuchFile, placeOfFile } from './partner-files.ts';
import { LOOK } from './schemas.ts';
import { aboutFile, FileView, fileView } from './views/file.ts';

export const route = defineRoute({
  operationId: 'showFile',
  method: 'GET',
  path: '/v1/files/{id}',
  tag: 'Files',
  summary: 'Whether a file was read, its verdict, and which answers there are to it.',
  may: { roles: LOOK, scope: 'files:read' },
  params: byFileId,
  answer: FileView,
  problems: ['not-found'],
  async run({ principal, params: { id } }, { filesOf }: FileDeps) {
    const place = placeOfFile(principal, id);
    const about = await aboutFile(principal.tenant, place, filesOf(principal.tenant));
    if (!about) throw noSuchFile();
    return {
      body: fileView(
        place,
        about.report,
        about.answers.map(({ kind }) => kind),
      ),
    };
  },
});
