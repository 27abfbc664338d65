import * as z from 'zod/mini';
import { Envelope, Mode } from '../../events/envelope.ts';

/** For whom and for which process a state works; a state machine passes it on unchanged as `job`. */
export const Job = z.object({
  tenantId: z.string().check(z.minLength(1)),
  site: z.string().check(z.minLength(1)),
  processId: z.string().check(z.minLength(1)),
  correlationId: z.string().check(z.minLength(1)),
  mode: Mode,
  traceparent: Envelope.shape.traceparent,
});
export type Job = z.infer<typeof Job>;
