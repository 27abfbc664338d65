import type { Finding } from '../../events/inbound.ts';
import { LIMITS } from './notice.ts';

/** A finding with its value cut to what a person can read and an event can carry. */
export function finding(
  code: string,
  action: Finding['action'],
  at: {
    readonly scope?: Finding['scope'];
    readonly line?: number;
    readonly field: string;
    readonly value: string;
  },
  message: string,
): Finding {
  const value = at.value.length > 80 ? `${at.value.slice(0, 79)}…` : at.value;
  const line = at.line === undefined ? {} : { line: at.line };
  return { code, action, scope: at.scope ?? 'document', ...line, field: at.field, value, message };
}

/** Findings of one notice. The first hundred are kept; the rest is counted, so a file full of faults stays small. */
export class FindingList {
  #kept: Finding[] = [];
  #more = 0;
  #refused = false;

  add(...found: readonly Finding[]): void {
    for (const one of found) {
      this.#refused ||= one.action === 'reject';
      if (this.#kept.length < LIMITS.findings) this.#kept.push(one);
      else this.#more++;
    }
  }

  /** Whether one of them, kept or counted, refuses the notice. */
  get refused(): boolean {
    return this.#refused;
  }

  all(): readonly Finding[] {
    if (this.#more === 0) return this.#kept;
    const message = `${this.#more} more findings of the same notice are not listed; correct these first`;
    const action = this.#refused ? 'reject' : 'warn';
    return [
      ...this.#kept,
      finding('MORE_FINDINGS', action, { field: '(notice)', value: String(this.#more) }, message),
    ];
  }
}
