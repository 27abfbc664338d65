import type { ProcessStore, TenantScope } from '../../store/ports.ts';
import type { MatchedReceiptLine } from './contract.ts';
import { assignmentFactKey, assignmentFactPrefix } from './facts.ts';

/**
 * The receipts of a process in the order they were matched with its lines. A receipt takes the next number in one conditional
 * write and is matched with what the ones before it took, so that two recorded at once cannot fill the same line, whatever
 * is merged already, and one that is delivered again finds the same lines again.
 */
interface Assignment {
  readonly receiptId: string;
  readonly sequence: number;
  readonly chunks: readonly number[];
  /** Units by line. */
  readonly filled: readonly (readonly [line: number, units: number])[];
}

interface ToAssign {
  readonly receiptId: string;
  readonly sequence: number;
  /** Finds the lines, given the units that lines have taken before. */
  readonly match: (filled: ReadonlyMap<number, number>) => readonly MatchedReceiptLine[];
  /** Chunks to touch whatever was counted. */
  readonly also: readonly number[];
}

/** The lines of a receipt and every chunk it or its earlier version touches; nothing when a later version stands. */
export async function assign(
  processes: Pick<ProcessStore, 'facts' | 'putFact'>,
  tenant: TenantScope,
  processId: string,
  { receiptId, sequence, match, also }: ToAssign,
): Promise<{ lines: readonly MatchedReceiptLine[]; chunks: readonly number[] } | undefined> {
  for (;;) {
    const known = await processes.facts(tenant, processId, assignmentFactPrefix);
    const log = known.map(({ body }) => body as Assignment);
    const versions = log.filter((entry) => entry.receiptId === receiptId);
    if (versions.some((entry) => entry.sequence > sequence)) return undefined;
    const own = log.findIndex((entry) => entry.receiptId === receiptId && entry.sequence === sequence);
    const before = own === -1 ? log : log.slice(0, own);
    const lines = match(filledBy(before.filter((entry) => entry.receiptId !== receiptId)));
    const chunks = [
      ...new Set([
        ...lines.map(({ chunk }) => chunk),
        ...also,
        ...versions.flatMap((version) => version.chunks),
      ]),
    ];
    if (own !== -1) return { lines, chunks };
    const number = log.length + 1;
    const body: Assignment = { receiptId, sequence, chunks, filled: [...unitsByLine(lines)] };
    if (
      await processes.putFact(tenant, processId, { key: assignmentFactKey(number), sequence: number, body })
    )
      return { lines, chunks };
  }
}

/** What lines have taken: of a receipt its last version. */
function filledBy(assignments: readonly Assignment[]): ReadonlyMap<number, number> {
  const last = new Map(assignments.map((entry) => [entry.receiptId, entry]));
  return totals([...last.values()].flatMap(({ filled }) => filled));
}

function unitsByLine(lines: readonly MatchedReceiptLine[]): ReadonlyMap<number, number> {
  return totals(
    lines.flatMap(({ line, receipt }) => (line === undefined ? [] : [[line, receipt.quantity] as const])),
  );
}

function totals(units: readonly (readonly [line: number, units: number])[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const [line, some] of units) sums.set(line, (sums.get(line) ?? 0) + some);
  return sums;
}
