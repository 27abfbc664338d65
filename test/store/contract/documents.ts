import { expect, it } from 'vitest';
import { Conflict } from '../../../lambdas/shared/errors.ts';
import type { LargeDocumentStore } from '../../../lambdas/store/ports.ts';

/** What every form of the document store must do. */
export function documentContract(makeDocuments: () => Promise<LargeDocumentStore>): void {
  it('documents come back byte by byte, are replaced and listed by prefix in order', async () => {
    const documents = await makeDocuments();
    const bytes = new Uint8Array([0, 255, 10, 13, 128]);
    await documents.put('in/b ä#1.bin', bytes, 'application/octet-stream');
    await documents.put('in/a.json', '{"é":1}', 'application/json');
    await documents.put('out/a.json', '{}', 'application/json');
    await documents.put('in/a.json', '{"é":2}', 'application/json');
    expect(await documents.get('in/b ä#1.bin')).toEqual(bytes);
    expect(new TextDecoder().decode(await documents.get('in/a.json'))).toBe('{"é":2}');
    expect(await documents.get('in/none')).toBeUndefined();
    expect(await documents.list('in/')).toEqual(['in/a.json', 'in/b ä#1.bin']);
    expect(await documents.list('none/')).toEqual([]);
  });

  it('documents are read in pieces and parts, and copied, as long as they are the same', async () => {
    const documents = await makeDocuments();
    const text = 'x'.repeat(100_000);
    const textOf = async (found: Awaited<ReturnType<LargeDocumentStore['open']>>) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of found?.pieces ?? []) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    };
    await documents.put('o/a ä.csv', `${text}end`, 'text/csv');
    const found = await documents.open('o/a ä.csv');
    const etag = found?.etag ?? '';
    expect(await textOf(found)).toBe(`${text}end`);
    const part = await documents.open('o/a ä.csv', { range: { start: 99_999, end: 100_002 }, etag });
    expect(await textOf(part)).toBe('xen');
    await documents.copy('o/a ä.csv', 'o/copy', etag);
    expect(await textOf(await documents.open('o/copy'))).toBe(`${text}end`);
    expect(await documents.open('o/none')).toBeUndefined();

    await documents.put('o/a ä.csv', 'other', 'text/csv');
    await expect(documents.open('o/a ä.csv', { etag })).rejects.toThrow(Conflict);
    await expect(documents.copy('o/a ä.csv', 'o/copy', etag)).rejects.toThrow(Conflict);
    expect(await textOf(await documents.open('o/copy'))).toBe(`${text}end`);
  });

  it('documents are listed from a key on and no more than asked for', async () => {
    const documents = await makeDocuments();
    const keys = ['l/a', 'l/b', 'l/b.1', 'l/c', 'm'];
    for (const key of keys) await documents.put(key, key, 'text/plain');
    expect(await documents.list('l/', { atMost: 2 })).toEqual(['l/a', 'l/b']);
    expect(await documents.list('l/', { after: 'l/b', atMost: 9 })).toEqual(['l/b.1', 'l/c']);
    expect(await documents.list('l/', { after: 'l/c' })).toEqual([]);
  });
}
