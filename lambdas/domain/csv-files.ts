import * as z from 'zod/mini';

/** What CSV files hold that are no notices. */
export const CsvFormat = z.enum(['csv-receipts', 'csv-counts', 'csv-returns', 'csv-stock']);
export type CsvFormat = z.infer<typeof CsvFormat>;

/**
 * A partner's CSV files of one kind. Their name says which they are, never their content: a file no pattern knows holds
 * notices.
 */
export const CsvFiles = z.object({
  format: CsvFormat,
  /** Whole names; `*` stands for any letters: `RCV_*.csv`. */
  names: z
    .string()
    .check(z.regex(/^[A-Za-z0-9._*-]{1,64}$/, 'a file name, with * for any letters: RCV_*.csv')),
  /** Canonical field name to the column header. */
  columns: z.optional(z.record(z.string(), z.string())),
});
export type CsvFiles = z.infer<typeof CsvFiles>;

/** The kinds of file a name is declared for. */
export function csvFilesNamed(name: string, declared: readonly CsvFiles[] = []): readonly CsvFiles[] {
  return declared.filter(({ names }) => {
    const parts = names.split('*').map((part) => part.replaceAll('.', String.raw`\.`));
    return new RegExp(`^${parts.join('.*')}$`).test(name);
  });
}
