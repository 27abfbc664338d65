import type { Finding } from '../../events/inbound.ts';
import { inMillionths, parseTotal, writeMillionths } from './exact.ts';
import { finding } from './findings.ts';
import { type AnnouncedLine, LIMITS } from './notice.ts';

/** What the partner says the totals are, and what it calls them. */
interface ControlTotals {
  readonly lineCount?: { readonly stated: number; readonly name: string };
  readonly hashTotal?: { readonly stated: string; readonly name: string };
}

/**
 * Counts the lines of one notice as they pass, in constant memory, and compares them with the partner's own totals and
 * packs (V10). The hash total adds cases to pieces on purpose: it is a control number, never a quantity.
 */
export class NoticeTally {
  readonly #most: number;
  #lines = 0;
  #lastLine = 0;
  #hash = 0n;
  #allRead = true;
  #orders = new Set<string>();

  /** @param most lines a notice of this format may have */
  constructor(most: number = LIMITS.lines) {
    this.#most = most;
  }

  get lineCount(): number {
    return this.#lines;
  }

  /** The sum of all quantities read. */
  get hashTotal(): string {
    return writeMillionths(this.#hash);
  }

  get poIds(): readonly string[] {
    return [...this.#orders];
  }

  /** Counts a line that is refused already; without it the hash total cannot be judged. */
  addUnreadable(): void {
    this.#lines++;
    this.#allRead = false;
  }

  /** Takes the next line; returns what is wrong with it in this company. */
  add({ line, packs }: AnnouncedLine, place: string): readonly Finding[] {
    const found: Finding[] = [];
    const announced = inMillionths(line.quantity);
    this.#lines++;
    this.#hash += announced;
    if (this.#orders.size <= LIMITS.orders) this.#orders.add(line.poId);
    if (line.line <= this.#lastLine) {
      const at = { scope: 'line', line: line.line, field: 'line', value: String(line.line) } as const;
      found.push(
        finding(
          'LINE_ORDER',
          'reject',
          at,
          `${place}: line numbers must rise; the line before was ${this.#lastLine}`,
        ),
      );
    }
    this.#lastLine = line.line;
    const packed = packs.reduce((sum, pack) => sum + inMillionths(pack), 0n);
    if (packs.length > 0 && packed !== announced) {
      const at = { scope: 'pack', line: line.line, field: 'packs', value: writeMillionths(packed) } as const;
      const message = `${place}: the packs of line ${line.line} hold ${at.value}, the line announces ${writeMillionths(announced)}`;
      found.push(finding('V10', 'reject', at, `${message}; correct one of them`));
    }
    return found;
  }

  /** After the last line: totals and limits. A cancellation may have no lines. */
  close(control: ControlTotals, purpose: 'original' | 'replace' | 'cancel'): readonly Finding[] {
    const { lineCount, hashTotal } = control;
    const found: Finding[] = [];
    const refuse = (code: string, field: string, value: string, message: string) =>
      found.push(finding(code, 'reject', { field, value }, message));
    if (lineCount && lineCount.stated !== this.#lines) {
      refuse(
        'V10',
        lineCount.name,
        String(lineCount.stated),
        `${lineCount.name} says ${lineCount.stated} lines, the notice has ${this.#lines}`,
      );
    }
    if (hashTotal && this.#allRead && parseTotal(hashTotal.stated) !== this.#hash) {
      const sum = writeMillionths(this.#hash);
      refuse(
        'V10',
        hashTotal.name,
        hashTotal.stated,
        `${hashTotal.name} says ${hashTotal.stated}, the quantities of the notice add up to ${sum}`,
      );
    }
    if (this.#lines === 0 && purpose !== 'cancel') {
      refuse(
        'NOTICE_EMPTY',
        'lines',
        '0',
        'the notice announces no line; send at least one, or cancel the notice',
      );
    }
    if (this.#lines > this.#most) {
      refuse(
        'NOTICE_TOO_LARGE',
        'lines',
        String(this.#lines),
        `a notice of this format has at most ${this.#most} lines; split the shipment`,
      );
    }
    if (this.#orders.size > LIMITS.orders) {
      const message = `a notice names at most ${LIMITS.orders} orders; split the shipment`;
      refuse('NOTICE_TOO_LARGE', 'poId', `more than ${LIMITS.orders}`, message);
    }
    return found;
  }
}
