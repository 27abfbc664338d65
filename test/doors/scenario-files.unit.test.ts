import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Item, PurchaseOrder, PurchaseOrderLine } from '../../lambdas/adapters/erp/port.ts';
import { faultOfKey } from '../../lambdas/domain/check-digit.ts';
import { dryRun, readPartnerFile } from '../../lambdas/doors/read-file.ts';
import masterData from '../../local/scenarios/files/master-data.json' with { type: 'json' };
import partners from '../../local/scenarios/files/partners.json' with { type: 'json' };
import {
  codesOf,
  contextOf,
  linesOf,
  partnersOf,
  readScenario,
  scenarioFiles,
  TENANTS,
  type TenantName,
} from './support/files.ts';

/** What the table in local/scenarios/files/README.md promises of each file. */
const EXPECTED: Readonly<
  Record<string, { verdict: string; notices: readonly string[]; codes: readonly string[] }>
> = {
  'northwind-grocery/acorn-edi/clean.edi': { verdict: 'accepted', notices: ['ACN-70001'], codes: [] },
  'northwind-grocery/acorn-edi/duplicate.edi': { verdict: 'accepted', notices: ['ACN-70001'], codes: [] },
  'northwind-grocery/acorn-edi/short.edi': { verdict: 'accepted', notices: ['ACN-70002'], codes: [] },
  'northwind-grocery/acorn-edi/damaged.edi': { verdict: 'accepted', notices: ['ACN-70003'], codes: [] },
  'northwind-grocery/acorn-edi/replace.json': { verdict: 'accepted', notices: ['ACN-70003'], codes: [] },
  'northwind-grocery/acorn-edi/wrong-item.edi': { verdict: 'accepted', notices: ['ACN-70004'], codes: [] },
  'northwind-grocery/acorn-edi/item-above-pack.edi': {
    verdict: 'accepted',
    notices: ['ACN-70005'],
    codes: [],
  },
  'northwind-grocery/acorn-edi/one-set-refused.edi': {
    verdict: 'accepted-with-errors',
    notices: ['ACN-70006'],
    codes: ['V10'],
  },
  'northwind-grocery/acorn-edi/broken-cut-short.edi': { verdict: 'rejected', notices: [], codes: ['V1'] },
  'northwind-grocery/acorn-edi/broken-counts.edi': { verdict: 'rejected', notices: [], codes: ['V1'] },
  'northwind-grocery/acorn-edi/broken-test-flag.edi': {
    verdict: 'rejected',
    notices: [],
    codes: ['V2', 'V1'],
  },
  'northwind-grocery/bright-csv/over.csv': { verdict: 'accepted', notices: ['BRT-2201'], codes: [] },
  'northwind-grocery/bright-csv/two-notices.csv': {
    verdict: 'accepted',
    notices: ['BRT-2202', 'BRT-2203'],
    codes: [],
  },
  'northwind-grocery/bright-csv/broken-values.csv': {
    verdict: 'rejected',
    notices: [],
    codes: ['FIELD_INVALID', 'HEADER_INCONSISTENT'],
  },
  'harbor-home/acorn-edi/odd-delimiters.edi': { verdict: 'accepted', notices: ['ACN-81001'], codes: [] },
  'harbor-home/acorn-edi/clean.json': { verdict: 'accepted', notices: ['ACN-81003'], codes: [] },
  'harbor-home/acorn-edi/broken-check-digit.edi': { verdict: 'rejected', notices: [], codes: ['V8'] },
  'harbor-home/bright-csv/over.csv': { verdict: 'accepted', notices: ['BRT-2201'], codes: [] },
  'harbor-home/bright-csv/broken-columns.csv': {
    verdict: 'rejected',
    notices: [],
    codes: ['COLUMN_MISSING'],
  },
};

const read = (tenant: TenantName, partnerId: string, name: string) =>
  readPartnerFile(readScenario(tenant, partnerId, name), contextOf(tenant, partnerId));

