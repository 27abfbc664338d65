import { describe, expect, it } from 'vitest';
import { catalog } from '../../../events/index.ts';
import { FileReceived } from '../../../events/integration.ts';
import { receiveDocument } from '../../../lambdas/doors/receive-document.ts';
import { type Door, drop, Killed, openDoor, readJson } from '../support/door.ts';
import { sampleSets, x12Context, x12Of } from '../support/x12.ts';

const ACORN = 'northwind-grocery/acorn-edi';
const EVERY = ['180', '846', '850', '855', '860', '861', '940', '943', '944', '945', '947'];

/** A door whose partner sends every set there is. */
function openX12Door(): Door {
  const door = openDoor();
  const { tenants } = door.deps.stores;
  const current: typeof tenants.current = async (...tenant) => {
    const document = await tenants.current(...tenant);
    return document && { ...document, partners: [x12Context().partner] };
  };
  return {
    ...door,
    deps: { ...door.deps, stores: { ...door.deps.stores, tenants: { ...tenants, current } } },
  };
}

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });
// Two of the samples have the number of another of their type, which one file may hold once.
const OWN_NUMBERS: Readonly<Record<string, readonly [string, string]>> = {
  '944': ['RCV-1', 'RCV-2'],
  '945': ['SHP-1', 'SHP-2'],
};
const every = sampleSets(...EVERY).map(({ setId, body }) => {
  const [from, to] = OWN_NUMBERS[setId] ?? ['', ''];
  return { setId, body: body.map((one) => one.replace(from, to)) };
});
const mixed = file('mixed.edi', x12Of(every));

async function answerOf(door: Door, name: string): Promise<string[]> {
  const bytes = (await door.documents.get(`reports/${ACORN}/${name}.997`)) ?? [];
  return (
    Buffer.from(bytes)
      .toString()
      .match(/AK2\*\d+\*\d+/g) ?? []
  );
}

describe('an X12 file in the inbox', () => {
  it('becomes events and documents, with a 997 for each group beside its report', async () => {
    const door = openX12Door();
    await receiveDocument(await drop(door, ACORN, mixed), door.deps);
    expect(door.published.map(({ type, site, subject }) => [type, site, subject])).toEqual([
      ['OrderAcknowledged', 'DC-ATL', 'PO-1'],
      ['ReceiptRecorded', 'DC-ATL', 'RCV-1'],
      ['ReceiptRecorded', 'DC-ATL', 'RCV-2'],
      ['FileReceived', 'all', expect.stringMatching(/^file:/)],
    ]);
    for (const event of door.published)
      expect(catalog.get(event.type)?.event.safeParse(event).error).toBeUndefined();
    const { canonical = [], format, findings } = FileReceived.data.parse(door.published[3]?.data);
    expect([format, findings]).toEqual(['x12', []]);
    expect(canonical.map(({ type, documentId }) => [type, documentId])).toEqual([
      ['return-notice', 'RMA-1'],
      ['inventory-advice', 'INV-1'],
      ['purchase-order', 'PO-1'],
      ['order-response', 'SO-77'],
      ['order-change', 'PO-1:2'],
      ['receiving-advice', 'RCV-1'],
      ['ship-order', 'SO-1'],
      ['ship-advice', 'SHP-1'],
      ['receiving-advice', 'RCV-2'],
      ['ship-advice', 'SHP-2'],
      ['adjustment-advice', 'ADJ-1'],
    ]);
    expect(await readJson(door.documents, canonical[1]?.key ?? '')).toMatchObject({
      lines: [{ sku: 'SKU-1', stock: [{ status: 'on-hand', lot: 'L1' }, { status: 'on-order' }] }, {}],
    });
    expect(await answerOf(door, 'mixed.edi')).toEqual(EVERY.map((setId) => `AK2*${setId}*0001`));
    expect((await door.documents.list('')).filter((key) => key.startsWith('quarantine/'))).toEqual([]);
  });

  it('refused in part is in quarantine and used in part', async () => {
    const door = openX12Door();
    const text = x12Of(every, {
      edit: (all) => all.map((one) => (one[0] === 'SE' && one[1] === '14' ? one.with(1, '99') : one)),
    });
    await receiveDocument(await drop(door, ACORN, file('broken.edi', text)), door.deps);
    expect(door.published.map(({ type }) => type)).toContain('FileRejected');
    expect(door.published.map(({ type }) => type)).toContain('FileReceived');
    expect(await door.documents.get(`quarantine/${ACORN}/broken.edi`)).toBeDefined();
  });

  it('ends in the same events and objects after a kill behind any write', async () => {
    const whole = openX12Door();
    await receiveDocument(await drop(whole, ACORN, mixed), whole.deps);
    for (let write = 0; write < whole.writes(); write++) {
      const door = openX12Door();
      const body = await drop(door, ACORN, mixed);
      door.killAfter(write);
      await expect(receiveDocument(body, door.deps)).rejects.toThrow(Killed);
      door.killAfter(Number.POSITIVE_INFINITY);
      await receiveDocument(body, door.deps);
      expect(new Set(door.published.map(({ id }) => id))).toEqual(
        new Set(whole.published.map(({ id }) => id)),
      );
      expect(await door.documents.list('')).toEqual(await whole.documents.list(''));
    }
  });

  it('is taken set by set as far as the partner is registered for it', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, ACORN, mixed), door.deps);
    const message = 'segment 2: acorn-edi is registered for x12-856, json, not for x12-180';
    expect(door.published).toMatchObject([{ type: 'FileRejected' }]);
    expect(door.published[0]?.data).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ code: 'FILE_FORMAT', message })]),
    });
  });

  it('that answers what we sent is not answered', async () => {
    const door = openX12Door();
    const text = x12Of([{ setId: '997', body: ['AK1*PO*7', 'AK9*A*1*1*1'] }]);
    await receiveDocument(await drop(door, ACORN, file('answer.edi', text)), door.deps);
    expect(door.published).toMatchObject([
      { type: 'FileReceived', data: { canonical: [{ type: 'syntax-acknowledgment', documentId: '7' }] } },
    ]);
    expect(await door.documents.get(`reports/${ACORN}/answer.edi.997`)).toBeUndefined();
  });
});
