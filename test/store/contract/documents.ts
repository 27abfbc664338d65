import { expect, it } from 'vitest';
import type { DocumentStore } from '../../../lambdas/store/ports.ts';

/** What every form of the document store must do. */
export function documentContract(makeDocuments: () => Promise<DocumentStore>): void {
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

  it('documents are listed from a key on and no more than asked for', async () => {
    const documents = await makeDocuments();
    const keys = ['l/a', 'l/b', 'l/b.1', 'l/c', 'm'];
    for (const key of keys) await documents.put(key, key, 'text/plain');
    expect(await documents.list('l/', { atMost: 2 })).toEqual(['l/a', 'l/b']);
    expect(await documents.list('l/', { after: 'l/b', atMost: 9 })).toEqual(['l/b.1', 'l/c']);
    expect(await documents.list('l/', { after: 'l/c' })).toEqual([]);
  });
}
