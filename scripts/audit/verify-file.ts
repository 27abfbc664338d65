import type { AuditEntry, DayRoot } from '../../lambdas/domain/audit-chain.ts';
import { ChainCheck, parseEntry, placeOf } from '../../lambdas/domain/audit-verify.ts';
import type { Finding } from './verify-chain.ts';

export interface FileReport {
  readonly entries: number;
  /** What each chain of the file starts after, the root of a day or GENESIS, and the last day of it, as it stands. */
  readonly chains: readonly {
    readonly chain: string;
    readonly entries: number;
    readonly after: string;
    readonly last: DayRoot | undefined;
  }[];
  readonly finding?: Finding;
}

/**
 * Verifies an export by itself: one canonical entry per line, any number of chains. A chain may begin with any day; what
 * lies before it is then not verified, and `after` says which root it follows.
 */
export async function verifyExport(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<FileReport> {
  const chains = new Map<string, { check: ChainCheck; after: string }>();
  let line = 0;
  let last = 'the beginning';
  const report = (finding?: Finding): FileReport => ({
    entries: finding ? line - 1 : line,
    chains: [...chains].map(([chain, { check, after }]) => ({
      chain,
      after,
      entries: check.result.entries,
      last: check.day,
    })),
    ...(finding ? { finding } : {}),
  });

  for await (const raw of linesOf(bytes)) {
    line++;
    const entry = read(raw);
    if (typeof entry === 'string') return report({ place: `line ${line}, after ${last}`, reason: entry });
    const name = `${entry.tenantId} ${entry.site}`;
    const chain = chains.get(name) ?? { check: new ChainCheck('anything'), after: entry.prevHash };
    chains.set(name, chain);
    const misfit = chain.check.add(entry);
    if (misfit)
      return report({
        place: `line ${line}, ${name} ${placeOf(misfit.at)}, after ${last}`,
        reason: misfit.reason,
      });
    last = `${name} ${placeOf(entry)}`;
  }
  return report();
}

/** The entry of a line, or why it cannot be read. */
function read(raw: Uint8Array): AuditEntry | string {
  try {
    return parseEntry(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw));
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const NEWLINE = 10;

async function* linesOf(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield rest;
}
