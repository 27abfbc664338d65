import type { ReturnTerms } from '../../../../lambdas/adapters/erp/port.ts';
import type { Order, Sale } from '../../../../lambdas/adapters/oms/port.ts';
import {
  type ReturnLimits,
  type ReturnSettings,
  returnDefaults,
} from '../../../../lambdas/domain/return-settings.ts';
import type {
  Inspection,
  Parcel,
  ReturnRequest,
} from '../../../../lambdas/processes/customer-return/contract.ts';

/** One return: two units of OATS at 50.00, delivered 2026-02-20. A test changes what it is about. */

export const requestOf = (change: Partial<ReturnRequest> = {}): ReturnRequest => ({
  rmaId: 'RMA-1',
  orderId: 'O-1',
  orderLineId: 'O-1-1',
  customerId: 'C-1',
  sku: 'OATS',
  quantity: 2,
  reason: 'CO',
  opened: false,
  wants: 'CREDIT',
  from: { country: 'US', postalCode: '30303' },
  requestedAt: '2026-03-02T15:00:00Z',
  ...change,
});

export const saleOf = (change: Partial<Sale> = {}): Sale => ({
  orderId: 'O-1',
  orderLineId: 'O-1-1',
  sku: 'OATS',
  delivered: 2,
  deliveredOn: '2026-02-20',
  serials: [],
  finalSale: false,
  ...change,
});

export const termsOf = (change: Partial<ReturnTerms> = {}): ReturnTerms => ({
  sku: 'OATS',
  currency: 'USD',
  hygiene: false,
  hazard: false,
  unitWeightGrams: 1_000,
  recalledLots: [],
  restockPrice: 5_000,
  sellThroughPercent: 90,
  refurbishedPrice: 4_000,
  outletPrice: 3_000,
  liquidationPrice: 2_000,
  salvagePrice: 300,
  handlingCost: 200,
  refurbishCost: 900,
  freightCost: 300,
  disposalCost: 150,
  donationSafe: true,
  supplierId: 'SUP-ACORN',
  supplierReturn: { credit: 2_500, until: '2026-12-31' },
  ...change,
});

export const orderOf = (change: Partial<Order> = {}, unitPrice = 5_000): Order => ({
  orderId: 'O-1',
  customerId: 'C-1',
  channel: 'shop',
  placedAt: '2026-02-15T10:00:00Z',
  status: 'shipped',
  shipComplete: false,
  splitAllowed: true,
  substitutesAllowed: false,
  destination: { postalCode: '30303', country: 'US', zone: 'America/New_York' },
  serviceTier: 2,
  holds: [],
  lines: [
    {
      orderLineId: 'O-1-1',
      sku: 'OATS',
      packSize: 1,
      site: 'DC-ATL',
      ordered: 2,
      allocated: 0,
      released: 0,
      shipped: 2,
      cancelled: 0,
      unitPrice: { minor: unitPrice, per: 1, currency: 'USD' },
      unitMargin: { minor: 100, per: 1, currency: 'USD' },
    },
  ],
  ...change,
});

export const inspectionOf = (change: Partial<Inspection> = {}): Inspection => ({
  rmaId: 'RMA-1',
  grade: 'A',
  opened: false,
  counterfeit: false,
  damaged: false,
  packState: 'INTACT',
  evidence: [],
  inspectedAt: '2026-03-03T15:00:00Z',
  inspectedBy: 'operator-21',
  ...change,
});

export const parcelOf = (change: Partial<Parcel> = {}): Parcel => ({
  eventId: 'event-parcel-1',
  rmaId: 'RMA-1',
  sku: 'OATS',
  quantity: 2,
  receivedAt: '2026-03-03T14:00:00Z',
  receivedBy: 'operator-17',
  ...change,
});

/** Starting values, changed, all of them from the tenant's document. */
export const limitsOf = (change: Partial<ReturnSettings> = {}): ReturnLimits =>
  Object.fromEntries(
    Object.entries({ ...returnDefaults, ...change }).map(([name, value]) => [
      name,
      { value, level: 'tenant' },
    ]),
  ) as unknown as ReturnLimits;
