import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Customer } from '../../../lambdas/adapters/crm/port.ts';
import { fakePort } from '../../../lambdas/adapters/fake-system.ts';
import type { KeptOrder } from '../../../lambdas/adapters/oms/fake-orders.ts';
import { systems } from '../../../lambdas/adapters/registry.ts';
import { tms } from '../../../lambdas/adapters/tms/port.ts';
import { valueAtCost } from '../../../lambdas/domain/money.ts';
import { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { DAY_STARTS } from '../../../local/scenarios/day.ts';
import { callOf } from '../../adapters/support/connections.ts';

const folder = new URL('../../../local/scenarios/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const master: Record<string, Record<string, unknown>> = read('files/master-data.json').tenants;
const readme = readFileSync(new URL('files/README.md', folder), 'utf8');

type SystemName = keyof typeof systems;

/** Every system of a tenant with what it holds in the morning. */
function seeded(tenant: string) {
  const fakes = Object.fromEntries(
    Object.entries(systems).map(([name, { fake }]) => {
      const system = fake();
      const seed = master[tenant]?.[name];
      if (seed !== undefined) system.seed(seed);
      return [name, system];
    }),
  ) as Record<SystemName, ReturnType<(typeof systems)[SystemName]['fake']>>;
  const state = <State>(name: SystemName) => fakes[name].state() as State;
  return {
    fakes,
    items: state<{ items: { sku: string }[] }>('erp').items.map(({ sku }) => sku),
    orders: state<{ orders: KeptOrder[] }>('oms').orders,
    customers: state<{ customers: Customer[] }>('crm').customers,
    shop: state<{
      listings: { site: string; sku: string; listed: boolean }[];
      orderLines: { orderId: string; orderLineId: string; promisedAt?: string }[];
    }>('ecommerce'),
    payments: state<{ payments: { orderId: string; state: string; paid: { minor: number } }[] }>('finance')
      .payments,
    contacts: state<{ contacts: { customerId: string; kind: string }[] }>('contact-center').contacts,
  };
}
const TENANTS = Object.keys(master);
const everyOrder = () => TENANTS.flatMap((tenant) => seeded(tenant).orders);
const everyCustomer = () => TENANTS.flatMap((tenant) => seeded(tenant).customers);

describe.each(TENANTS)('the morning of %s', (tenant) => {
  const { fakes, items, orders, customers, shop, payments, contacts } = seeded(tenant);
  const lines = orders.flatMap((order) => order.lines);

  it('is of systems the registry knows', () => {
    expect(Object.keys(systems)).toEqual(expect.arrayContaining(Object.keys(master[tenant] ?? {})));
  });

  it('has orders for items and sites there are, by customers of the same tier', () => {
    const { sites } = TenantDocument.parse(read(`tenants/${tenant}.json`));
    for (const { site, sku, orderLineId } of lines) {
      expect(items, orderLineId).toContain(sku);
      expect(sites.map((one) => one.site)).toContain(site);
      expect(shop.listings, orderLineId).toContainEqual(expect.objectContaining({ site, sku, listed: true }));
    }
    for (const { customerId, serviceTier } of orders)
      expect(customers).toContainEqual(expect.objectContaining({ customerId, tier: serviceTier }));
  });

  it('shows customers the dates that were promised', () => {
    expect(shop.orderLines).toEqual(
      orders.flatMap(({ orderId, lines: ofOrder }) =>
        ofOrder.map(({ orderLineId, promisedAt }) => ({ orderId, orderLineId, promisedAt })),
      ),
    );
  });

  it('has allocated nothing: no goods are there before the first receipt', () => {
    expect(lines.filter(({ allocated }) => allocated > 0)).toEqual([]);
  });

  it('knows how each order is paid, to the cent', () => {
    expect(payments.map(({ orderId }) => orderId)).toEqual(orders.map(({ orderId }) => orderId));
    for (const [index, { orderId, lines: ofOrder, payment }] of orders.entries()) {
      const worth = ofOrder.reduce((sum, line) => sum + valueAtCost(line.ordered, line.unitPrice).minor, 0);
      const paid = payments[index];
      expect(paid?.state === 'authorized', orderId).toBe(payment !== undefined);
      if (payment) expect(payment.amount.minor, orderId).toBe(worth);
      expect(paid?.paid.minor, orderId).toBe(paid?.state === 'captured' ? worth : 0);
    }
  });

  it('has a carrier to every customer', async () => {
    const requests = orders.flatMap(({ destination: { zone: _, ...to }, lines: ofOrder }) =>
      ofOrder.map(({ site }) => ({ site, ...to })),
    );
    const { transits } = await fakePort(tms, fakes.tms).lookUpTransit({ requests }, callOf('look'));
    for (const { site, postalCode } of requests)
      expect(transits).toContainEqual(expect.objectContaining({ site, postalCode }));
  });

  it('says the same about complaints at the CRM and the contact center', () => {
    expect(contacts.filter(({ kind }) => kind === 'complaint').map(({ customerId }) => customerId)).toEqual(
      customers.filter(({ openComplaint }) => openComplaint).map(({ customerId }) => customerId),
    );
  });

  it('is in the table people read', () => {
    for (const { orderId, customerId, serviceTier } of orders)
      expect(readme).toMatch(new RegExp(`\\| ${orderId} +\\| ${customerId}, tier ${serviceTier} `));
  });
});

describe('the mornings together', () => {
  const waiting = (has: (order: KeptOrder) => boolean) => everyOrder().filter(has).length;

  it('hold what a release must tell apart', () => {
    const lines = everyOrder().flatMap((order) => order.lines);
    expect(lines.length).toBeGreaterThanOrEqual(12);
    expect(new Set(lines.map(({ segment }) => segment)).size).toBe(6);
    expect(new Set(everyOrder().map(({ serviceTier }) => serviceTier))).toEqual(new Set([1, 2, 3, 4]));
    expect(waiting(({ shipComplete }) => shipComplete)).toBeGreaterThanOrEqual(2);
    expect(waiting(({ holds }) => holds.some(({ kind }) => kind === 'payment'))).toBe(1);
    expect(waiting(({ payment }) => payment !== undefined && payment.expiresAt < DAY_STARTS)).toBe(2);
    const open = everyOrder().filter(({ status }) => status === 'open');
    const waitingLines = open.flatMap((order) => order.lines);
    const broken = waitingLines.filter(({ promisedAt = '9999' }) => promisedAt < DAY_STARTS.slice(0, 10));
    expect(broken.map(({ orderLineId }) => orderLineId)).toEqual(['O-1003-1']);
  });

  it('hold what telling customers must tell apart', () => {
    const consents = ({ channels }: Customer) => channels.some(({ consent }) => consent);
    const silent = everyCustomer().filter((customer) => !consents(customer));
    expect(silent.map(({ customerId }) => customerId)).toEqual(['C-1004', 'C-2004']);
    expect(everyCustomer().filter(({ openComplaint }) => openComplaint)).toHaveLength(1);
    expect(everyCustomer().map(({ zone }) => zone)).toContain('Pacific/Honolulu');
  });

  it('know customers by number alone', () => {
    for (const { customerId } of everyCustomer()) expect(customerId).toMatch(/^C-\d{4}$/);
    expect(new Set(everyCustomer().map(({ customerId }) => customerId)).size).toBe(everyCustomer().length);
  });
});
