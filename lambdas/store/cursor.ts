import { ContractViolation } from '../shared/errors.ts';

/** Where a page ended: the keys of its last row. */
export interface Cursor {
  readonly pk: string;
  readonly sk: string;
  /** The key the page is ordered by. */
  readonly order: string;
}

export function writeCursor({ pk, sk, order }: Cursor): string {
  return Buffer.from(JSON.stringify([pk, sk, order])).toString('base64url');
}

/** Reads a cursor a caller sent back. One that is malformed or was made for another tenant is a ContractViolation. */
export function readCursor(text: string, tenantPrefix: string): Cursor {
  const parsed = parse(text);
  if (Array.isArray(parsed) && parsed.length === 3 && parsed.every((part) => typeof part === 'string')) {
    const [pk, sk, order] = parsed as [string, string, string];
    if (pk.startsWith(tenantPrefix)) return { pk, sk, order };
  }
  throw new ContractViolation(`cursor ${text} is not one this list gave: start again without a cursor`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
