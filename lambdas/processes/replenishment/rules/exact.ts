/** Exact integer roots: no reorder point may depend on how a machine rounds. */

/** The largest integer whose square is at most `value`; `value` is 0 or more. */
export function floorSqrt(value: bigint): bigint {
  if (value < 2n) return value;
  // Newton's steps from above fall until they reach the root.
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The smallest integer >= 0 whose square is at least `numerator / denominator`; both 0 or more, the latter above. */
export function ceilSqrt(numerator: bigint, denominator = 1n): bigint {
  const least = ceilDivide(numerator, denominator);
  const root = floorSqrt(least);
  return root * root === least ? root : root + 1n;
}

/** Division rounded up, for a numerator of any sign and a denominator above zero. */
export function ceilDivide(numerator: bigint, denominator: bigint): bigint {
  return -floorDivide(-numerator, denominator);
}

/** Division rounded down, for a numerator of any sign and a denominator above zero. */
export function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}
