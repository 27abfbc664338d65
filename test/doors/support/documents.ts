import fc from 'fast-check';
import { gtin14 } from '../../../lambdas/domain/check-digit.ts';

/** Parts of documents, made at random as they are read. */

export const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,11}$/);
export const moment = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
export const day = moment.map((one) => one.slice(0, 10));
export const exact = (least: number) =>
  fc
    .record({ value: fc.integer({ min: least, max: 1e9 }), scale: fc.integer({ min: 0, max: 6 }) })
    .map(({ value, scale }) =>
      // As they are read: trailing zeros say nothing.
      value === 0 ? { value, scale: 0 } : value % 10 === 0 ? { value: value + 1, scale } : { value, scale },
    );
export const measured = (least: number) =>
  fc.tuple(exact(least), fc.constantFrom('EA', 'KGM', 'CT')).map(([one, uom]) => ({ ...one, uom }));
export const pieces = (least: number) =>
  fc.integer({ min: least, max: 99_999 }).map((value) => ({ value, scale: 0, uom: 'EA' }));
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Without the keys that are not there, as documents are. */
export const clean = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
export const item = fc
  .record({ sku: maybe(id), gtin: fc.constantFrom(undefined, gtin14('9506000005041')) })
  .filter(({ sku, gtin }) => sku !== undefined || gtin !== undefined);
export const numbered = <T extends object>(lines: fc.Arbitrary<T>, minLength = 0) =>
  fc
    .array(lines, { minLength, maxLength: 4 })
    .map((all) => all.map((one, index) => ({ line: index + 1, ...one })));
