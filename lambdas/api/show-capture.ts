import * as z from 'zod/mini';
import { NotFound } from '../shared/errors.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, opaque } from './schemas.ts';
import { CaptureView, captureView } from './views/trace.ts';

export const route = defineRoute({
  operationId: 'showCapture',
  method: 'GET',
  path: '/v1/epcis/capture/{captureId}',
  tag: 'Trace',
  summary: 'What became of a capture, for whoever sent it; kept for 30 days.',
  may: { roles: LOOK, scope: 'events:read' },
  params: z.object({ captureId: opaque }),
  answer: CaptureView,
  problems: ['not-found'],
  async run({ principal, params: { captureId } }, { stores }: ReadDeps) {
    const report = await stores.epcis.report(principal.tenant, captureId);
    if (report?.subject !== principal.subject)
      throw new NotFound(
        `${principal.subject} sent no capture ${captureId}, or it was longer ago than 30 days`,
      );
    return { body: captureView(report) };
  },
});
