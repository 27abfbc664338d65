import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { JobQuestion, jobAsked } from './jobs/asked.ts';
import { preview } from './jobs/preview.ts';
import { defineRoute } from './kernel/route.ts';
import { DECIDE } from './schemas.ts';

export const route = defineRoute({
  operationId: 'previewJob',
  method: 'POST',
  path: '/v1/jobs/preview',
  tag: 'Jobs',
  summary: 'Says what an operation on many things would meet, item by item; nothing changes.',
  description:
    'READY is there, within the grants of the caller, and open. What shows only when it is carried out is in the result of the item. The digest goes into the job: it is carried out only if nothing has changed since.',
  may: { roles: DECIDE, scope: 'jobs:read' },
  body: JobQuestion,
  answer: z.object({
    digest: z.string(),
    ready: z.int(),
    refused: z.int(),
    items: z.array(
      z.object({
        item: z.string(),
        verdict: z.enum(['READY', 'REFUSED']),
        summary: z.optional(z.string()),
        type: z.optional(z.string()),
        detail: z.optional(z.string()),
      }),
    ),
  }),
  reads: true,
  async run({ principal, body }, { stores }: ReadDeps) {
    const { digest, items } = await preview(jobAsked(body), principal, stores);
    const ready = items.filter(({ verdict }) => verdict === 'READY').length;
    return {
      body: { digest, ready, refused: items.length - ready, items: items.map((item) => ({ ...item })) },
    };
  },
});
