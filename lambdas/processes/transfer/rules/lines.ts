import { valueInQuestion } from '../../../domain/money.ts';
import type {
  Heard,
  Move,
  Planned,
  Scan,
  TransferBody,
  TransferLine,
  UnitsByLot,
  UnitsMoved,
} from '../contract.ts';

/** Arithmetic over the lines of a transfer, in base units. */

export function unitsOf(lots: UnitsByLot): number {
  return Object.values(lots).reduce((sum, units) => sum + units, 0);
}

/** Units on their way: shipped, and neither received, returned nor written off. */
export function outstandingOf({ shipped, received, returned, lost }: TransferLine): number {
  return unitsOf(shipped) - unitsOf(received) - unitsOf(returned) - lost;
}

export function totalOutstanding({ lines }: Pick<TransferBody, 'lines'>): number {
  return lines.reduce((sum, line) => sum + outstandingOf(line), 0);
}

export function totalShipped({ lines }: Pick<TransferBody, 'lines'>): number {
  return lines.reduce((sum, { shipped }) => sum + unitsOf(shipped), 0);
}

/** The value at cost of units of lines, in minor units; a line whose cost nobody knows counts nothing. */
export function valueAt(lines: readonly TransferLine[], units: (line: TransferLine) => number): number {
  const minor = lines.reduce(
    (sum, line) => sum + (line.terms ? valueInQuestion(units(line), line.terms.unitCost).minor : 0),
    0,
  );
  return Math.min(minor, Number.MAX_SAFE_INTEGER);
}

/** What was scanned on a leg, by line and lot. */
export function scannedUnits({ scans }: Heard, leg: Scan['leg'], line: number): UnitsByLot {
  const lots: Record<string, number> = {};
  for (const scan of scans.filter((one) => one.leg === leg))
    for (const { line: number, quantity, lot = '' } of scan.lines)
      if (number === line) lots[lot] = (lots[lot] ?? 0) + quantity;
  return lots;
}

export function isComplete({ scans }: Heard, leg: Scan['leg']): boolean {
  return scans.some((scan) => scan.leg === leg && scan.complete);
}

/**
 * What was scanned and is not posted yet, lot by lot, up to `room` units: the difference between where things should stand
 * and where they do, so that a scan heard twice, or late, changes nothing.
 */
export function unposted(
  { line, sku }: TransferLine,
  scanned: UnitsByLot,
  posted: UnitsByLot,
  room: number,
): UnitsMoved[] {
  let left = room;
  return Object.keys(scanned)
    .sort()
    .flatMap((lot) => {
      const quantity = Math.min(left, (scanned[lot] ?? 0) - (posted[lot] ?? 0));
      if (quantity <= 0) return [];
      left -= quantity;
      return [{ line, sku, lot, quantity }];
    });
}

/** Ship scans that are not posted: whatever left has left, also beyond what was approved. */
export function unshipped({ lines }: Pick<TransferBody, 'lines'>, heard: Heard): UnitsMoved[] {
  return lines.flatMap((line) =>
    unposted(line, scannedUnits(heard, 'SHIPPED', line.line), line.shipped, Number.POSITIVE_INFINITY),
  );
}

/** Units received or returned beyond what was shipped, which nobody has decided about. */
export function overUnits(line: TransferLine, heard: Heard): number {
  const came = (['RECEIVED', 'RETURNED'] as const).reduce(
    (sum, leg) => sum + unitsOf(scannedUnits(heard, leg, line.line)),
    0,
  );
  return Math.max(0, came - unitsOf(line.shipped) + line.lost - line.refused);
}

/** The body with more to do, each move numbered. */
export function withMoves(body: TransferBody, ...planned: readonly Planned[]): TransferBody {
  const moves = planned.map((move, index) => ({ ...move, id: `m${body.moves + index + 1}` }) as Move);
  return { ...body, todo: [...body.todo, ...moves], moves: body.moves + moves.length };
}
