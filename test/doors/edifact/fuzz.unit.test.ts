import { describe, expect, it } from 'vitest';
import { edifactSeeds } from '../support/fuzz-edifact.ts';
import { fuzzFiles } from '../support/fuzz-files.ts';

describe('broken EDIFACT files', () => {
  it('never throw, never are used against their own counts, and are never refused without a reason', () => {
    const result = fuzzFiles(edifactSeeds(), 1_500, 20260302);
    expect(result.violations).toEqual([]);
    expect(result.rejected).toBeGreaterThan(300);
    expect(result.used).toBeGreaterThan(50);
  });
});
