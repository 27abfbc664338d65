import * as z from 'zod/mini';
import type { EventContract } from '../../events/envelope.ts';
import { calendarDate, dataSchemaOf, Envelope, identifier, timestamp } from '../../events/envelope.ts';
import { ACCEPTED } from '../../events/from-outside.ts';
import { catalog } from '../../events/index.ts';
import { processes } from '../../lib/processes/index.ts';
import { type Mapped, mapped, OUTSIDE } from './event-map.ts';
import { meaningOf } from './field-meanings.ts';

/** As much of a JSON Schema as contracts of events use. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Kinds of text contracts are made of, in words. */
const kinds: readonly [Schema, string][] = [
  [schemaOf(identifier), 'identifier'],
  [schemaOf(timestamp), 'UTC time'],
  [schemaOf(calendarDate), 'date'],
];

/** `docs/events.md`: every event in one line, and the envelope all of them have. */
export function catalogPage(): string {
  const rows = [...catalog.values()].map(
    ({ type, source, version, summary }) =>
      `| [\`${type}\`](events/${type}.md) | \`${source}\` | ${version} | ${summary} | [schema](../events/schemas/${type}.json), [sample](../events/samples/${type}.json) |`,
  );
  return `# Events

Every event on the bus is CloudEvents 1.0 in the EventBridge \`detail\`; \`detail-type\` is the name below and \`source\` its domain.
This page and one for each event are generated from \`events/\` by \`npm run generate\`. Who announces and who hears them: [event map](event-map.md).
In cloud stages the contracts are also in the schema registry \`tallyflow-<stage>\` of EventBridge ([deploying](deploying.md#schemas-of-events)).

| detail-type | source | version | what happened | |
|---|---|---|---|---|
${rows.join('\n')}

## The envelope
Every event has these fields around its \`data\`. Fields may be added at any time: ignore those you do not know.

${table('envelopeShape', envelopeWithoutData())}

An identifier has at most 128 letters, digits and \`. _ : / -\`, and begins with a letter or digit. A UTC time is written \`2026-03-02T08:00:00Z\`, with
or without up to three digits of seconds; a date \`2026-03-02\`. Units are the smallest unit of the item's base unit of measure, as exact integers.
`;
}

/** One page for each event by its path: `docs/events/<type>.md`. `samples` are real events by type. */
export function eventPages(samples: (type: string) => unknown): [path: string, page: string][] {
  return mapped().flatMap((row) => {
    const contract = catalog.get(row.type);
    return contract ? [[`docs/events/${row.type}.md`, eventPage(contract, row, samples(row.type))]] : [];
  });
}

function eventPage(contract: EventContract, { announcedBy, heardBy }: Mapped, sample: unknown): string {
  const { type, source, version, summary } = contract;
  const accepted = ACCEPTED.has(type)
    ? 'Partners may send it: `POST /v1/events`, or [from their own account](../partner-events.md).'
    : 'Only Tallyflow announces it.';
  return `# ${type}

${summary}

| | |
|---|---|
| detail-type | \`${type}\` |
| source | \`${source}\` |
| contract | \`${dataSchemaOf(type, version)}\`: [schema](../../events/schemas/${type}.json) |
| announced by | ${announcedBy.map(partLink).join(', ')} |
| heard by | ${heardBy.map(partLink).join(', ') || 'whoever subscribes to the bus'} |

${accepted} All events: [catalog](../events.md).

## Fields of \`data\`
${table(type, schemaOf(contract.data))}

The fields around \`data\` are those of [the envelope](../events.md#the-envelope).

## Sample
\`\`\`json
${JSON.stringify(sample, null, 2)}
\`\`\`
`;
}

function partLink(part: string): string {
  if (part === OUTSIDE) return 'partners, systems and people';
  return processes.some(({ name }) => name === part) ? `[${part}](../processes/${part}.md)` : part;
}

function schemaOf(schema: z.ZodMiniType): Schema {
  return z.toJSONSchema(schema, { io: 'input' }) as Schema;
}

function envelopeWithoutData(): Schema {
  const { properties: { data: _, ...properties } = {}, ...envelope } = schemaOf(Envelope);
  return { ...envelope, properties };
}

function table(name: string, schema: Schema): string {
  return `| field | type | | meaning |\n|---|---|---|---|\n${rowsOf(name, schema, [], '').join('\n')}`;
}

/** A line for each field, those of objects and lists below it. `label` is how the fields above are written. */
function rowsOf(name: string, schema: Schema, path: readonly string[], label: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const here = [...path, field];
    const presence = schema.required?.includes(field) ? 'required' : 'optional';
    const row = `| \`${label}${field}\` | ${typeOf(inner)} | ${presence} | ${meaningOf(name, here).replaceAll('|', '\\|')} |`;
    const entries = inner.items ?? inner;
    return [row, ...rowsOf(name, entries, here, `${label}${field}${inner.items ? '[]' : ''}.`)];
  });
}

/** What a value of a schema is, in the words of a reader. Raises an error for what no contract has used yet. */
function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  switch (schema.type) {
    case 'null':
      return '`null`';
    case 'boolean':
      return 'boolean';
    case 'object':
      return schema.properties === undefined && schema.additionalProperties
        ? `object of ${typeOf(schema.additionalProperties)} by name`
        : 'object';
    case 'array':
      return `list of ${typeOf(schema.items ?? {})}${between('', schema.minItems, schema.maxItems)}`;
    case 'integer':
      return `integer${between('', leastOf(schema), safe(schema.maximum))}`;
    case 'string':
      return textOf(schema);
    default:
      throw new Error(
        `scripts/generating/event-pages.ts has no words for ${JSON.stringify(schema)}: add them to typeOf`,
      );
  }
}

function textOf({ pattern, minLength, maxLength }: Schema): string {
  const kind = kinds.find(([kindOf]) => kindOf.pattern === pattern && pattern !== undefined)?.[1];
  if (kind !== undefined) return kind;
  const length = between(' of', minLength, maxLength);
  return `text${length && `${length} characters`}${pattern === undefined ? '' : `, \`${pattern.replaceAll('|', '\\|')}\``}`;
}

/** Bounds as a reader says them; nothing where there are none. */
function between(before: string, least?: number, most?: number): string {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `${before} at least ${least}`;
  return least === undefined ? `${before} at most ${most}` : `${before} ${least} to ${most}`;
}

function leastOf({ minimum, exclusiveMinimum }: Schema): number | undefined {
  return exclusiveMinimum === undefined ? safe(minimum) : exclusiveMinimum + 1;
}

/** A bound somebody has set: every integer of JSON has to be a safe one, which nobody needs to be told. */
function safe(bound?: number): number | undefined {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
}
