/** Units of one SKU at a site that count for what a channel may sell. */
export interface Sellable {
  /** Units on hand in `available`. */
  readonly available: number;
  /** Of these, units nobody has reserved: below zero when more is sold than is there. */
  readonly free: number;
  /** What a count found while the SKU is frozen; absent when it is not. */
  readonly counted?: number | undefined;
}

/**
 * Units a channel should show: what nobody has reserved, and while a count has frozen the SKU the smaller of book and
 * counted, less what is reserved (rule 5.3). Never below zero.
 */
export function channelAvailability({ available, free, counted }: Sellable): number {
  const reserved = available - free;
  return Math.max(0, Math.min(available, counted ?? available) - reserved);
}
