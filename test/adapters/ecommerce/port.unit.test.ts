import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const listing = (site: string, sku: string, published: number) => ({
  site,
  sku,
  listed: true,
  published,
  cartHolds: 2,
});
const line = { orderId: 'O-1', orderLineId: 'O-1-1' };
const seed = {
  listings: [listing('DC1', 'SKU-A', 5), listing('DC1', 'SKU-B', 0), listing('DC2', 'SKU-A', 70)],
  orderLines: [{ ...line, promisedAt: '2026-03-04' }],
};
const offer = (facts: object = {}) => ({
  ...line,
  kinds: ['WAIT' as const, 'CANCEL' as const],
  expiresAt: '2026-03-05T00:00:00Z',
  newDate: '2026-03-09',
  ...facts,
});

overFakeAndHttp('ecommerce', (open) => {
  type Shop = Awaited<ReturnType<typeof open>>;
  const publishedOf = async ({ port }: Shop, sku: string, site = 'DC1') =>
    (await port.lookUpListings({ skus: [sku] }, callOf('look', site))).listings.map(
      ({ published }) => published,
    );
  const promisedOf = async ({ state }: Shop) => ((await state()).orderLines as { promisedAt: string }[])[0];
  const publish = ({ port }: Shop, key: string, ...lines: { sku: string; quantity: number }[]) =>
    port.publishAvailability({ lines }, callOf(key));

  it('lists what the site that asks may sell', async () => {
    const { port } = await open(seed);
    const { listings } = await port.lookUpListings({ skus: ['SKU-A', 'SKU-Z'] }, callOf('look'));
    expect(listings).toEqual([{ sku: 'SKU-A', listed: true, published: 5, cartHolds: 2 }]);
  });

  it('publishes availability once per key and republishes what stood before, once', async () => {
    const shop = await open(seed);
    const first = await publish(shop, 'p1', { sku: 'SKU-A', quantity: 40 }, { sku: 'SKU-B', quantity: 3 });
    expect(await publish(shop, 'p1', { sku: 'SKU-A', quantity: 40 }, { sku: 'SKU-B', quantity: 3 })).toEqual(
      first,
    );
    expect([await publishedOf(shop, 'SKU-A'), await publishedOf(shop, 'SKU-A', 'DC2')]).toEqual([[40], [70]]);
    const undo = { ...first, reason: 'receipt reversed' };
    await shop.port.republishAvailability(undo, callOf('u1'));
    await shop.port.republishAvailability(undo, callOf('u1-again'));
    expect([await publishedOf(shop, 'SKU-A'), await publishedOf(shop, 'SKU-B')]).toEqual([[5], [0]]);
    expect((await shop.effects()).publishAvailability).toBe(1);
  });

  it('keeps a newer number when an older publication is withdrawn, and never returns to a withdrawn one', async () => {
    const shop = await open(seed);
    const older = await publish(shop, 'p1', { sku: 'SKU-A', quantity: 40 });
    const newer = await publish(shop, 'p2', { sku: 'SKU-A', quantity: 25 });
    await shop.port.republishAvailability({ ...older, reason: 'x' }, callOf('u1'));
    expect(await publishedOf(shop, 'SKU-A')).toEqual([25]);
    await shop.port.republishAvailability({ ...newer, reason: 'x' }, callOf('u2'));
    expect(await publishedOf(shop, 'SKU-A')).toEqual([5]);
  });

  it('publishes no line when one of them is not listed', async () => {
    const shop = await open(seed);
    const lines = [
      { sku: 'SKU-A', quantity: 40 },
      { sku: 'SKU-Z', quantity: 1 },
    ];
    expect(await refusalOf(publish(shop, 'p1', ...lines))).toEqual({
      status: 422,
      reason: expect.stringContaining('the shop does not list SKU-Z from DC1'),
    });
    expect(await publishedOf(shop, 'SKU-A')).toEqual([5]);
  });

  it('shows the last promise that stands', async () => {
    const shop = await open(seed);
    const promise = (promisedAt: string, key: string) =>
      shop.port.publishPromise({ ...line, promisedAt }, callOf(key));
    const first = await promise('2026-03-09', 'p1');
    const second = await promise('2026-03-12', 'p2');
    expect(await promisedOf(shop)).toMatchObject({ promisedAt: '2026-03-12' });
    await shop.port.revertPromise({ ...second, reason: 'x' }, callOf('r2'));
    expect(await promisedOf(shop)).toMatchObject({ promisedAt: '2026-03-09' });
    await shop.port.revertPromise({ ...first, reason: 'x' }, callOf('r1'));
    expect(await shop.port.revertPromise({ ...first, reason: 'again' }, callOf('r1-again'))).toEqual(first);
    expect(await promisedOf(shop)).toMatchObject({ promisedAt: '2026-03-04' });
  });

  it('makes one open offer per line; an expired one makes room for the next', async () => {
    const { port, effects } = await open(seed);
    const first = await port.createOffer(offer(), callOf('o1'));
    expect(await port.createOffer(offer(), callOf('o1'))).toEqual(first);
    expect(await refusalOf(port.createOffer(offer(), callOf('o2')))).toEqual({
      status: 409,
      reason: expect.stringContaining(`line O-1-1 has the open offer ${first.offerId}`),
    });
    await port.expireOffer({ ...first, reason: 'date improved' }, callOf('e1'));
    expect(await port.expireOffer({ ...first, reason: 'again' }, callOf('e1-again'))).toEqual(first);
    await port.createOffer(offer(), callOf('o3'));
    expect((await effects()).createOffer).toBe(2);
  });

  it('leaves what the customer answered, which an end that comes too late does not refuse', async () => {
    const { port, seedMore, state } = await open(seed);
    const { offerId } = await port.createOffer(offer(), callOf('o1'));
    await expect(seedMore({ answers: [{ offerId, kind: 'PARTIAL' }] })).rejects.toThrow(
      /does not hold PARTIAL/,
    );
    await seedMore({ answers: [{ offerId, kind: 'WAIT' }] });
    await expect(seedMore({ answers: [{ offerId, kind: 'CANCEL' }] })).rejects.toThrow(/is not open/);
    expect(await port.expireOffer({ offerId, reason: 'x' }, callOf('e1'))).toEqual({ offerId });
    expect(await state()).toMatchObject({ offers: [{ id: offerId, answer: 'WAIT' }] });
  });

  it.each([
    ['for a line nobody ordered', offer({ orderLineId: 'O-1-9' }), 404, 'order O-1 has no line O-1-9'],
    ['of a part without its quantity', offer({ kinds: ['PARTIAL'] }), 422, 'needs partialQuantity'],
    ['of a substitute without its item', offer({ kinds: ['SUBSTITUTE'] }), 422, 'needs substituteSku'],
  ])('refuses an offer %s', async (_case, input, status, reason) => {
    const { port, effects } = await open(seed);
    expect(await refusalOf(port.createOffer(input, callOf('o1')))).toEqual({
      status,
      reason: expect.stringContaining(reason),
    });
    expect(await effects()).toEqual({});
  });

  it('refuses a promise for a line nobody ordered', async () => {
    const { port } = await open(seed);
    const promise = { ...line, orderId: 'O-9', promisedAt: '2026-03-09' };
    expect(await refusalOf(port.publishPromise(promise, callOf('p1')))).toMatchObject({ status: 404 });
  });
});
