import type { Mode } from '../../../events/envelope.ts';
import type { SystemName } from '../../../lambdas/adapters/registry.ts';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { termsOf } from '../customer-return/rules/fixtures.ts';
import { customer } from '../order-promise/shop.ts';
import { demandOf, supplierOf } from '../replenishment/depot.ts';

const GROCERY = 'northwind-grocery';
const HOME = 'harbor-home';
export const SKUS = ['OATS', 'NUTS'] as const;
export type Sku = (typeof SKUS)[number];
export const SUPPLIER = 'SUP-ACORN';
/** The bin everything lies in at the start, and where orders are picked. */
export const BIN = 'A-1';
export const OPENING = 20;

export interface Place {
  readonly tenantId: string;
  readonly site: string;
}
/** Two sites of one retailer, and one of another with the same items, orders and numbers. */
export const PLACES: readonly Place[] = [
  { tenantId: GROCERY, site: 'DC-ATL' },
  { tenantId: GROCERY, site: 'DC-DAL' },
  { tenantId: HOME, site: 'DC-SEA' },
];

/** Master data of a retailer, by the system that is seeded with it. */
export function masterData(tenantId: string): Readonly<Partial<Record<SystemName, object>>> {
  const sites = PLACES.filter((place) => place.tenantId === tenantId).map(({ site }) => site);
  return {
    erp: {
      items: SKUS.map(itemOf),
      returnTerms: SKUS.map((sku) => termsOf({ sku })),
      planning: SKUS.map((sku) => ({
        sku,
        abcClass: 'B',
        unitCost: { minor: 500, per: 1, currency: 'USD' },
        plans: sites.map((site) => ({ site, demand: DEMAND, endOfLife: false, onOrder: [] })),
        suppliers: [supplierOf(SUPPLIER, { packSize: 1 })],
        lanes: sites.length > 1 ? sites.map((from) => ({ from, days: 2 })) : [],
      })),
    },
    tms: {
      services: [
        {
          carrier: 'SWIFT',
          serviceLevel: 'GROUND',
          cutOff: '17:00',
          zone: 'America/New_York',
          shippingDays: [1, 2, 3, 4, 5],
          holidays: [],
          lanes: sites.map((site) => ({ site, country: 'US', postalPrefix: '3', transitDays: 2 })),
        },
      ],
    },
    crm: { customers: [customer({ customerId: 'C-1', tier: 2 })] },
  };
}

/** Half a unit a day: twenty units last, and some sales later something is to be ordered. */
const DEMAND = demandOf(Array.from({ length: 84 }, (_, day) => day % 2));

/** Every site has every process at work, and everybody may work at every site; two people hold each office. */
export function everywhere(document: TenantDocument, levelOf: (process: string) => Mode): TenantDocument {
  const [first] = document.sites;
  if (!first) throw new Error(`${document.tenantId} has no site`);
  const sites = PLACES.filter(({ tenantId }) => tenantId === document.tenantId).map(({ site }) => site);
  const processes = [...new Set(document.cutover.map(({ process }) => process))];
  return {
    ...document,
    sites: sites.map((site) => ({ ...first, site })),
    members: ['', '-2'].flatMap((suffix) =>
      document.members.map((member) => ({ ...member, userId: `${member.userId}${suffix}`, sites: ['*'] })),
    ),
    cutover: sites.flatMap((site) =>
      processes.map((process) => ({ process, site, level: levelOf(process) })),
    ) as TenantDocument['cutover'],
  };
}

function itemOf(sku: string) {
  return {
    sku,
    description: sku,
    abcClass: 'B',
    baseUom: 'EA',
    scale: 0,
    conversions: [],
    unitCost: { minor: 500, per: 1, currency: 'USD' },
    lotControlled: false,
    expiryControlled: false,
    temperature: 'ambient',
    inspection: 'NEVER',
    substitutes: [],
  };
}
