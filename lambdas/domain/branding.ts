import * as z from 'zod/mini';

const color = z.string().check(z.regex(/^#[0-9a-f]{6}$/i, 'a color such as #1a5fb4'));

/** How the retailer's people, customers and partners see it. The logo is a reference, never the picture itself. */
export const Branding = z.object({
  shownName: z.string().check(z.minLength(1), z.maxLength(80)),
  logo: z.optional(z.string().check(z.regex(/^https:\/\/\S+$/, 'an https address'))),
  colors: z.object({ text: color, background: color }),
  supportContact: z.string().check(z.minLength(3), z.maxLength(200)),
  /** BCP 47, such as en-US. */
  locale: z.string(),
  /** By channel, such as email or sms, whose name messages carry. */
  senderNames: z.optional(z.record(z.string(), z.string().check(z.minLength(1), z.maxLength(60)))),
});
export type Branding = z.infer<typeof Branding>;

/** Least contrast of text on its background: WCAG 2.2, success criterion 1.4.3 (AA), in hundredths. */
export const LEAST_CONTRAST = 450;

/** Contrast of two colors by WCAG 2.2, in hundredths, rounded down: 2100 is black on white. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return Math.floor(((light + 0.05) / (dark + 0.05)) * 100);
}

/** Relative luminance: display arithmetic, no quantity and no money. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
