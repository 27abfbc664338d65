import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { ReceiptRecorded } from '../../events/inbound.ts';
import { contractOrQuarantine } from '../../lambdas/doors/quarantine.ts';
import { acceptEvent } from '../../lambdas/doors/receive-event.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { Killed, openDoor, readJson } from './support/door.ts';

const tenant = tenantScope('northwind-grocery');
const receipt: Envelope = {
  specversion: '1.0',
  id: 'wms-receipt-0001',
  source: 'warehouse.inbound',
  type: 'ReceiptRecorded',
  subject: 'SUP-ACORN/ACN-70001',
  time: '2026-03-02T14:30:00Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:tallyflow:event:ReceiptRecorded:v1',
  tenantid: 'northwind-grocery',
  site: 'DC-ATL',
  correlationid: 'wms-receipt-0001',
  causationid: 'wms-receipt-0001',
  sequence: 1,
  mode: 'act',
  data: {
    receiptId: 'R-1',
    asnId: 'ACN-70001',
    supplierId: 'SUP-ACORN',
    arrivedAt: '2026-03-02T14:05:00Z',
    countedBy: 'w-117',
    final: true,
    lines: [{ sku: 'ACN-OATS-1KG', quantity: 480, condition: 'good' }],
  },
};

describe('an event posted from outside', () => {
  it('is journaled and published once, however often it is posted', async () => {
    const door = openDoor();
    for (let post = 0; post < 3; post++) {
      expect(await acceptEvent(receipt, tenant, door.deps)).toEqual({ accepted: true, eventId: receipt.id });
    }
    expect(door.published).toEqual([receipt]);
    expect(await door.journal.list('')).toEqual([
      `journal/northwind-grocery/2026-03-02-14/${receipt.id}.json`,
    ]);
  });

  it('is finished after a kill behind any write', async () => {
    for (let write = 0; write < 4; write++) {
      const door = openDoor();
      door.killAfter(write);
      await expect(acceptEvent(receipt, tenant, door.deps)).rejects.toThrow(Killed);
      door.killAfter(Number.POSITIVE_INFINITY);
      await acceptEvent(receipt, tenant, door.deps);
      expect(new Set(door.published.map((event) => JSON.stringify(event)))).toEqual(
        new Set([JSON.stringify(receipt)]),
      );
    }
  });

  it.each([
    [
      'names another tenant',
      { ...receipt, tenantid: 'harbor-home' },
      'tenantid',
      /is not the sender's tenant northwind-grocery/,
    ],
    ['names no site of the tenant', { ...receipt, site: 'DC-SEA' }, 'site', /sites are DC-ATL/],
    [
      'is a notice, which comes as a file',
      { ...receipt, type: 'AsnReceived' },
      'type',
      /not accepted from outside.*Send notices as files/,
    ],
    [
      'claims that stock was posted',
      { ...receipt, type: 'ReceiptPosted' },
      'type',
      /not accepted from outside/,
    ],
    ['has no id', { ...receipt, id: undefined }, 'id', /must be string/],
    [
      'breaks its contract',
      {
        ...receipt,
        data: { ...(receipt.data as object), lines: [{ sku: 'A', quantity: -1, condition: 'good' }] },
      },
      'data.lines.0.quantity',
      /must be above 0/,
    ],
    ['is no object', 'ReceiptRecorded', '(whole)', /must be object/],
  ])('is kept in quarantine when it %s', async (_, raw, field, reason) => {
    const door = openDoor();
    const refused = await acceptEvent(raw, tenant, door.deps);
    if (refused.accepted) throw new Error('the event was accepted');
    expect(refused.problems).toContainEqual({
      field,
      value: expect.any(String),
      message: expect.stringMatching(reason),
    });
    expect(refused.quarantineKey).toMatch(/^quarantine\/northwind-grocery\/events\/[0-9a-f]{32}\.json$/);
    expect(await readJson(door.documents, refused.quarantineKey)).toMatchObject({
      problems: refused.problems,
      event: JSON.parse(JSON.stringify(raw)),
    });
    expect(door.published).toMatchObject([
      {
        type: 'EventQuarantined',
        tenantid: 'northwind-grocery',
        data: { quarantineKey: refused.quarantineKey },
      },
    ]);
    expect(await door.journal.list('')).toEqual([]);
  });

  it.each([undefined, tenantScope('nobody')])(
    'of a sender nobody knows (%s) is kept apart, and nobody is told',
    async (sender) => {
      const door = openDoor();
      const refused = await acceptEvent(receipt, sender, door.deps);
      expect(refused).toMatchObject({
        accepted: false,
        quarantineKey: expect.stringMatching(/^quarantine\/_unknown\/events\//),
      });
      expect(door.published).toEqual([]);
    },
  );

  it('is reported under one id when it is refused again', async () => {
    const door = openDoor();
    for (let post = 0; post < 2; post++) await acceptEvent({ ...receipt, site: 'X' }, tenant, door.deps);
    expect(new Set(door.published.map(({ id }) => id)).size).toBe(1);
    expect(await door.documents.list('quarantine/')).toHaveLength(1);
  });
});

describe('a queue consumer', () => {
  const deliver = (detail: unknown) => ({
    source: 'warehouse.inbound',
    'detail-type': 'ReceiptRecorded',
    detail,
  });

  it('gets the event when it keeps its contract', async () => {
    const door = openDoor();
    expect(await contractOrQuarantine(deliver(receipt), ReceiptRecorded, door.deps)).toEqual(receipt);
    expect(door.writes()).toBe(0);
  });

  it('gets nothing when it does not, and the event is set aside with what is wrong', async () => {
    const door = openDoor();
    const broken = { ...receipt, data: { ...(receipt.data as object), countedBy: 7 } };
    expect(await contractOrQuarantine(deliver(broken), ReceiptRecorded, door.deps)).toBeUndefined();
    expect(door.published).toMatchObject([
      {
        type: 'EventQuarantined',
        data: {
          eventId: receipt.id,
          eventType: 'ReceiptRecorded',
          problems: [{ field: 'data.countedBy', value: '7' }],
        },
      },
    ]);
  });

  it.each([
    ['another type', { ...receipt, type: 'ReceiptPosted' }],
    ['no event', 'hello'],
  ])('gets nothing for %s', async (_, detail) => {
    const door = openDoor();
    expect(await contractOrQuarantine(deliver(detail), ReceiptRecorded, door.deps)).toBeUndefined();
    expect(await door.documents.list('quarantine/')).toHaveLength(1);
  });

  it('gets nothing for a tenant there is not', async () => {
    const door = openDoor();
    expect(
      await contractOrQuarantine(deliver({ ...receipt, tenantid: 'nobody' }), ReceiptRecorded, door.deps),
    ).toBeUndefined();
    expect(await door.documents.list('quarantine/_unknown/events/')).toHaveLength(1);
    expect(door.published).toEqual([]);
  });
});
