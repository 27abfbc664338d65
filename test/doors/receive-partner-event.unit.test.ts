import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../events/envelope.ts';
import { readPartnerSource } from '../../events/partner-source.ts';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { receivePartnerEvent } from '../../lambdas/doors/receive-partner-event.ts';
import { memoryDocuments } from '../../lambdas/store/memory/documents.ts';
import { memoryStores } from '../../lambdas/store/memory/index.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { sample } from '../events/samples.ts';
import { tenantDocument } from '../support/tenant.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const shipment = { ...sample('ShipmentConfirmed'), tenantid: 'acme', site: 'dc1' } as Envelope;

/** What EventBridge delivers of an event a partner put on the bus. */
const delivered = (detail: unknown, more: object = {}) => ({
  id: 'b-1',
  source: 'partner.acme.fast-freight',
  'detail-type': 'ShipmentConfirmed',
  account: '111111111111',
  detail,
  ...more,
});

async function partnerDoor() {
  const stores = memoryStores();
  const published: Envelope[] = [];
  const apply = (tenantId: string, partnerEvents: TenantDocument['partnerEvents']) =>
    stores.tenants.apply(tenantScope(tenantId), tenantDocument(tenantId, { partnerEvents }), NOW);
  await apply('acme', [
    { partnerId: 'fast-freight' },
    { partnerId: 'returns-desk', types: ['ReturnReceived'] },
  ]);
  await apply('rival', [{ partnerId: 'fast-freight' }]);
  const deps = {
    stores,
    documents: memoryDocuments(),
    journal: memoryDocuments(),
    publish: async (events: readonly Envelope[]) => void published.push(...events),
    clock: () => NOW,
  };
  return { deps, published };
}

let door: Awaited<ReturnType<typeof partnerDoor>>;
beforeEach(async () => {
  door = await partnerDoor();
});

/** The problems of the one event in quarantine, with the place it is kept. */
async function quarantined() {
  const [key = '', ...more] = await door.deps.documents.list('quarantine/');
  expect(more).toEqual([]);
  const kept = JSON.parse(Buffer.from((await door.deps.documents.get(key)) ?? '').toString('utf8'));
  return { place: key.slice(0, key.lastIndexOf('/')), ...kept };
}

describe('an event of a registered partner', () => {
  it('is journaled and published as if it had come in any other way, once', async () => {
    for (let time = 0; time < 3; time++) await receivePartnerEvent(delivered(shipment), door.deps);
    expect(door.published).toEqual([shipment]);
    expect(await door.deps.journal.list('')).toHaveLength(1);
    expect(await door.deps.documents.list('quarantine/')).toEqual([]);
  });

  it('that breaks its contract is kept for the partner with every problem, and the tenant is told', async () => {
    const broken = { ...shipment, site: 'nowhere', data: { ...(shipment.data as object), lines: 'none' } };
    await receivePartnerEvent(delivered(broken), door.deps);
    const kept = await quarantined();
    expect(kept).toMatchObject({
      place: 'quarantine/acme/events/fast-freight',
      partnerId: 'fast-freight',
      event: broken,
    });
    expect(kept.problems.map(({ field }: { field: string }) => field)).toEqual(['site', 'data.lines']);
    expect(door.published).toMatchObject([
      {
        type: 'EventQuarantined',
        tenantid: 'acme',
        data: { partnerId: 'fast-freight', eventId: shipment.id },
      },
    ]);
  });
});

describe('what is refused before anybody looks into it', () => {
  it.each([
    ['an event that names another tenant', delivered({ ...shipment, tenantid: 'rival' }), 'tenantid'],
    [
      'an event that is not what its detail-type says',
      delivered({ ...shipment, type: 'ReceiptPosted' }),
      'type',
    ],
    [
      'an event that is ours to tell',
      delivered(
        { ...sample('ReceiptPosted'), tenantid: 'acme', site: 'dc1' },
        { 'detail-type': 'ReceiptPosted' },
      ),
      'type',
    ],
    [
      'a type the document does not let this partner send',
      delivered(shipment, { source: 'partner.acme.returns-desk' }),
      'detail-type',
    ],
    [
      'a partner the document does not name',
      delivered(shipment, { source: 'partner.acme.stranger' }),
      'source',
    ],
    ['something that is no event', delivered('hello'), 'type'],
  ])('%s', async (_, body, field) => {
    await receivePartnerEvent(body, door.deps);
    const kept = await quarantined();
    expect(kept.problems[0].field).toBe(field);
    expect(kept.place).toMatch(/^quarantine\/acme\/events\/[a-z-]+$/);
    expect(door.published.map(({ type, tenantid }) => [type, tenantid])).toEqual([
      ['EventQuarantined', 'acme'],
    ]);
  });

  it.each([
    'partner.nobody.fast-freight',
    'partner.acme',
    'partner.acme.a.b',
    'partner.*.x',
    'warehouse.inbound',
  ])('the source %s, which is kept where it belongs to no tenant, and nobody is told', async (source) => {
    await receivePartnerEvent(delivered(shipment, { source }), door.deps);
    expect((await quarantined()).place).toBe('quarantine/_unknown/events');
    expect(door.published).toEqual([]);
  });
});

it('reads a source as one tenant and one partner or not at all', () => {
  expect(readPartnerSource('partner.acme.fast-freight')).toEqual({
    tenantId: 'acme',
    partnerId: 'fast-freight',
  });
  for (const source of ['partner..x', 'partner.a.', 'partnera.b.c', 'partner.a.b.c', 'partner.a/b.c', ''])
    expect(readPartnerSource(source), source).toBeUndefined();
});
