import { describe, expect, it } from 'vitest';
import { CircuitClosed } from '../../../events/integration.ts';
import { AdapterRejected, AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { type Setting, Shop, TENANT } from './shop.ts';

/** Systems that are away or refuse, and what the way through the machine costs. */

const po = { sku: 'OATS', quantity: 10, dueAt: '2026-03-09', confirmed: true };
const LATE: Setting = { supply: [po], customer: { tier: 1 } };

/** A shop whose calls of some operations fail while `fault.on`. */
async function broken(
  operations: readonly string[],
  error = () => new AdapterUnavailable('down') as Error,
  setting = LATE,
) {
  const fault = { on: true };
  const shop = await Shop.of(setting);
  shop.world.fault = (moment, name) => {
    if (fault.on && moment === 'before' && operations.includes(name)) throw error();
  };
  return { shop, fault };
}
const undisturbed = async () => {
  const shop = await Shop.of(LATE);
  await shop.review();
  return shop;
};
/** What two runs have in common when one of them met an outage: everything but the time and the news of it. */
async function resultOf(shop: Shop) {
  const { events: _, dueAt: __, ...rest } = await shop.state();
  return JSON.parse(JSON.stringify(rest), (key, value) => (key === 'expiresAt' ? undefined : value));
}

/** The circuit lets a probe through half a minute after the last failure; somebody else's probe closed it. */
async function closeCircuit(shop: Shop, operation: string): Promise<void> {
  const adapter = operation.split('.')[0] ?? '';
  const { circuits } = shop.world.stores;
  const { version } = await circuits.read(tenantScope(TENANT), adapter);
  await circuits.write(tenantScope(TENANT), adapter, { state: 'closed', failures: [] }, version);
  await shop.tellBus(shop.event(CircuitClosed, { adapter, state: 'closed' } as never, adapter));
}

const NEEDED = [
  'oms.lookUpOrders',
  'erp.lookUpOrders',
  'oms.lookUpDemand',
  'erp.lookUpSupply',
  'tms.lookUpTransit',
  'tms.lookUpShipments',
  'oms.setPromise',
  'ecommerce.publishPromise',
  'contact-center.showCard',
  'ecommerce.createOffer',
  'crm.sendMessage',
  'crm.grantLoyalty',
];

describe.each(NEEDED)('%s that does not answer', (operation) => {
  it('parks the process, which goes on by the clock when the system is back', async () => {
    const { shop, fault } = await broken([operation]);
    await shop.review();
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    await shop.world.advance(15);
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    fault.on = false;
    await shop.world.advance(30);
    expect(shop.problems()).toEqual([]);
    expect(await resultOf(shop)).toEqual(await resultOf(await undisturbed()));
  });

  it('goes on as soon as its circuit closes', async () => {
    const { shop, fault } = await broken([operation]);
    await shop.review();
    fault.on = false;
    await closeCircuit(shop, operation);
    expect(shop.problems()).toEqual([]);
    expect(await resultOf(shop)).toEqual(await resultOf(await undisturbed()));
  });
});

describe.each([
  ['crm.lookUpCustomers', 1],
  // The same circuit is open for the card.
  ['contact-center.lookUpContacts', 0],
])('%s that does not answer', (operation, cards) => {
  it('holds the message and nothing else', async () => {
    const { shop, fault } = await broken([operation]);
    await shop.review();
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
    expect(shop.standing('contact-center', 'cards')).toHaveLength(cards);
    expect(shop.messages()).toEqual([]);
    expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    fault.on = false;
    await closeCircuit(shop, operation);
    expect(shop.messages()).toHaveLength(1);
  });
});

it('a finance system that is away lets nothing be cancelled before it is known what was paid', async () => {
  const { shop, fault } = await broken(['finance.lookUpPayments']);
  await shop.review();
  await shop.answer('CANCEL');
  expect(shop.line()).toMatchObject({ cancelled: 0 });
  fault.on = false;
  await shop.until('2026-03-03T16:00:00.000Z');
  expect(shop.line()).toMatchObject({ cancelled: 10 });
  expect(shop.standing('finance', 'refunds')).toHaveLength(1);
});

it('a message that met an outage keeps out of the quiet hours when the CRM is back at night', async () => {
  const { shop, fault } = await broken(['crm.sendMessage']);
  await shop.until('2026-03-03T01:50:00.000Z');
  await shop.review();
  expect(await shop.row()).toMatchObject({ state: 'WAITING_PARTNER' });
  fault.on = false;
  // 21:10 in New York.
  await shop.until('2026-03-03T02:10:00.000Z');
  expect(shop.messages()).toEqual([]);
  await shop.until('2026-03-03T12:59:00.000Z');
  expect(shop.messages()).toEqual([]);
  await shop.until('2026-03-03T13:00:00.000Z');
  expect(shop.messages()).toHaveLength(1);
  expect(shop.problems()).toEqual([]);
});

describe('a definitive refusal', () => {
  const refusing = (...operations: string[]) => broken(operations, () => new AdapterRejected('not so'));

  it.each([
    ['oms.setPromise', {}],
    ['ecommerce.publishPromise', { setPromise: 1, revertPromise: 1 }],
  ])('of %s takes back what was promised, tells nobody, and is decided anew', async (operation, oms) => {
    const { shop, fault } = await refusing(operation);
    await shop.review();
    expect(shop.problems()).toEqual([]);
    expect(shop.fake('oms').effects()).toEqual(oms);
    expect(shop.line()?.promisedAt).toBe('2026-03-05');
    expect(shop.messages()).toEqual([]);
    expect(shop.published('PromiseChanged')).toEqual([]);
    expect(await shop.cases()).toEqual(['INTEGRATION_REJECTED', 'POSTING_FAILED']);
    fault.on = false;
    await shop.world.advance(60);
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
    expect(shop.messages()).toHaveLength(1);
    expect(shop.published('PromiseChanged')).toHaveLength(1);
  });

  it('whose inverse is refused too stops everything automatic', async () => {
    const { shop, fault } = await refusing('ecommerce.publishPromise', 'oms.revertPromise');
    await shop.review();
    expect(await shop.cases()).toContain('COMPENSATION_FAILED');
    fault.on = false;
    await shop.review();
    await shop.world.advance(60 * 24);
    await shop.world.advance(60 * 24);
    expect(shop.fake('oms').effects()).toEqual({ setPromise: 1 });
    expect(shop.messages()).toEqual([]);
    expect((await shop.row())?.closedAt).toBeUndefined();
    expect((await shop.row())?.dueAt).toBeDefined();
  });

  it.each([
    ['contact-center.showCard', 1],
    ['ecommerce.createOffer', 1],
    ['crm.grantLoyalty', 1],
  ])('of %s is a case and holds nothing up', async (operation, messages) => {
    const { shop } = await refusing(operation);
    await shop.review();
    expect(shop.messages()).toHaveLength(messages);
    expect(shop.line()?.promisedAt).toBe('2026-03-11');
    expect(await shop.cases()).toEqual(['INTEGRATION_REJECTED']);
  });

  it('of a message is one that did not arrive: another channel is next', async () => {
    const { shop, fault } = await refusing('crm.sendMessage');
    await shop.review();
    fault.on = false;
    await shop.until('2026-03-02T16:00:00.000Z');
    expect(shop.messages().map(({ channel }) => channel)).toEqual(['sms']);
  });
});

describe('the way through the machine', () => {
  const enteredBy = (shop: Shop) => [...shop.world.runs.values()].map(({ run }) => run.entered);

  it('of an order that is told, watched and delivered takes at most 12 transitions with its children', async () => {
    const shop = await Shop.of({ supply: [po] });
    await shop.review();
    shop.ship();
    shop.fake('tms').seed({ shipments: [{ shipmentId: 'S', orderId: 'SO-1', status: 'delivered' }] });
    await shop.until('2026-03-06T05:00:00.000Z');
    expect(await shop.row()).toMatchObject({ state: 'CLOSED', outcome: 'told' });
    const [entered = []] = enteredBy(shop);
    const children = entered.filter((state) => state === 'ReviewPromises').length;
    expect(entered).toEqual([
      'OpenPromise',
      'ReviewPromises',
      'SummarizePromise',
      'WhatIsNext',
      'AwaitNews',
      'ReviewPromises',
      'SummarizePromise',
      'WhatIsNext',
      'ClosePromise',
    ]);
    expect(entered.length + children).toBeLessThanOrEqual(12);
  });
});
