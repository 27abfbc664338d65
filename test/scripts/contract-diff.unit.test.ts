import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakingChanges, type JsonSchema } from '../../scripts/generating/contract-diff.ts';

const text = { type: 'string' } as const;
const object = (properties: Record<string, JsonSchema>, ...required: string[]): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const receipt = object(
  {
    receiptId: text,
    note: text,
    condition: { enum: ['good', 'damaged'] },
    lines: { type: 'array', items: object({ quantity: { type: 'integer', minimum: 1 } }, 'quantity') },
  },
  'receiptId',
);
const changed = (change: Record<string, JsonSchema>, ...required: string[]): JsonSchema =>
  object({ ...(receipt as { properties: Record<string, JsonSchema> }).properties, ...change }, ...required);

it('finds nothing in a contract that stayed as it was, whoever sends it', () => {
  expect(breakingChanges(receipt, receipt, 'input')).toEqual([]);
  expect(breakingChanges(receipt, receipt, 'output')).toEqual([]);
});

describe('what others send', () => {
  it.each<[string, JsonSchema, string[]]>([
    ['takes a new optional field', changed({ lot: text }, 'receiptId'), []],
    ['may ask for less', changed({}), []],
    ['may take a wider type', changed({ note: { type: ['string', 'null'] } }, 'receiptId'), []],
    [
      'may take a further value',
      changed({ condition: { enum: ['good', 'damaged', 'wet'] } }, 'receiptId'),
      [],
    ],
    [
      'loses a field',
      object({ receiptId: text }, 'receiptId'),
      ['note: was removed', 'condition: was removed', 'lines: was removed'],
    ],
    [
      'has a field renamed',
      changed({ receiptId: false, id: text }, 'id'),
      ['receiptId: accepts no value anymore', 'id: is new and is required'],
    ],
    [
      'demands a field that was optional',
      changed({}, 'receiptId', 'note'),
      ['note: was optional, is required'],
    ],
    [
      'has a type narrowed',
      changed({ note: { type: 'integer' } }, 'receiptId'),
      ['note: type was string, is integer'],
    ],
    [
      'has a value taken away',
      changed({ condition: { enum: ['good'] } }, 'receiptId'),
      ['condition: does not take "damaged" anymore'],
    ],
    [
      'gets values where any text was taken',
      changed({ note: { enum: ['a'] } }, 'receiptId'),
      ['note: took any value, takes only "a" now'],
    ],
    [
      'gets a bound',
      changed({ note: { type: 'string', maxLength: 5 } }, 'receiptId'),
      ['note: maxLength was not set, is 5'],
    ],
    [
      'gets a pattern',
      changed({ note: { type: 'string', pattern: '^A' } }, 'receiptId'),
      ['note: pattern was not set, is "^A"'],
    ],
    [
      'is closed',
      { ...(receipt as object), additionalProperties: false },
      ['(whole): does not take further fields anymore'],
    ],
    [
      'changes deep inside a list',
      changed(
        {
          lines: { type: 'array', items: object({ quantity: { type: 'integer', minimum: 2 } }, 'quantity') },
        },
        'receiptId',
      ),
      ['lines[].quantity: minimum was 1, is 2'],
    ],
    [
      'gets a keyword without a rule',
      changed({ note: { type: 'string', not: { const: 'x' } } }, 'receiptId'),
      ['note: not was not set, is {"const":"x"}'],
    ],
  ])('%s', (_, after, problems) => {
    expect(breakingChanges(receipt, after, 'input')).toEqual(problems);
  });
});

describe('what others read', () => {
  it.each<[string, JsonSchema, string[]]>([
    ['has a new field, required or not', changed({ lot: text }, 'receiptId', 'lot'), []],
    ['always has what it had sometimes', changed({}, 'receiptId', 'note'), []],
    ['has one value less', changed({ condition: { enum: ['good'] } }, 'receiptId'), []],
    [
      'loses a field',
      object({ receiptId: text }, 'receiptId'),
      ['note: was removed', 'condition: was removed', 'lines: was removed'],
    ],
    ['may lack what was always there', changed({}), ['receiptId: was always there, is optional now']],
    [
      'may be of a further type',
      changed({ note: { type: ['string', 'null'] } }, 'receiptId'),
      ['note: type was string, is string, null'],
    ],
    [
      'may have a further value',
      changed({ condition: { enum: ['good', 'damaged', 'wet'] } }, 'receiptId'),
      ['condition: may be "wet" now, which readers do not know'],
    ],
    [
      'loses a bound',
      changed(
        { lines: { type: 'array', items: object({ quantity: { type: 'integer' } }, 'quantity') } },
        'receiptId',
      ),
      ['lines[].quantity: minimum was 1, is not set'],
    ],
  ])('%s', (_, after, problems) => {
    expect(breakingChanges(receipt, after, 'output')).toEqual(problems);
  });
});

