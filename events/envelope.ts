import * as z from 'zod/mini';

/**
 * The envelope of every event on the bus: CloudEvents 1.0 inside the EventBridge `detail`.
 *
 * `source` is `warehouse.<domain>`, `type` equals the EventBridge detail-type, `subject` is the business key the event
 * is about, and `sequence` orders the events of one type about one subject: a consumer keeps the highest it has applied.
 */

export const identifier = z
  .string()
  .check(z.minLength(1), z.maxLength(128), z.regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/));
export const timestamp = z
  .string()
  .check(
    z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/, 'a UTC time such as 2026-03-02T08:00:00Z'),
  );
export const calendarDate = z
  .string()
  .check(z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date such as 2026-03-02'));
/** An exact quantity: an integer in the smallest unit of the item's base unit of measure. */
export const units = z.int();
export const positiveUnits = z.int().check(z.positive());
export const nonNegativeUnits = z.int().check(z.nonnegative());
/** Money in minor units of an ISO 4217 currency. */
export const money = z.object({ minor: z.int(), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) });

export const Mode = z.enum(['act', 'advise', 'shadow']);
export type Mode = z.infer<typeof Mode>;

const envelopeShape = {
  /** The version of CloudEvents. */
  specversion: z.literal('1.0'),
  /** The id of the event; whoever has handled it ignores it the next time. */
  id: z.string().check(z.minLength(8), z.maxLength(64)),
  /** The domain it is about. */
  source: z.string().check(z.regex(/^warehouse\.[a-z]+$/)),
  /** What happened; equals the detail-type. */
  type: z.string().check(z.regex(/^[A-Z][A-Za-z]+$/)),
  /** The business key it is about. */
  subject: z.string().check(z.minLength(1), z.maxLength(512)),
  /** When it happened. */
  time: timestamp,
  /** How `data` is written. */
  datacontenttype: z.literal('application/json'),
  /** The contract of the event and its version. */
  dataschema: z.string().check(z.regex(/^urn:tallyflow:event:[A-Z][A-Za-z]+:v\d+$/)),
  /** The retailer it belongs to. */
  tenantid: identifier,
  /** The site it is about. */
  site: identifier,
  /** The same in all events that follow from one beginning. */
  correlationid: z.string().check(z.minLength(1), z.maxLength(128)),
  /** What it follows from. */
  causationid: z.string().check(z.minLength(1), z.maxLength(128)),
  /** The trace it belongs to, as W3C Trace Context has it. */
  traceparent: z.optional(z.string().check(z.regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/))),
  /** Orders the events of one type about one subject; the highest counts. */
  sequence: z.int().check(z.nonnegative()),
  /** Whether the process acts, advises, or only watches. */
  mode: Mode,
  /** It comes from a document its sender marked as a test. */
  testflag: z.optional(z.boolean()),
};

/** The envelope with data nobody has looked at yet: what a door or a queue consumer reads first. */
export const Envelope = z.object({ ...envelopeShape, data: z.unknown() });
export type Envelope<Data = unknown> = Omit<z.infer<typeof Envelope>, 'data'> & { data: Data };

export interface EventContract<Data = unknown> {
  readonly type: string;
  readonly source: string;
  readonly version: number;
  /** One sentence: what happened, for whoever subscribes. */
  readonly summary: string;
  readonly data: z.ZodMiniType<Data>;
  readonly event: z.ZodMiniType<Envelope<Data>>;
}

/** Declares one event of the catalog; `domain` is the part of the source after `warehouse.`. */
export function defineEvent<Data extends z.ZodMiniType>(
  domain: string,
  type: string,
  summary: string,
  data: Data,
  version = 1,
): EventContract<z.infer<Data>> {
  const source = `warehouse.${domain}`;
  const event = z.object({
    ...envelopeShape,
    source: z.literal(source),
    type: z.literal(type),
    dataschema: z.literal(dataSchemaOf(type, version)),
    data,
  });
  return { type, source, version, summary, data: data as never, event: event as never };
}

export function dataSchemaOf(type: string, version: number): string {
  return `urn:tallyflow:event:${type}:v${version}`;
}
