import * as z from 'zod/mini';
import { identifier, timestamp } from '../../../events/envelope.ts';
import type { KeyGeneration } from './signature.ts';

/**
 * How what a partner sends becomes a canonical event: declared in the tenant's document, without code. A template is the
 * event as it shall be; what in it is a path is replaced by what the message has there.
 *
 * - `"$.order.id"`: what the message has at that path, or nothing
 * - `"@.sku"`: the same for the member at hand, inside `each`
 * - `{ "from": "$.state", "map": { "OK": "GOOD" }, "default": "DAMAGED" }`: a value by another name
 * - `{ "from": "$.count", "as": "integer" }`: a whole number a partner writes as text
 * - `{ "each": "$.items", "as": <template> }`: a list, member by member
 * - everything else: as it stands
 */
export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | { readonly [name: string]: Template };

const PATH = /^[$@](\.[A-Za-z0-9_-]{1,64}|\[\d{1,4}\]){1,16}$/;

const Template: z.ZodMiniType<Template> = z.lazy(() =>
  z.union([
    z
      .string()
      .check(
        z.refine(
          (text) => !/^[$@][.[]/.test(text) || PATH.test(text),
          'a path such as $.order.id or $.lines[0].sku',
        ),
      ),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(Template),
    z.record(z.string(), Template),
  ]),
) as never;

/** The secret of an endpoint whose document names none. */
const FIRST_KEY: readonly KeyGeneration[] = [{ generation: '1' }];

/** Where a partner's system sends its own words to. */
export const InboundWebhook = z.object({
  /** Stands in the path: `/v1/webhooks/in/<tenant>/<endpoint>`. */
  endpoint: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'small letters, digits and -, 63 at most')),
  partnerId: identifier,
  /**
   * Names of its secrets, the present one first; another name is another secret. While one replaces another the one before is
   * named too, with its end. One secret, named 1, unless said.
   */
  keys: z.optional(
    z
      .array(z.object({ generation: identifier, until: z.optional(timestamp) }))
      .check(z.minLength(1), z.maxLength(5)),
  ),
  /** The first whose `when` holds counts. */
  events: z
    .array(
      z.object({
        /** Path and value that tell this kind of message from others; absent: every message. */
        when: z.optional(
          z.object({
            path: z.string().check(z.regex(PATH, 'a path such as $.type')),
            equals: z.union([z.string(), z.number(), z.boolean()]),
          }),
        ),
        /** One of the events outsiders may send. */
        type: z.string(),
        site: Template,
        /** The business key the event is about. */
        subject: Template,
        /** When it happened, in UTC; absent: when the message came. */
        time: z.optional(Template),
        data: z.record(z.string(), Template),
      }),
    )
    .check(z.minLength(1)),
});
export type InboundWebhook = z.infer<typeof InboundWebhook>;
export type InboundMapping = InboundWebhook['events'][number];

/** The names of an endpoint's secrets, as `keysOf` takes them. */
export function keyNames({ keys }: InboundWebhook): readonly KeyGeneration[] {
  return keys ?? FIRST_KEY;
}

/** The mapping a message fits; `undefined` when it fits none. */
export function mappingFor({ events }: InboundWebhook, message: unknown): InboundMapping | undefined {
  return events.find(({ when }) => when === undefined || at(when.path, { message }) === when.equals);
}

interface Place {
  readonly message: unknown;
  readonly member?: unknown;
}

/** A template with everything filled in; what the message does not have is left out. */
export function filled(template: Template, place: Place): unknown {
  if (typeof template === 'string') return PATH.test(template) ? at(template, place) : template;
  if (Array.isArray(template)) return template.map((one) => filled(one, place));
  if (typeof template !== 'object' || template === null) return template;
  const given = template as Readonly<Record<string, Template>>;
  if (typeof given.each === 'string' && given.as !== undefined) {
    const members = at(given.each, place);
    // Not a list: left as it is, for the contract to say so.
    return Array.isArray(members)
      ? members.map((member) => filled(given.as as Template, { ...place, member }))
      : members;
  }
  if (typeof given.from === 'string') return translated(given, at(given.from, place));
  const members = Object.entries(given).map(([name, one]) => [name, filled(one, place)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function translated(
  { map, default: otherwise, as }: Readonly<Record<string, Template>>,
  value: unknown,
): unknown {
  const words = typeof map === 'object' && map !== null ? (map as Readonly<Record<string, Template>>) : {};
  const known = value !== undefined && Object.hasOwn(words, String(value)) ? words[String(value)] : undefined;
  if (known !== undefined) return known;
  if (otherwise !== undefined && (value === undefined || map !== undefined)) return otherwise;
  // Text that is no whole number stays text, for the contract to name it.
  return as === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function at(path: string, { message, member }: Place): unknown {
  const steps = path.slice(1).match(/[A-Za-z0-9_-]+/g) ?? [];
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Readonly<Record<string, unknown>>)[step]
        : undefined,
    path.startsWith('@') ? member : message,
  );
}
