import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dataSchemaOf } from '../../events/envelope.ts';
import { catalog } from '../../events/index.ts';
import { generated } from '../../scripts/generate.ts';
import { sample, sampleNames } from './samples.ts';

const contracts = [...catalog.values()].map((contract) => [contract.type, contract] as const);
const root = new URL('../../', import.meta.url);
// Reading the schema of schemas is the slow part, and is the same for all.
const schemas = new Ajv2020({ strict: false });

it('has exactly one sample per event of the catalog', () => {
  expect(sampleNames().toSorted()).toEqual([...catalog.keys()].toSorted());
});

describe.each(contracts)('%s', (type, contract) => {
  it('accepts its sample whole: the contract knows every field of it', () => {
    expect(contract.event.parse(sample(type))).toEqual(sample(type));
  });

  it('refuses its sample without any one required field of data, and names the field', () => {
    const paths = requiredPaths(z.toJSONSchema(contract.data) as JsonSchema, sample(type).data);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const parsed = contract.event.safeParse(without(sample(type), ['data', ...path]));
      expect(
        parsed.error?.issues.map((issue) => issue.path),
        path.join('.'),
      ).toContainEqual(['data', ...path]);
    }
  });

  it('refuses its sample without any one required attribute of the envelope', () => {
    const { required = [] } = z.toJSONSchema(contract.event) as JsonSchema;
    expect(required).toEqual(
      expect.arrayContaining(['id', 'source', 'specversion', 'type', 'tenantid', 'data']),
    );
    for (const attribute of required) {
      const parsed = contract.event.safeParse(without(sample(type), [attribute]));
      expect(parsed.success, attribute).toBe(false);
    }
  });

  it('refuses another type, source or version', () => {
    for (const change of [
      { type: 'SomethingElse' },
      { source: 'warehouse.elsewhere' },
      { dataschema: dataSchemaOf(type, contract.version + 1) },
    ]) {
      expect(contract.event.safeParse({ ...sample(type), ...change }).success).toBe(false);
    }
  });

  it('has a published JSON Schema that accepts the sample, so other languages can rely on it', () => {
    const schema = JSON.parse(readFileSync(new URL(`events/schemas/${type}.json`, root), 'utf8'));
    const validate = schemas.compile(schema);
    expect(validate(sample(type)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...sample(type), data: {} })).toBe(false);
    expect(schema.$id).toBe(sample(type).dataschema);
  });
});

describe('what `npm run generate` writes', () => {
  it.each([...generated()])('%s is up to date', (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8'), 'run npm run generate').toBe(text);
  });

  it.each(['events/schemas', 'docs/events'])('leaves nothing in %s of an event that is gone', (folder) => {
    const files = readdirSync(new URL(`${folder}/`, root)).map((name) => `${folder}/${name}`);
    expect(files).toHaveLength(catalog.size);
    expect([...generated().keys()]).toEqual(expect.arrayContaining(files));
  });
});

type JsonSchema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
};
type Path = readonly (string | number)[];

/** Where required fields are in a value, as its schema says, through objects and lists. */
function requiredPaths(schema: JsonSchema, value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => requiredPaths(schema.items ?? {}, entry, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return [];
  const here = (schema.required ?? []).map((field) => [...path, field]);
  const below = Object.entries(value).flatMap(([field, inner]) =>
    requiredPaths(schema.properties?.[field] ?? {}, inner, [...path, field]),
  );
  return [...here, ...below];
}

function without(value: object, path: Path): unknown {
  const copy = structuredClone(value);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], copy);
  delete (parent as Record<string | number, unknown>)[path.at(-1) ?? ''];
  return copy;
}
