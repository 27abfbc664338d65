import * as z from 'zod/mini';
import { LIMITS } from '../doors/notice.ts';
import type { FileDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { fileIdOf, inboxKey, registeredPartner, requireSending, whichFile } from './partner-files.ts';
import { SEND_FILES } from './schemas.ts';

const ADDRESS_SECONDS = 15 * 60;

export const route = defineRoute({
  operationId: 'requestUpload',
  method: 'POST',
  path: '/v1/files/uploads',
  tag: 'Files',
  summary: 'An address a large file of a partner is put to.',
  description:
    'PUT the file there, with the headers of the answer and nothing else; the address takes exactly that type and length, for 15 minutes, and needs no token. What became of the file says its report.',
  may: { roles: SEND_FILES, scope: 'files:write' },
  body: z.strictObject({
    ...whichFile,
    contentType: z.string().check(z.regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/, 'a media type such as text/csv')),
    contentLength: z.int().check(z.minimum(1), z.maximum(LIMITS.csvBytes)),
  }),
  answer: z.object({
    id: z.string(),
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.object({ 'content-type': z.string(), 'content-length': z.string() }),
    expiresAt: z.string(),
  }),
  status: 201,
  async run({ principal, body: { partnerId, name, contentType, contentLength }, require }, deps: FileDeps) {
    requireSending({ principal, require });
    await registeredPartner(principal, partnerId, deps);
    const place = { partnerId, name };
    const files = deps.filesOf(principal.tenant);
    const url = await files.presign(inboxKey(principal.tenant, place), {
      contentType,
      contentLength,
      seconds: ADDRESS_SECONDS,
    });
    return {
      body: {
        id: fileIdOf(place),
        method: 'PUT' as const,
        url,
        headers: { 'content-type': contentType, 'content-length': String(contentLength) },
        expiresAt: new Date(Date.parse(deps.clock()) + ADDRESS_SECONDS * 1000).toISOString(),
      },
      location: `/v1/files/${fileIdOf(place)}`,
    };
  },
});
