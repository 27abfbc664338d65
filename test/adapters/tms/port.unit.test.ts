import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const calendar = {
  zone: 'America/New_York',
  cutOff: '16:30',
  shippingDays: [1, 2, 3, 4, 5],
  holidays: ['2026-05-25'],
};
const ground = { carrier: 'NORTHSTAR', serviceLevel: 'GROUND', ...calendar };
const express = { carrier: 'NORTHSTAR', serviceLevel: 'EXPRESS', ...calendar, cutOff: '18:00' };
const lane = (postalPrefix: string, transitDays: number) => ({
  site: 'DC1',
  country: 'US',
  postalPrefix,
  transitDays,
});
const seed = {
  services: [
    { ...ground, lanes: [lane('', 5), lane('3', 2), lane('303', 1)] },
    { ...express, lanes: [lane('303', 1)] },
  ],
};
const atlanta = { postalCode: '30303', country: 'US' };
const booking = (facts: object = {}) => ({
  reference: 'R',
  orderId: 'O-1',
  carrier: 'NORTHSTAR',
  serviceLevel: 'GROUND',
  shipOn: '2026-03-03',
  destination: atlanta,
  ...facts,
});

overFakeAndHttp('tms', (open) => {
  type Tms = Awaited<ReturnType<typeof open>>;
  const statusOf = async ({ port }: Tms, orderId = 'O-1') =>
    (await port.lookUpShipments({ orderIds: [orderId] }, callOf('look'))).shipments.map(
      ({ status }) => status,
    );

  it('knows transit days and calendar of every service on a lane, by the nearest postal area', async () => {
    const { port } = await open(seed);
    const found = await port.lookUpTransit({ requests: [{ site: 'DC1', ...atlanta }] }, callOf('look'));
    expect(found.transits).toEqual([
      { ...ground, site: 'DC1', ...atlanta, transitDays: 1 },
      { ...express, site: 'DC1', ...atlanta, transitDays: 1 },
    ]);
    const requests = [
      { site: 'DC1', postalCode: '33101', country: 'US' },
      { site: 'DC1', postalCode: '98101', country: 'US', serviceLevel: 'GROUND' },
      { site: 'DC1', postalCode: '98101', country: 'US', serviceLevel: 'EXPRESS' },
      { site: 'DC1', postalCode: '75001', country: 'FR' },
      { site: 'DC9', ...atlanta },
    ];
    const { transits } = await port.lookUpTransit({ requests }, callOf('look'));
    expect(transits.map(({ postalCode, transitDays }) => [postalCode, transitDays])).toEqual([
      ['33101', 2],
      ['98101', 5],
    ]);
  });

  it('books once per key and voids once', async () => {
    const tms = await open(seed);
    const booked = await tms.port.book(booking(), callOf('book'));
    expect(await tms.port.book(booking(), callOf('book'))).toEqual(booked);
    expect(await statusOf(tms)).toEqual(['booked']);
    await tms.port.void({ ...booked, reason: 'cancelled' }, callOf('void'));
    expect(await tms.port.void({ ...booked, reason: 'again' }, callOf('void-again'))).toEqual(booked);
    expect(await statusOf(tms)).toEqual(['void']);
    expect((await tms.effects()).book).toBe(1);
  });

  it.each([
    ['a service nobody offers', booking({ serviceLevel: 'BOAT' }), 'has no service BOAT'],
    [
      'a lane nobody serves',
      booking({ serviceLevel: 'EXPRESS', destination: { postalCode: '98101', country: 'US' } }),
      'NORTHSTAR EXPRESS does not go from DC1 to 98101 US',
    ],
  ])('books no %s', async (_case, input, reason) => {
    const { port, effects } = await open(seed);
    expect(await refusalOf(port.book(input, callOf('book')))).toEqual({
      status: 422,
      reason: expect.stringContaining(reason),
    });
    expect(await effects()).toEqual({});
  });

  it('voids labels before their shipment', async () => {
    const tms = await open(seed);
    const { port } = tms;
    const booked = await port.book(booking(), callOf('book'));
    const label = await port.createLabel({ ...booked, weightGrams: 1_200 }, callOf('label'));
    expect(await refusalOf(port.void({ ...booked, reason: 'x' }, callOf('v1')))).toEqual({
      status: 409,
      reason: expect.stringContaining(`has label ${label.labelId}: void it first`),
    });
    await port.voidLabel({ ...label, reason: 'x' }, callOf('l1'));
    await port.void({ ...booked, reason: 'x' }, callOf('v2'));
    expect(await statusOf(tms)).toEqual(['void']);
    expect(await port.voidLabel({ ...label, reason: 'again' }, callOf('l2'))).toEqual(label);
    expect(await refusalOf(port.createLabel({ ...booked, weightGrams: 1 }, callOf('l3')))).toMatchObject({
      status: 409,
    });
  });

  it('takes nothing back that the carrier has', async () => {
    const { port, seedMore } = await open(seed);
    const booked = await port.book(booking(), callOf('book'));
    const label = await port.createLabel({ ...booked, weightGrams: 1_200 }, callOf('label'));
    await seedMore({ shipments: [{ ...booked, orderId: 'O-1', status: 'picked-up', eta: '2026-03-04' }] });
    const refused = [
      await refusalOf(port.voidLabel({ ...label, reason: 'x' }, callOf('k1'))),
      await refusalOf(port.void({ ...booked, reason: 'x' }, callOf('k2'))),
    ];
    expect(refused).toEqual(
      refused.map(() => ({ status: 409, reason: expect.stringContaining('is picked-up, not booked') })),
    );
    const { shipments } = await port.lookUpShipments({ orderIds: ['O-1'] }, callOf('look'));
    expect(shipments).toEqual([{ ...booked, orderId: 'O-1', status: 'picked-up', eta: '2026-03-04' }]);
  });

  it('drafts a claim and withdraws it once', async () => {
    const { port, state } = await open({
      ...seed,
      shipments: [{ shipmentId: 'SHP-7', orderId: 'O-7', status: 'delivered' }],
    });
    const claim = { shipmentId: 'SHP-7', reason: 'crushed', amount: { minor: 4_000, currency: 'USD' } };
    const drafted = await port.draftClaim(claim, callOf('claim'));
    await port.withdrawClaim({ ...drafted, reason: 'found whole' }, callOf('withdraw'));
    await port.withdrawClaim({ ...drafted, reason: 'again' }, callOf('withdraw-again'));
    expect((await state()).claims).toEqual([{ ...claim, id: drafted.claimId, takenBack: 'found whole' }]);
    expect(
      await refusalOf(port.draftClaim({ ...claim, shipmentId: 'SHP-9' }, callOf('claim-9'))),
    ).toMatchObject({ status: 404 });
  });

  it('refuses to take back what it does not know', async () => {
    const { port } = await open(seed);
    const refused = await Promise.all([
      refusalOf(port.void({ shipmentId: 'SHP-9', reason: 'x' }, callOf('k1'))),
      refusalOf(port.voidLabel({ labelId: 'LBL-9', reason: 'x' }, callOf('k2'))),
      refusalOf(port.withdrawClaim({ claimId: 'CLM-9', reason: 'x' }, callOf('k3'))),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});
