import { expect, it } from 'vitest';
import { contrastOf } from '../../lambdas/domain/branding.ts';

// WCAG 2.2: black on white is 21:1; #767676 is the lightest gray that reads on white, #777777 just does not.
it.each([
  ['#000000', '#ffffff', 2100],
  ['#ffffff', '#000000', 2100],
  ['#1a5fb4', '#1a5fb4', 100],
  ['#767676', '#ffffff', 454],
  ['#777777', '#ffffff', 447],
])('%s on %s has a contrast of %i hundredths', (text, background, contrast) => {
  expect(contrastOf(text, background)).toBe(contrast);
});
