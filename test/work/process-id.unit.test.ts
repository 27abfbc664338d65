import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { businessKeyOf, executionName, partsOf, processIdOf } from '../../lambdas/work/process-id.ts';

it('names a process by its kind and its business key', () => {
  expect(processIdOf('receiving', 'SUP-1/ASN-1')).toBe('receiving:SUP-1/ASN-1');
  expect(() => processIdOf('receiving', '')).toThrow(ContractViolation);
});

it('names an execution by the hash of rule 4.1', () => {
  const hash = createHash('sha256').update('acme|receiving|SUP-1/ASN-1|1').digest('hex').slice(0, 32);
  expect(executionName('acme', 'receiving', 'SUP-1/ASN-1', 1)).toBe(`receiving-${hash}`);
});

it('never gives two processes one name', () => {
  const names = [
    executionName('acme', 'receiving', 'A', 1),
    executionName('acme', 'receiving', 'A', 2),
    executionName('acme', 'receiving', 'B', 1),
    executionName('globex', 'receiving', 'A', 1),
    executionName('acme', 'putaway', 'A', 1),
  ];
  expect(new Set(names).size).toBe(names.length);
});

it('keeps the name within the 80 characters Step Functions allows', () => {
  expect(executionName('acme', 'x'.repeat(47), 'A', 1)).toHaveLength(80);
  expect(() => executionName('acme', 'x'.repeat(48), 'A', 1)).toThrow(/48 characters/);
});

it('leaves identifiers in a business key as they are, and marks a slash that is part of one', () => {
  expect(businessKeyOf('SUP-1', 'ASN.1:a')).toBe('SUP-1/ASN.1:a');
  expect(businessKeyOf('SUP/1', 'ASN-1')).toBe('SUP%2F1/ASN-1');
  expect(businessKeyOf('SUP', '1/ASN-1')).toBe('SUP/1%2FASN-1');
});

it('never makes one business key of two lists of identifiers', () => {
  const identifier = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,6}$/);
  fc.assert(
    fc.property(fc.array(identifier, { minLength: 1, maxLength: 3 }), (parts) => {
      const [first = '', ...others] = parts;
      expect(partsOf(businessKeyOf(first, ...others))).toEqual(parts);
    }),
  );
});
