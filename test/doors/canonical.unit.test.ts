import { describe, expect, it } from 'vitest';
import {
  CHUNK_LINES,
  chunksOf,
  type NoticeChunk,
  type NoticeIndexEntry,
  writeCanonical,
} from '../../lambdas/doors/canonical.ts';
import { parseCsv } from '../../lambdas/doors/csv/notice-csv.ts';
import { csvRows, WINDOW } from '../../lambdas/doors/csv/rows.ts';
import type { AnnouncedLine } from '../../lambdas/doors/notice.ts';
import { memoryDocuments } from '../../lambdas/store/memory/documents.ts';
import { readJson } from './support/door.ts';
import { contextOf } from './support/files.ts';
import { csvOf, ssccOf } from './support/notices.ts';

const mapped = contextOf('northwind-grocery', 'bright-csv');
const context = { ...mapped, partner: { ...mapped.partner, csvColumns: undefined } };

describe('canonical chunks', () => {
  it('hold at most a hundred lines, and of each pack only what it has of them', async () => {
    const [notice] = parseCsv(Buffer.from(csvOf({ lines: 250 })), context).notices;
    if (!notice) throw new Error('the notice was refused');
    const documents = memoryDocuments();
    const document = await writeCanonical('northwind-grocery', notice, 'd1', documents);

    const folder = 'canonical/northwind-grocery/asn/SUP-BRIGHT/ASN-1/d1';
    expect(document.lineCount).toBe(250);
    expect(document.chunks.map(({ key, lines }) => [key, lines])).toEqual([
      [`${folder}/chunk-0001.json`, 100],
      [`${folder}/chunk-0002.json`, 100],
      [`${folder}/chunk-0003.json`, 50],
    ]);
    const third = await readJson<NoticeChunk>(documents, `${folder}/chunk-0003.json`);
    expect(third.lines.map(({ line }) => line)).toEqual(
      Array.from({ length: 50 }, (_, index) => 201 + index),
    );
    expect(third.packs[0]).toEqual({
      sscc: ssccOf(51),
      contents: [201, 202, 203, 204].map((line) => ({ line, value: 10, scale: 0 })),
    });

    const index = await readJson<NoticeIndexEntry[]>(documents, document.indexKey);
    expect(index).toHaveLength(250);
    expect(index[100]).toEqual({
      line: 101,
      chunk: 2,
      poId: 'PO-1',
      sku: 'SKU-101',
      sscc: ssccOf(26),
      quantity: { value: 10, scale: 0, uom: 'EA' },
    });
  });

  it('keep the parts of a pack that crosses a chunk apart', async () => {
    const line = (number: number): AnnouncedLine => ({
      line: { line: number, poId: 'PO-1', sku: 'SKU-1', quantity: { value: 1, scale: 0, uom: 'EA' } },
      packs: [{ sscc: 'S', value: 1, scale: 0 }],
    });
    const chunks: NoticeChunk[] = [];
    for await (const chunk of chunksOf(Array.from({ length: 101 }, (_, index) => line(index + 1))))
      chunks.push(chunk);
    expect(chunks.map(({ packs }) => packs.map(({ contents }) => contents.length))).toEqual([[100], [1]]);
  });

  it('write no chunk for a notice without lines', async () => {
    expect(await chunksOf([]).next()).toMatchObject({ done: true });
  });
});

describe('memory', () => {
  it.each([
    ['10,000 lines of one notice', { notices: 1, lines: 10_000 }],
    ['30,000 lines of ten notices', { notices: 10, lines: 3_000 }],
  ])('stays flat over %s: never more than one chunk of lines is held', async (_, size) => {
    const file = parseCsv(Buffer.from(csvOf(size)), context);
    expect(file.notices).toHaveLength(size.notices);
    let held = 0;
    let most = 0;
    let written = 0;
    const documents = {
      ...memoryDocuments(),
      put: async (key: string, body: string | Uint8Array) => {
        if (key.endsWith('index.json')) return;
        const { lines } = JSON.parse(String(body)) as NoticeChunk;
        held -= lines.length;
        written += lines.length;
      },
    };
    for (const notice of file.notices) {
      const counted = function* () {
        for (const line of notice.lines()) {
          held++;
          most = Math.max(most, held);
          yield line;
        }
      };
      await writeCanonical('t', { ...notice, lines: counted }, 'd', documents);
    }
    expect(written).toBe(size.notices * size.lines);
    expect(held).toBe(0);
    expect(most).toBe(CHUNK_LINES);
  });

  it('reads a CSV one window ahead and no further', () => {
    // Broken quotes far behind are found only when the reader gets there: it cannot have parsed that far before.
    const text = `${csvOf({ lines: 4 * WINDOW })}ASN-1,"never closed`;
    const rows = csvRows(Buffer.from(text));
    for (let row = 0; row < 3 * WINDOW; row++) rows.next();
    expect(() => [...rows]).toThrow(/Quote Not Closed/);
  });
});
