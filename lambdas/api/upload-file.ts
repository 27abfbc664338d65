import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { FileDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import {
  bytesOf,
  FILE_BODY_BYTES,
  fileContent,
  fileIdOf,
  inboxKey,
  registeredPartner,
  requireSending,
  whichFile,
} from './partner-files.ts';
import { SEND_FILES } from './schemas.ts';
import { FileView, fileView } from './views/file.ts';

export const route = defineRoute({
  operationId: 'uploadFile',
  method: 'POST',
  path: '/v1/files',
  tag: 'Files',
  summary: 'A file of a partner, put where the partner would drop it.',
  description:
    'The answer is that it is kept; what became of it says its report, under the same id. The same content under the same name is the same file. Larger files are put to an address of `POST /v1/files/uploads`.',
  may: { roles: SEND_FILES, scope: 'files:write' },
  body: z.strictObject({ ...whichFile, ...fileContent }),
  bodyBytes: FILE_BODY_BYTES,
  answer: z.extend(FileView, { bytes: z.int() }),
  status: 202,
  async run({ principal, body: { partnerId, name, ...file }, require }, deps: FileDeps) {
    requireSending({ principal, require });
    await registeredPartner(principal, partnerId, deps);
    const bytes = bytesOf(file);
    const place = { partnerId, name };
    const files = deps.filesOf(principal.tenant);
    await files.put(inboxKey(principal.tenant, place), bytes, 'application/octet-stream');
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    return {
      body: { ...fileView(place, undefined, []), digest, bytes: bytes.length },
      location: `/v1/files/${fileIdOf(place)}`,
    };
  },
});
