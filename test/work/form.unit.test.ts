import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { requireValidForm } from '../../lambdas/work/form.ts';

const schema = {
  type: 'object',
  properties: {
    quantity: { type: 'integer', minimum: 1, maximum: 100 },
    reason: { type: 'string', enum: ['DAMAGED', 'LATE'] },
    note: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
    urgent: { type: 'boolean' },
  },
  required: ['quantity'],
  additionalProperties: false,
};
const check = (form: Record<string, unknown> | undefined) => () => requireValidForm('option X', schema, form);

it('takes a form that fits, at its limits too', () => {
  expect(check({ quantity: 1 })).not.toThrow();
  expect(check({ quantity: 100, reason: 'LATE', note: 'ab', urgent: false })).not.toThrow();
});

describe('says what does not fit and what would', () => {
  it.each([
    [undefined, /quantity is missing/],
    [{ quantity: 0 }, /quantity = 0: give at least 1/],
    [{ quantity: 101 }, /quantity = 101: give at most 100/],
    [{ quantity: 1.5 }, /quantity = 1.5: give a whole number/],
    [{ quantity: '12' }, /quantity = "12": give a whole number/],
    [{ quantity: 1, reason: 'LOST' }, /reason = "LOST": give one of DAMAGED, LATE/],
    [{ quantity: 1, note: 'a' }, /note = "a": give at least 2 characters/],
    [{ quantity: 1, note: 'AB' }, /note = "AB": give a text like/],
    [{ quantity: 1, urgent: 'yes' }, /urgent = "yes": give true or false/],
    [{ quantity: 1, other: 1 }, /other is unknown: fields are quantity, reason, note, urgent/],
  ])('%o', (form, message) => {
    expect(check(form)).toThrow(message);
  });

  it('all at once', () => {
    expect(check({ reason: 'LOST', urgent: 1 })).toThrow(
      /quantity is missing; reason = "LOST".*; urgent = 1/,
    );
  });
});

it('refuses values for an option without a form, and forms it cannot check', () => {
  expect(() => requireValidForm('option X', undefined, { quantity: 1 })).toThrow(
    /takes no values, but quantity/,
  );
  expect(() => requireValidForm('option X', undefined, {})).not.toThrow();
  expect(() => requireValidForm('option X', { type: 'object', oneOf: [] }, {})).toThrow(/uses "oneOf"/);
  expect(() => requireValidForm('option X', { type: 'array' }, {})).toThrow(/type "array"/);
  expect(() =>
    requireValidForm('option X', { type: 'object', properties: { a: { type: 'number' } } }, {}),
  ).toThrow(/type "number"/);
  expect(() =>
    requireValidForm(
      'option X',
      { type: 'object', properties: { a: { type: 'integer', multipleOf: 2 } } },
      {},
    ),
  ).toThrow(/uses "multipleOf"/);
});

it('judges as a full JSON Schema validator does', () => {
  const full = new Ajv({ strict: false }).compile(schema);
  const value = fc.oneof(
    fc.integer({ min: -5, max: 105 }),
    fc.double(),
    fc.constantFrom('LATE', 'ab', 'abcdef', 'A', ''),
    fc.boolean(),
    fc.constant(null),
  );
  const form = fc.dictionary(fc.constantFrom('quantity', 'reason', 'note', 'urgent', 'other'), value);
  fc.assert(
    fc.property(form, (given) => {
      let valid = true;
      try {
        requireValidForm('option X', schema, given);
      } catch (error) {
        expect(error).toBeInstanceOf(ContractViolation);
        valid = false;
      }
      expect(valid).toBe(full(given));
    }),
  );
});
