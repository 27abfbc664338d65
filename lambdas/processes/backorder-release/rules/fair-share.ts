/** One claim to a share, in base units. Its place in the list is its rank. */
export interface Claim {
  readonly demand: number;
  readonly packSize: number;
}

/**
 * Fair share (rule 5.8): floor(supply x demand / total) in whole packs, then the remainder one pack at a time to the line
 * whose share lacks the largest fraction of a pack, ties by rank. Nobody gets more than the whole packs of its demand.
 * 100 units for demands of 80, 50 and 20 give 54, 33 and 13.
 */
export function fairShare(supply: number, claims: readonly Claim[]): readonly number[] {
  const total = claims.reduce((sum, { demand }) => sum + BigInt(demand), 0n);
  if (total === 0n || supply <= 0) return claims.map(() => 0);
  const most = claims.map(({ demand, packSize }) => demand - (demand % packSize));
  // With enough for everybody a share is the demand itself, not more.
  const shared = BigInt(supply) < total ? BigInt(supply) : total;
  const shares = claims.map(({ demand, packSize }) => {
    const whole = Number((shared * BigInt(demand)) / total);
    return whole - (whole % packSize);
  });
  let left = supply - shares.reduce((sum, share) => sum + share, 0);
  // Whoever was given a pack lacks less than everybody who was not: so each round gives every line one at most.
  for (let given = true; given; ) {
    given = false;
    for (const { place, packSize } of byLack()) {
      if (packSize > left || (shares[place] ?? 0) + packSize > (most[place] ?? 0)) continue;
      shares[place] = (shares[place] ?? 0) + packSize;
      left -= packSize;
      given = true;
    }
  }
  return shares;

  /** The largest missing fraction of a pack first, over one denominator; the sort keeps the rank of equal ones. */
  function byLack() {
    const lacks = claims.map(({ demand, packSize }, place) => ({
      place,
      packSize,
      units: shared * BigInt(demand) - BigInt(shares[place] ?? 0) * total,
    }));
    return lacks.sort((a, b) => {
      const difference = b.units * BigInt(a.packSize) - a.units * BigInt(b.packSize);
      return difference < 0n ? -1 : difference > 0n ? 1 : 0;
    });
  }
}
