/** An order of one line, as the OMS is seeded with it; quantities the seed leaves out are 0. */
export function seededLine(orderLineId: string, ordered: number, facts: object = {}) {
  return {
    orderLineId,
    sku: 'SKU-A',
    site: 'DC1',
    packSize: 1,
    ordered,
    unitPrice: { minor: 450, per: 1, currency: 'USD' },
    unitMargin: { minor: 120, per: 1, currency: 'USD' },
    dueAt: '2026-03-04',
    penalty: { minor: 0, currency: 'USD' },
    segment: 'FILL',
    ...facts,
  };
}

export function seededOrder(orderId: string, lines: readonly object[], facts: object = {}) {
  return {
    orderId,
    customerId: 'C-1',
    channel: 'web',
    placedAt: '2026-03-01T08:00:00Z',
    status: 'open',
    shipComplete: false,
    splitAllowed: true,
    substitutesAllowed: false,
    destination: { postalCode: '30303', country: 'US', zone: 'America/New_York' },
    serviceTier: 2,
    holds: [],
    lines,
    ...facts,
  };
}
