/** What a count that is not settled says about a place: units the book expects there and units somebody found. */
export interface DoubtfulStock {
  readonly expected: number;
  readonly counted: number;
}

/**
 * Units a sales channel may show of an item at a site: free ones, and while places are frozen the smaller of book and
 * count of each, less what is reserved (rule 5.3). Never below zero; more than the book is shown by nobody.
 */
export function availabilityToShow(free: number, frozen: readonly DoubtfulStock[] = []): number {
  const doubtful = frozen.reduce((sum, { expected, counted }) => sum + Math.max(0, expected - counted), 0);
  return Math.max(0, free - doubtful);
}
