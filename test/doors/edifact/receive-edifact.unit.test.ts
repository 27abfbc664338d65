import { describe, expect, it } from 'vitest';
import { catalog } from '../../../events/index.ts';
import { FileReceived } from '../../../events/integration.ts';
import { receiveDocument } from '../../../lambdas/doors/receive-document.ts';
import { type Door, drop, Killed, openDoor, readJson } from '../support/door.ts';
import { despatchAdvice, edifactContext, edifactOf, messageOf } from '../support/edifact.ts';
import { SITE_GLN } from '../support/notices.ts';

const ACORN = 'northwind-grocery/acorn-edi';

/** A door whose partner sends EDIFACT. */
function openEdifactDoor(): Door {
  const door = openDoor();
  const { tenants } = door.deps.stores;
  const current: typeof tenants.current = async (...tenant) => {
    const document = await tenants.current(...tenant);
    return document && { ...document, partners: [edifactContext().partner] };
  };
  return {
    ...door,
    deps: { ...door.deps, stores: { ...door.deps.stores, tenants: { ...tenants, current } } },
  };
}

const response = messageOf(
  'ORDRSP',
  [
    'BGM+231+R-1+29',
    'DTM+137:20260301:102',
    'DTM+69:20260312:102',
    'RFF+ON:PO-1',
    `NAD+DP+${SITE_GLN}::9`,
    'LIN+1+5',
    'PIA+5+SKU-1:IN',
    'QTY+21:360',
    'UNS+S',
  ],
  '2',
);
const stock = messageOf(
  'INVRPT',
  ['BGM+35+INV-1+9', 'DTM+137:20260301:102', 'LIN+1++9506000005041:EN', 'QTY+145:300'],
  '3',
);
const order = messageOf(
  'ORDERS',
  ['BGM+220+PO-9+9', 'DTM+137:20260301:102', 'LIN+1', 'PIA+5+SKU-1:IN', 'QTY+21:5', 'UNS+S'],
  '4',
);
const mixed = {
  name: 'mixed.edi',
  bytes: Buffer.from(edifactOf([messageOf('DESADV', despatchAdvice()), response, stock, order])),
};
const broken = {
  name: 'broken.edi',
  bytes: Buffer.from(edifactOf([messageOf('DESADV', despatchAdvice()), stock.with(-1, 'UNT+9+3')])),
};

describe('an EDIFACT file in the inbox', () => {
  it('becomes events and documents, with a CONTRL beside its report', async () => {
    const door = openEdifactDoor();
    await receiveDocument(await drop(door, ACORN, mixed), door.deps);
    expect(door.published.map(({ type, site, subject }) => [type, site, subject])).toEqual([
      ['AsnReceived', 'DC-ATL', 'SUP-ACORN/DES-1'],
      ['OrderAcknowledged', 'DC-ATL', 'PO-1'],
      ['FileReceived', 'all', expect.stringMatching(/^file:/)],
    ]);
    for (const event of door.published)
      expect(catalog.get(event.type)?.event.safeParse(event).error).toBeUndefined();
    const { documents, canonical = [], format } = FileReceived.data.parse(door.published[2]?.data);
    expect(format).toBe('edifact');
    expect(documents).toEqual(['DES-1', 'R-1', 'INV-1', 'PO-9']);
    expect(canonical.map(({ type, documentId }) => [type, documentId])).toEqual([
      ['order-response', 'R-1'],
      ['inventory-advice', 'INV-1'],
      ['purchase-order', 'PO-9'],
    ]);
    expect(await readJson(door.documents, canonical[1]?.key ?? '')).toMatchObject({
      lines: [
        {
          line: 1,
          gtin: '09506000005041',
          stock: [{ status: 'on-hand', quantity: { value: 300, uom: 'EA' } }],
        },
      ],
    });
    const contrl = Buffer.from(
      (await door.documents.get(`reports/${ACORN}/mixed.edi.contrl`)) ?? [],
    ).toString();
    expect(contrl.match(/UCM\+\d\+[A-Z]+/g)).toEqual([
      'UCM+1+DESADV',
      'UCM+2+ORDRSP',
      'UCM+3+INVRPT',
      'UCM+4+ORDERS',
    ]);
    expect(await door.documents.get(`reports/${ACORN}/mixed.edi.aperak`)).toBeUndefined();
    expect((await door.documents.list('')).filter((key) => key.startsWith('quarantine/'))).toEqual([]);
  });

  it('refused in part is in quarantine and used in part', async () => {
    const door = openEdifactDoor();
    await receiveDocument(await drop(door, ACORN, broken), door.deps);
    expect(door.published.map(({ type }) => type)).toEqual(['AsnReceived', 'FileRejected', 'FileReceived']);
    expect(await door.documents.get(`quarantine/${ACORN}/broken.edi`)).toBeDefined();
  });

  it('ends in the same events and objects after a kill behind any write', async () => {
    const whole = openEdifactDoor();
    await receiveDocument(await drop(whole, ACORN, mixed), whole.deps);
    for (let write = 0; write < whole.writes(); write++) {
      const door = openEdifactDoor();
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

  it('is not read for a partner who is registered for none', async () => {
    const door = openDoor();
    await receiveDocument(await drop(door, ACORN, mixed), door.deps);
    expect(door.published).toMatchObject([
      { type: 'FileRejected', data: { findings: [{ code: 'FILE_FORMAT', value: 'edifact' }] } },
    ]);
  });
});