describe('the partner files of the scenario', () => {
  it.each(scenarioFiles())(
    '$tenant/$partnerId/$name is what the table says',
    ({ tenant, partnerId, name }) => {
      const file = read(tenant, partnerId, name);
      expect({
        verdict: file.verdict,
        notices: file.notices.map(({ data }) => data.asnId),
        codes: [...new Set(codesOf(file))],
      }).toEqual(EXPECTED[`${tenant}/${partnerId}/${name}`]);
    },
  );

  it('are all in the table people read', () => {
    const readme = readFileSync(new URL('../../local/scenarios/files/README.md', import.meta.url), 'utf8');
    for (const path of Object.keys(EXPECTED)) expect(readme).toContain(`\`${path}\``);
    expect(scenarioFiles()).toHaveLength(Object.keys(EXPECTED).length);
  });

  it('announce orders and items the master data knows', () => {
    for (const { tenant, partnerId, name } of scenarioFiles()) {
      const { lines, items } = masterData.tenants[tenant].erp;
      const file = read(tenant, partnerId, name);
      for (const { line } of file.notices.flatMap((_, index) => linesOf(file, index))) {
        expect(items.find(({ sku }) => sku === line.sku)?.gtin, `${name} ${line.sku}`).toBe(line.gtin);
        const ordered = lines.some(({ poId, sku }) => poId === line.poId && sku === line.sku);
        expect(ordered, `${name} ${line.poId} ${line.sku}`).toBe(
          name !== 'wrong-item.edi' || line.sku !== 'ACN-GRANOLA-500',
        );
      }
    }
  });

  it('tell both tenants the same about one shipment, 4 % above what was ordered', () => {
    const lines = TENANTS.map((tenant) => linesOf(read(tenant, 'bright-csv', 'over.csv')));
    expect(lines[0]).toEqual(lines[1]);
    for (const tenant of TENANTS) {
      const order = masterData.tenants[tenant].erp.lines.find(
        ({ poId, sku }) => poId === 'PO-880001' && sku === 'BRT-SPONGE-3',
      );
      const announced = lines[0]?.find(({ line }) => line.sku === 'BRT-SPONGE-3')?.line.quantity.value ?? 0;
      expect((announced - (order?.ordered ?? 0)) * 100).toBe(4 * (order?.ordered ?? 0));
    }
  });

  it.each(TENANTS)('rest on master data and partners of %s that fit their contracts', (tenant) => {
    const { orders, lines, items } = masterData.tenants[tenant].erp;
    for (const order of orders) PurchaseOrder.parse(order);
    for (const line of lines) PurchaseOrderLine.parse(line);
    for (const item of items) Item.parse(item);
    for (const { gtin } of items) expect(faultOfKey('gtin', gtin)).toBeUndefined();
    for (const { gln } of partners.tenants[tenant].sites) expect(faultOfKey('gln', gln)).toBeUndefined();
    expect(partnersOf(tenant)).toHaveLength(2);
  });
});

describe('a file nobody can use', () => {
  const context = contextOf('northwind-grocery', 'acorn-edi');
  it.each([
    ['is empty', 'a.edi', '', 'FILE_EMPTY'],
    ['is no UTF-8', 'a.edi', Buffer.from([0x49, 0x53, 0x41, 0xe9]), 'FILE_ENCODING'],
    ['is of a kind nobody knows', 'a.pdf', '%PDF-1.7', 'FILE_FORMAT'],
    ['is of a format the partner is not registered for', 'a.csv', 'asnId\n', 'FILE_FORMAT'],
    ['is too large', 'a.edi', Buffer.alloc(32 * 1024 * 1024 + 1, 0x20), 'FILE_TOO_LARGE'],
  ])('%s: refused', (_, name, content, code) => {
    const file = readPartnerFile({ name, bytes: Buffer.from(content) }, context);
    expect(file.verdict).toBe('rejected');
    expect(codesOf(file)).toEqual([code]);
  });

  it('is recognized by its content when its name says nothing', () => {
    const { bytes } = readScenario('northwind-grocery', 'acorn-edi', 'clean.edi');
    expect(readPartnerFile({ name: 'upload.tmp', bytes }, context).verdict).toBe('accepted');
    const json = readScenario('northwind-grocery', 'acorn-edi', 'replace.json').bytes;
    expect(readPartnerFile({ name: 'upload', bytes: json }, context).verdict).toBe('accepted');
  });
});

describe('a dry run', () => {
  it('says in words what would be used and what to correct', () => {
    const file = readScenario('northwind-grocery', 'acorn-edi', 'one-set-refused.edi');
    const { text, report } = dryRun(file, contextOf('northwind-grocery', 'acorn-edi'));
    expect(text).toBe(
      [
        'one-set-refused.edi (x12): accepted, with findings; 1 of 2 messages used',
        'x12-856 ACN-70006: accepted, 1 line',
        'x12-856 ACN-70007: REJECTED, 1 line',
        '  refused V10 CTT02 = 250: CTT02 says 250, the quantities of all SN1 segments add up to 240',
        '',
      ].join('\n'),
    );
    expect(report.interchanges?.[0]?.groups[0]?.verdict).toBe('P');
  });
});
