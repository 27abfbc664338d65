import { describe, expect, it } from 'vitest';
import { fuzzFiles } from '../support/fuzz-files.ts';
import { x12Disagreements, x12Seeds } from '../support/fuzz-x12.ts';

describe('broken X12 files', () => {
  it('never throw, never are used against their own counts, and are never refused without a reason', () => {
    const result = fuzzFiles(x12Seeds(), 2_000, 20260302, x12Disagreements);
    expect(result.violations).toEqual([]);
    expect(result.rejected).toBeGreaterThan(500);
    expect(result.used).toBeGreaterThan(100);
  });
});
