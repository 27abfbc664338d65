import type { DemandLine, Order } from '../../../../lambdas/adapters/oms/port.ts';
import { promiseDefaults, promiseLimits } from '../../../../lambdas/domain/promise-settings.ts';
import type { PromiseBody, ReviewCase } from '../../../../lambdas/processes/order-promise/contract.ts';
import { tenantDocument } from '../../support/tenants.ts';
import { customer, SITE, STARTS, TENANT } from '../shop.ts';

/** One order of ten oats, promised for Thursday, in the words of the rules. */

const document = tenantDocument(TENANT, ({ orderPromise: _, ...given }) => given);
export const limits = promiseLimits(document, SITE);
const calendar = document.sites.find(({ site }) => site === SITE)?.calendar;
const money = { minor: 0, currency: 'USD' };

export const body: PromiseBody = {
  orderId: 'SO-1',
  lines: [],
  messages: [],
  heard: [],
  digest: '',
  reviews: 0,
  reviewed: [],
};

export const order: Order = {
  orderId: 'SO-1',
  customerId: 'CUS-1',
  channel: 'web',
  placedAt: '2026-03-01T12:00:00Z',
  status: 'open',
  shipComplete: false,
  splitAllowed: true,
  substitutesAllowed: true,
  destination: { postalCode: '10001', country: 'US', zone: 'America/New_York' },
  serviceTier: 2,
  holds: [],
  lines: [
    {
      orderLineId: 'SO-1-1',
      sku: 'OATS',
      site: SITE,
      ordered: 10,
      allocated: 0,
      released: 0,
      shipped: 0,
      cancelled: 0,
      packSize: 1,
      unitPrice: { minor: 500, per: 1, currency: 'USD' },
      unitMargin: { minor: 100, per: 1, currency: 'USD' },
      promisedAt: '2026-03-05',
      firstPromisedAt: '2026-03-05',
    },
  ],
};

export const demandLine = (change: Partial<DemandLine> = {}): DemandLine => ({
  orderId: 'SO-1',
  orderLineId: 'SO-1-1',
  customerId: 'CUS-1',
  sku: 'OATS',
  packSize: 1,
  open: 10,
  allocated: 0,
  released: 0,
  dueAt: '2026-03-03',
  orderedAt: '2026-03-01T12:00:00Z',
  serviceTier: 2,
  penalty: money,
  segment: 'FILL',
  shipComplete: false,
  holds: [],
  promisedAt: '2026-03-05',
  firstPromisedAt: '2026-03-05',
  ...change,
});

interface Given {
  readonly onHand?: number;
  readonly supply?: readonly {
    readonly dueAt: string;
    readonly quantity: number;
    readonly confirmed: boolean;
  }[];
  readonly others?: readonly DemandLine[];
  readonly leadDays?: number;
  readonly change?: Partial<ReviewCase>;
}

export function reviewCase({ onHand = 0, supply = [], others = [], leadDays, change }: Given): ReviewCase {
  if (!calendar) throw new Error(`${SITE} has no calendar`);
  const lead = leadDays === undefined ? {} : { supplierLeadDays: leadDays };
  const transit = {
    carrier: 'SWIFT',
    serviceLevel: 'GROUND',
    cutOff: '17:00',
    zone: 'America/New_York',
    shippingDays: [1, 2, 3, 4, 5],
    holidays: [],
    transitDays: 2,
    site: SITE,
    postalCode: '10001',
    country: 'US',
  };
  return {
    now: STARTS,
    processId: 'order-promise:SO-1',
    generation: 1,
    mode: 'act',
    currency: 'USD',
    approvalTiers: document.approvalTiers,
    limits,
    body,
    answers: {
      order,
      items: [{ sku: 'OATS', substitutes: [] }],
      sites: [
        {
          site: SITE,
          supply: supply.map((entry) => ({ ...entry, sku: 'OATS', poId: 'PO', poLine: 1 })),
          leads: [{ sku: 'OATS', ...lead }],
          transits: [transit],
        },
      ],
      shipments: [],
      customer: customer(),
      contacts: [],
      payment: undefined,
    },
    stock: [
      {
        site: SITE,
        calendar,
        limits,
        acts: true,
        onHand: { OATS: onHand },
        demand: [demandLine(), ...others],
      },
    ],
    causes: [],
    heard: { answers: [], bounces: [], tasks: [] },
    ...change,
  };
}

export const rule = promiseDefaults.delayRule;
