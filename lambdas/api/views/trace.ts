import * as z from 'zod/mini';
import type { CaptureReport, TraceEvent } from '../../store/epcis.ts';
import { record } from '../schemas.ts';

/** An EPCIS event as EPCIS 2.0 writes it, with its hash as eventID. */
export const TraceEventView = z.looseObject({
  type: z.string(),
  eventID: z.string(),
  eventTime: z.string(),
  recordTime: z.string(),
  errorDeclaration: z.optional(record),
});

export function traceEventView({ event, recordTime, errorDeclaration }: TraceEvent) {
  return {
    ...event,
    recordTime,
    ...(errorDeclaration && { errorDeclaration: { ...errorDeclaration } }),
  } as z.infer<typeof TraceEventView>;
}

export const CaptureView = z.object({
  captureId: z.string(),
  capturedAt: z.string(),
  /** In the order of the document. */
  events: z.array(
    z.object({
      verdict: z.enum(['captured', 'repeated', 'declared-error', 'refused']),
      eventID: z.optional(z.string()),
      problems: z.optional(z.array(z.object({ field: z.string(), value: z.string(), message: z.string() }))),
    }),
  ),
});

export function captureView({ captureId, capturedAt, events }: CaptureReport): z.infer<typeof CaptureView> {
  return {
    captureId,
    capturedAt,
    events: events.map(({ problems, ...event }) => ({
      ...event,
      ...(problems && { problems: problems.map((problem) => ({ ...problem })) }),
    })),
  };
}
