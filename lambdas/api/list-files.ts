import * as z from 'zod/mini';
import { Forbidden } from '../shared/errors.ts';
import type { FileDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { reportsPrefix, whichFile } from './partner-files.ts';
import { LOOK, pageOf } from './schemas.ts';
import { FileView, filesOfReports } from './views/file.ts';

export const route = defineRoute({
  operationId: 'listFiles',
  method: 'GET',
  path: '/v1/files',
  tag: 'Files',
  summary: 'Files that were read, with their verdicts, by partner and name; a partner sees its own.',
  may: { roles: LOOK, scope: 'files:read' },
  query: z.object({ partnerId: z.optional(whichFile.partnerId) }),
  answer: pageOf(FileView),
  paged: true,
  async run({ principal, query, page }, { filesOf }: FileDeps) {
    const { tenant, subject, partnerId: own } = principal;
    if (own !== undefined && query.partnerId !== undefined && query.partnerId !== own)
      throw new Forbidden(`${subject} speaks for ${own}, not for ${query.partnerId}`);
    const files = filesOf(tenant);
    const { items, cursor } = await filesOfReports(
      tenant,
      reportsPrefix(tenant, own ?? query.partnerId),
      page,
      files,
    );
    return { body: { items }, cursor };
  },
});
