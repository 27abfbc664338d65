import { parseTotal, writeMillionths } from '../exact.ts';

/**
 * A sum of quantities whatever their units. Senders add numbers up; the standard (347) adds up their digits without regard to
 * the decimal point and keeps the last ten. Either is right.
 */
export class HashTotal {
  #sum = 0n;
  #digits = 0n;

  get text(): string {
    return writeMillionths(this.#sum);
  }

  add(quantity: string | undefined): void {
    const exact = parseTotal(quantity ?? '');
    if (exact === undefined) return;
    this.#sum += exact;
    this.#digits += BigInt((quantity ?? '').replace('.', ''));
  }

  is(stated: string): boolean {
    if (parseTotal(stated) === this.#sum) return true;
    return /^\d{1,10}$/.test(stated) && BigInt(stated) === this.#digits % 10_000_000_000n;
  }
}