describe('alternatives', () => {
  const card = object({ kind: { const: 'card' }, number: text }, 'kind', 'number');
  const cash = object({ kind: { const: 'cash' } }, 'kind');
  it('may be added where others send, and left out where others read', () => {
    expect(breakingChanges({ anyOf: [card] }, { anyOf: [cash, card] }, 'input')).toEqual([]);
    expect(breakingChanges({ oneOf: [card, cash] }, card, 'output')).toEqual([]);
  });
  it('may not go where others send, nor come where others read', () => {
    expect(breakingChanges({ oneOf: [card, cash] }, { oneOf: [card] }, 'input')).not.toEqual([]);
    expect(breakingChanges(card, { anyOf: [card, cash] }, 'output')).not.toEqual([]);
  });
  it('are compared one by one, whatever their order', () => {
    const longer = object(
      { kind: { const: 'card' }, number: { type: 'string', minLength: 12 } },
      'kind',
      'number',
    );
    expect(breakingChanges({ oneOf: [card, cash] }, { oneOf: [cash, longer] }, 'input')).toEqual([
      'number: minLength was not set, is 12',
    ]);
  });
});

describe('references', () => {
  const document = (amount: JsonSchema) => ({
    components: { schemas: { Money: object({ amount, of: { $ref: '#/components/schemas/Money' } }) } },
  });
  const ref = { $ref: '#/components/schemas/Money' };
  it('are followed into the documents, and end where a schema refers to itself', () => {
    const roots = { before: document(text), after: document({ type: 'integer' }) };
    expect(breakingChanges(ref, ref, 'input', roots)).toEqual(['amount: type was string, is integer']);
  });
  it('into nothing are an error that names them', () => {
    expect(() => breakingChanges(ref, ref, 'input', { before: {}, after: {} })).toThrow(
      '$ref is "#/components/schemas/Money"',
    );
  });
});

describe('any two schemas', () => {
  // Reading the schema of schemas is the slow part.
  const ajv = new Ajv2020({ strict: false });
  const leaf = fc.oneof(
    fc.constantFrom<JsonSchema>(
      text,
      { type: 'integer' },
      { type: 'number' },
      { type: ['string', 'null'] },
      true,
    ),
    fc.record({
      type: fc.constant('string'),
      minLength: fc.nat(2),
      maxLength: fc.integer({ min: 2, max: 4 }),
    }),
    fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -2, max: 1 }) }),
    fc.record({ enum: fc.subarray(['a', 'bb', 1, null], { minLength: 1 }) }),
  );
  const schema = fc.letrec<{ any: JsonSchema }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      leaf,
      fc
        .record({ a: tie('any'), b: tie('any'), required: fc.subarray(['a', 'b']), open: fc.boolean() })
        .map(({ a, b, required, open }) => ({
          type: 'object',
          properties: { a, b },
          required,
          ...(open ? {} : { additionalProperties: false }),
        })),
      fc.record({ type: fc.constant('array'), items: tie('any') }),
      fc.record({ anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
    ),
  })).any;
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom<unknown>('a', 'bb', 'ccccc', 1, -2, 1.5, null, ''),
      fc.record({ a: tie('any'), b: tie('any'), c: fc.constant(1) }, { requiredKeys: [] }),
      fc.array(tie('any'), { maxLength: 2 }),
    ),
  })).any;

  it('that pass as input: what the old one accepts, the new one accepts', () => {
    fc.assert(
      fc.property(
        schema,
        schema,
        fc.array(value, { minLength: 5, maxLength: 20 }),
        (before, after, values) => {
          fc.pre(breakingChanges(before, after, 'input').length === 0);
          const [old, now] = [before, after].map((one) => ajv.compile(one as object));
          for (const one of values) if (old?.(one)) expect(now?.(one)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
