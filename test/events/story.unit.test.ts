import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import type { AsnReceived, ReceiptPosted, ReceiptRecorded, ReceiptReversed } from '../../events/inbound.ts';
import { catalog } from '../../events/index.ts';
import type { InventoryPositionChanged } from '../../events/inventory.ts';
import { faultOfKey } from '../../lambdas/domain/check-digit.ts';
import { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { ALL_SITES } from '../../lambdas/doors/announce.ts';
import { writeCanonical } from '../../lambdas/doors/canonical.ts';
import { readPartnerFile } from '../../lambdas/doors/read-file.ts';
import { sample } from './samples.ts';

/**
 * The samples tell one story: a notice of SUP-ACORN for northwind-grocery is announced, comes late, is counted short and
 * with damage, meets an ERP that is away and a finance system that refuses, and is closed.
 */
const samples = [...catalog.keys()].map((type) => sample(type));
const files = new URL('../../local/scenarios/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, files));

describe('the envelopes are CloudEvents 1.0', () => {
  it.each(samples.map((event) => [event.type, event] as const))('%s', (_type, event) => {
    const { data, ...attributes } = event;
    expect(data).toBeTypeOf('object');
    for (const [name, value] of Object.entries(attributes)) {
      expect(name, 'attribute names are lower-case letters and digits').toMatch(/^[a-z0-9]{1,20}$/);
      expect(typeof value === 'string' || typeof value === 'boolean' || Number.isInteger(value), name).toBe(
        true,
      );
      expect(value, name).not.toBe('');
    }
    expect(attributes.specversion).toBe('1.0');
    expect(attributes.datacontenttype).toBe('application/json');
    expect(URL.canParse(attributes.dataschema), 'dataschema is an absolute URI').toBe(true);
    expect(new Date(attributes.time).toISOString()).toBe(attributes.time.replace(/(?<!\.\d+)Z$/, '.000Z'));
  });

  it('no two share source and id', () => {
    expect(new Set(samples.map(({ source, id }) => `${source} ${id}`)).size).toBe(samples.length);
  });
});

describe('the events belong together', () => {
  it('is one tenant, one site, one supplier', () => {
    expect(new Set(samples.map(({ tenantid }) => tenantid))).toEqual(new Set(['northwind-grocery']));
    expect(new Set(samples.map(({ site }) => site))).toEqual(new Set(['DC-ATL', ALL_SITES]));
    expect(new Set(valuesOf(samples, 'supplierId'))).toEqual(new Set(['SUP-ACORN']));
  });

  it('has ids whose time is the time of the event', () => {
    for (const { type, id, time } of samples) {
      expect(id, type).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16), type).toBe(Date.parse(time));
    }
  });

  it('numbers the events of a subject in the order they happened', () => {
    // A door orders versions of a notice by when it read them; a process orders by the version of its row.
    const ofRows = samples.filter(({ type }) => type !== 'AsnReceived' && type !== 'AsnRejected');
    const bySubject = Map.groupBy(ofRows, ({ subject }) => subject);
    expect(bySubject.get('SUP-ACORN/ACN-70001')?.length).toBeGreaterThan(5);
    for (const [subject, events] of bySubject) {
      const inTime = events.toSorted((a, b) => a.time.localeCompare(b.time)).map(({ sequence }) => sequence);
      expect(inTime, subject).toEqual(inTime.toSorted((a, b) => a - b));
    }
  });

  it('has valid check digits on every GLN and SSCC', () => {
    const keys = [
      ...valuesOf(samples, 'shipToGln').map((key) => ['gln', key] as const),
      ...valuesOf(samples, 'sscc').map((key) => ['sscc', key] as const),
    ];
    expect(keys.length).toBeGreaterThan(3);
    for (const [kind, key] of keys) expect(faultOfKey(kind, key), key).toBeUndefined();
  });

  it('announces what the door reads from the scenario file, down to the hash of its lines', async () => {
    const document = TenantDocument.parse(JSON.parse(read('tenants/northwind-grocery.json').toString()));
    const [partner] = document.partners;
    if (!partner) throw new Error('northwind-grocery has no partner');
    const bytes = read('files/northwind-grocery/acorn-edi/clean.edi');
    const announced = sample<z.infer<typeof AsnReceived.data>>('AsnReceived');
    const { notices } = readPartnerFile(
      { name: 'clean.edi', bytes },
      { ...document, partner, receivedAt: announced.time, key: announced.data.origin.key ?? '' },
    );
    const [notice] = notices;
    if (!notice) throw new Error('clean.edi holds no notice');
    const digest = announced.data.document.indexKey.split('/').at(-2) ?? '';
    const none = { get: async () => undefined, put: async () => {}, list: async () => [] };
    const canonical = await writeCanonical(announced.tenantid, notice, digest, none);
    expect({ ...notice.data, document: canonical }).toEqual(announced.data);
    expect(notice.site).toBe(announced.site);
  });

  it('posts what was counted, and takes back what was posted', () => {
    const counted = sample<z.infer<typeof ReceiptRecorded.data>>('ReceiptRecorded').data;
    const posted = sample<z.infer<typeof ReceiptPosted.data>>('ReceiptPosted').data;
    const changed = sample<z.infer<typeof InventoryPositionChanged.data>>('InventoryPositionChanged').data;
    const reversed = sample<z.infer<typeof ReceiptReversed.data>>('ReceiptReversed').data;
    const bySku = (lines: readonly { sku: string; quantity: number }[]) =>
      [...Map.groupBy(lines, ({ sku }) => sku)].map(([sku, same]) => [
        sku,
        same.reduce((sum, { quantity }) => sum + quantity, 0),
      ]);

    expect(bySku(posted.lines)).toEqual(bySku(counted.lines));
    expect(
      changed.changes.map(({ sku, bucket, delta, effectKey }) => ({ sku, bucket, delta, effectKey })),
    ).toEqual(
      posted.lines.map(({ sku, bucket, quantity, effectKey }) => ({
        sku,
        bucket,
        delta: quantity,
        effectKey,
      })),
    );
    expect(reversed.lines.map(({ effectKey, quantity }) => [effectKey, quantity])).toEqual(
      posted.lines.toReversed().map(({ effectKey, quantity }) => [`${effectKey}/undo`, quantity]),
    );
  });

  it('values every line at the cost the ERP of the scenario has for it', () => {
    const { lines } = JSON.parse(read('files/master-data.json').toString()).tenants['northwind-grocery'].erp;
    const posted = sample<z.infer<typeof ReceiptPosted.data>>('ReceiptPosted').data;
    for (const { poId, poLine, quantity, value } of posted.lines) {
      const order = lines.find(
        (line: { poId: string; poLine: number }) => line.poId === poId && line.poLine === poLine,
      );
      expect(value.minor * order.unitCost.per).toBe(quantity * order.unitCost.minor);
    }
  });
});

/** Every text under a field name, however deep. */
function valuesOf(value: unknown, field: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === field && typeof inner === 'string' ? [inner] : valuesOf(inner, field),
  );
}
