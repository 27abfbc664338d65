import { describe, expect, it } from 'vitest';
import { parseCsv, parseCsvStream } from '../../../lambdas/doors/csv/notice-csv.ts';
import { csvRowStream, csvRows } from '../../../lambdas/doors/csv/rows.ts';
import type { ByteRange } from '../../../lambdas/store/ports.ts';
import { contextOf, readScenario } from '../support/files.ts';
import { generator, mutate } from '../support/fuzz.ts';
import { csvOf } from '../support/notices.ts';

const mapped = contextOf('northwind-grocery', 'bright-csv');
const canonical = { ...mapped, partner: { ...mapped.partner, csvColumns: undefined } };

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
const opened =
  (bytes: Uint8Array, size: number) =>
  ({ start, end }: ByteRange = { start: 0, end: bytes.length }) =>
    inPieces(bytes.subarray(start, end), size);

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe('a CSV that comes in pieces', () => {
  it.each([1, 2, 7, 100, 65_536])(
    'of %i bytes has the rows it has as a whole, at the same places',
    async (size) => {
      const bytes = Buffer.from('\uFEFFa,b\r\n"x, ""y""\nz",2\r\n\r\n,\r\n 3 ,ä4\rlast,"ü"');
      expect(await all(csvRowStream(inPieces(bytes, size)))).toEqual([...csvRows(bytes)]);
      const second = [...csvRows(bytes)][1];
      const rest = bytes.subarray(second?.start);
      const cells = (rows: readonly { cells: readonly string[] }[]) => rows.map((row) => row.cells);
      expect(cells(await all(csvRowStream(inPieces(rest, size), second?.start)))).toEqual(
        cells([...csvRows(bytes, second?.start)]),
      );
    },
  );

  it('is judged and read to the same end, whatever breaks it', async () => {
    const files = [
      { bytes: readScenario('northwind-grocery', 'bright-csv', 'two-notices.csv').bytes, context: mapped },
      { bytes: Buffer.from(csvOf({ notices: 3, lines: 7 })), context: canonical },
    ];
    const random = generator(7);
    let used = 0;
    for (let run = 0; run < 200; run += 1) {
      const { bytes: valid, context } = files[run % 2] ?? { bytes: Buffer.alloc(0), context: mapped };
      const bytes = run < 2 ? Buffer.from(valid) : mutate(valid, random);
      const whole = parseCsv(bytes, context);
      const streamed = await parseCsvStream(opened(bytes, 1 + random(200)), context);
      expect(streamed.report, `run ${run}`).toEqual(whole.report);
      expect(streamed.findings).toEqual(whole.findings);
      for (const [index, notice] of whole.notices.entries()) {
        used += 1;
        const again = streamed.notices[index];
        expect(again && (await all(again.lines()))).toEqual([...notice.lines()]);
      }
    }
    expect(used).toBeGreaterThan(20);
  });

  it.each([1_000, 30_000])(
    'of %i lines is never held: what was pulled and not yet read stays as small',
    async (lines) => {
      const bytes = Buffer.from(csvOf({ lines }));
      let pulled = 0;
      const watched = async function* () {
        for await (const piece of inPieces(bytes, 65_536)) {
          pulled += piece.length;
          yield piece;
        }
      };
      let ahead = 0;
      let rows = 0;
      for await (const row of csvRowStream(watched())) {
        rows += 1;
        ahead = Math.max(ahead, pulled - row.end);
      }
      expect(rows).toBe(lines + 1);
      // Two pieces of the source: one in the parser, one waiting.
      expect(ahead).toBeLessThanOrEqual(2 * 65_536);
    },
  );

  it('fails when its pieces fail, and is not taken for a shorter file', async () => {
    const broken = async function* () {
      yield Buffer.from(csvOf({ lines: 3 }));
      throw new Error('the connection ended');
    };
    await expect(parseCsvStream(broken, canonical)).rejects.toThrow('the connection ended');
  });
});
