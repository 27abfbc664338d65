import { expect, it } from 'vitest';
import type {
  BookedLeg,
  Item,
  PurchaseOrder,
  PurchaseOrderLine,
} from '../../../lambdas/adapters/erp/port.ts';
import { AdapterRejected } from '../../../lambdas/shared/errors.ts';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const unitCost = { minor: 250, per: 1, currency: 'USD' };
const order = (poId: string, facts: Partial<PurchaseOrder> = {}): PurchaseOrder => ({
  poId,
  supplierId: 'SUP-1',
  shipToSite: 'DC1',
  status: 'open',
  promisedAt: '2026-03-02T08:00:00Z',
  ...facts,
});
const line = (
  poId: string,
  poLine: number,
  sku: string,
  facts: Partial<PurchaseOrderLine> = {},
): PurchaseOrderLine => ({
  poId,
  poLine,
  sku,
  ordered: 100,
  receivedBefore: 0,
  confirmed: 100,
  unitCost,
  ...facts,
});
const item = (sku: string, substitutes: string[] = []): Item => ({
  sku,
  description: sku,
  abcClass: 'A',
  baseUom: 'EA',
  scale: 0,
  conversions: [],
  unitCost,
  lotControlled: false,
  expiryControlled: false,
  temperature: 'ambient',
  inspection: 'BY_RULE',
  substitutes,
});
const seed = {
  orders: [
    order('PO-1'),
    order('PO-2'),
    order('PO-3', { status: 'closed' }),
    order('PO-4', { supplierId: 'SUP-2' }),
  ],
  lines: [
    line('PO-1', 1, 'SKU-A'),
    line('PO-1', 2, 'SKU-B'),
    line('PO-2', 1, 'SKU-A', { receivedBefore: 100 }),
    line('PO-3', 1, 'SKU-A'),
    line('PO-4', 1, 'SKU-A'),
  ],
  items: [item('SKU-A', ['SKU-S']), item('SKU-B'), item('SKU-S')],
};
const receipt = (quantity: number, facts: object = {}) => ({
  reference: 'receiving:ASN-1',
  lines: [
    {
      effectKey: 'e#1',
      poId: 'PO-1',
      poLine: 1,
      sku: 'SKU-A',
      quantity,
      stockStatus: 'available' as const,
      ...facts,
    },
  ],
});

overFakeAndHttp('erp', (open) => {
  const receivedOf = async ({ port }: Awaited<ReturnType<typeof open>>) =>
    (await port.lookUpOrders({ poIds: ['PO-1'], skus: ['SKU-A'] }, callOf('look'))).lines[0]?.receivedBefore;

  it('looks orders up with their lines and items, and leaves out what nobody knows', async () => {
    const { port } = await open(seed);
    const found = await port.lookUpOrders({ poIds: ['PO-1', 'PO-9'], skus: [] }, callOf('k1'));
    expect(found.orders.map(({ poId }) => poId)).toEqual(['PO-1']);
    expect(found.lines.map(({ poLine, sku }) => [poLine, sku])).toEqual([
      [1, 'SKU-A'],
      [2, 'SKU-B'],
    ]);
    expect(found.items.map(({ sku }) => sku)).toEqual(['SKU-A', 'SKU-B']);
  });

  it('narrows lines to the SKUs asked for and the lines they may substitute', async () => {
    const { port } = await open(seed);
    const found = await port.lookUpOrders({ poIds: ['PO-1'], skus: ['SKU-S'] }, callOf('k1'));
    expect(found.lines.map(({ sku }) => sku)).toEqual(['SKU-A']);
    expect(found.items.map(({ sku }) => sku)).toEqual(['SKU-S', 'SKU-A']);
  });

  it('finds only open orders of the supplier that still expect the item', async () => {
    const { port } = await open(seed);
    const found = await port.findOpenOrders({ supplierId: 'SUP-1', skus: ['SKU-A'] }, callOf('k1'));
    expect(found.orders.map(({ poId }) => poId)).toEqual(['PO-1']);
  });

  it('knows what open orders still bring to the site, confirmed and not, and how long an item takes', async () => {
    const { port } = await open({
      orders: [
        ...seed.orders,
        order('PO-5', { promisedAt: '2026-03-10T08:00:00Z' }),
        order('PO-6', { shipToSite: 'DC2' }),
      ],
      lines: [
        line('PO-1', 1, 'SKU-A', { receivedBefore: 40 }),
        line('PO-2', 1, 'SKU-A', { receivedBefore: 100 }),
        line('PO-3', 1, 'SKU-A'),
        line('PO-4', 1, 'SKU-A', { receivedBefore: 70, confirmed: 60 }),
        line('PO-5', 1, 'SKU-A', { confirmed: 80, receivedBefore: 10 }),
        line('PO-6', 1, 'SKU-A'),
      ],
      items: [{ ...item('SKU-A'), supplierLeadDays: 14 }, item('SKU-B')],
    });
    const { supply, items } = await port.lookUpSupply({ skus: ['SKU-A', 'SKU-B', 'SKU-9'] }, callOf('s'));
    const expected = (poId: string, quantity: number, confirmed: boolean, dueAt = '2026-03-02') => ({
      sku: 'SKU-A',
      poId,
      poLine: 1,
      quantity,
      dueAt,
      confirmed,
    });
    expect(supply).toEqual([
      expected('PO-1', 60, true),
      expected('PO-4', 30, false),
      expected('PO-5', 70, true, '2026-03-10'),
      expected('PO-5', 20, false, '2026-03-10'),
    ]);
    expect(items).toEqual([{ sku: 'SKU-A', supplierLeadDays: 14 }, { sku: 'SKU-B' }]);
  });

  it('books a receipt once per key and reverses it once, whatever is repeated', async () => {
    const system = await open(seed);
    const { port } = system;
    const first = await port.postGoodsReceipt(receipt(40), callOf('post'));
    expect(await port.postGoodsReceipt(receipt(40), callOf('post'))).toEqual(first);
    expect(await receivedOf(system)).toBe(40);

    const reversal = { documentId: first.documentId, reason: 'counted twice' };
    const reversed = await port.reverseGoodsReceipt(reversal, callOf('undo'));
    expect(reversed.documentId).not.toBe(first.documentId);
    expect(await port.reverseGoodsReceipt(reversal, callOf('undo-under-another-key'))).toEqual(reversed);
    expect(await receivedOf(system)).toBe(0);
  });

  it('takes booked units back once per key, and books them again when that is reversed', async () => {
    const system = await open(seed);
    const { port } = system;
    await port.postGoodsReceipt(receipt(40), callOf('post'));
    const correction = {
      reference: 'receiving:ASN-1',
      reason: 'COUNT_CORRECTION',
      lines: [{ effectKey: 'e#2', poId: 'PO-1', poLine: 1, sku: 'SKU-A', quantity: 15 }],
    };
    const corrected = await port.correctGoodsReceipt(correction, callOf('correct'));
    expect(await port.correctGoodsReceipt(correction, callOf('correct'))).toEqual(corrected);
    expect(await receivedOf(system)).toBe(25);
    const tooMany = { ...correction, lines: correction.lines.map((line) => ({ ...line, quantity: 26 })) };
    await expect(port.correctGoodsReceipt(tooMany, callOf('too-many'))).rejects.toThrow(
      /has 25 units booked/,
    );
    await port.reverseGoodsReceipt({ documentId: corrected.documentId, reason: 'x' }, callOf('undo'));
    expect(await receivedOf(system)).toBe(40);
  });

  it('books a listed substitute on the line it replaces', async () => {
    const system = await open(seed);
    await system.port.postGoodsReceipt(receipt(10, { sku: 'SKU-S' }), callOf('post'));
    expect(await receivedOf(system)).toBe(10);
  });

  it('adds up what was booked of an item at the site: receipts, corrections, reversals', async () => {
    const { port } = await open({
      ...seed,
      booked: [
        { site: 'DC1', sku: 'SKU-A', quantity: 7, documentId: 'OLD-1', effectKey: 'old#1' },
        { site: 'DC2', sku: 'SKU-A', quantity: 900, documentId: 'OLD-2', effectKey: 'old#2' },
      ],
    });
    const bookOf = async () => (await port.lookUpBook({ skus: ['SKU-A', 'SKU-B'] }, callOf('look'))).book;
    expect(await bookOf()).toEqual([{ sku: 'SKU-A', quantity: 7 }]);
    const { documentId } = await port.postGoodsReceipt(receipt(40), callOf('post'));
    const correction = {
      reference: 'receiving:ASN-1',
      reason: 'COUNT_CORRECTION',
      lines: [{ effectKey: 'e#2', poId: 'PO-1', poLine: 1, sku: 'SKU-A', quantity: 15 }],
    };
    const corrected = await port.correctGoodsReceipt(correction, callOf('correct'));
    expect(await bookOf()).toEqual([{ sku: 'SKU-A', quantity: 32 }]);
    await port.reverseGoodsReceipt({ documentId: corrected.documentId, reason: 'x' }, callOf('undo'));
    await port.reverseGoodsReceipt({ documentId, reason: 'x' }, callOf('undo-2'));
    expect(await bookOf()).toEqual([{ sku: 'SKU-A', quantity: 7 }]);
  });

  it('finds the documents of effects, with their reversals, and the latest ones of an item', async () => {
    const { port } = await open(seed);
    const { documentId } = await port.postGoodsReceipt(receipt(40), callOf('post'));
    const { documentId: reversedBy } = await port.reverseGoodsReceipt(
      { documentId, reason: 'x' },
      callOf('undo'),
    );
    const second = await port.postGoodsReceipt(receipt(5, { effectKey: 'e#2' }), callOf('post-2'));
    const find = async (effectKeys: string[], latest: number, sku = 'SKU-A') =>
      (await port.lookUpPostings({ items: [{ sku, effectKeys }], latest }, callOf('find'))).postings;
    const posted = [
      { documentId, effectKey: 'e#1', sku: 'SKU-A', quantity: 40 },
      { documentId: reversedBy, effectKey: 'e#1', sku: 'SKU-A', quantity: -40 },
      { documentId: second.documentId, effectKey: 'e#2', sku: 'SKU-A', quantity: 5 },
    ];
    expect(await find(['e#1'], 0)).toEqual(posted.slice(0, 2));
    expect(await find([], 1)).toEqual(posted.slice(2));
    expect(await find(['e#1', 'e#9'], 9)).toEqual(posted);
    expect(await find(['e#1'], 9, 'SKU-B')).toEqual([]);
  });

  it('answers about items alone when no order is asked for', async () => {
    const { port } = await open(seed);
    const found = await port.lookUpOrders({ poIds: [], skus: ['SKU-A', 'SKU-9'] }, callOf('k1'));
    expect(found).toMatchObject({ orders: [], lines: [], items: [{ sku: 'SKU-A', abcClass: 'A' }] });
  });

  it('takes another receipt under another key', async () => {
    const system = await open(seed);
    await system.port.postGoodsReceipt(receipt(40), callOf('post-1'));
    await system.port.postGoodsReceipt(receipt(40), callOf('post-2'));
    expect(await receivedOf(system)).toBe(80);
    expect(await system.effects()).toEqual({ postGoodsReceipt: 2 });
  });

  it.each([
    ['a line the order does not have', receipt(1, { poLine: 7 }), 404, 'order PO-1 has no line 7'],
    ['an item the line is not for', receipt(1, { sku: 'SKU-B' }), 422, 'is for SKU-A, not SKU-B'],
    ['a closed order', receipt(1, { poId: 'PO-3' }), 409, 'order PO-3 is closed'],
  ])('refuses a receipt for %s and books nothing', async (_case, input, status, reason) => {
    const { port, effects } = await open(seed);
    const refused = await port.postGoodsReceipt(input, callOf('post')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AdapterRejected);
    expect((refused as AdapterRejected).message).toContain(reason);
    expect((refused as AdapterRejected).exchange?.answer.status).toBe(status);
    expect(await effects()).toEqual({});
  });

  it('books no line of a receipt when one of them is refused', async () => {
    const system = await open(seed);
    const { lines, reference } = receipt(40);
    const broken = { reference, lines: [...lines, ...receipt(1, { poLine: 7, effectKey: 'e#2' }).lines] };
    await expect(system.port.postGoodsReceipt(broken, callOf('post'))).rejects.toBeInstanceOf(
      AdapterRejected,
    );
    expect(await receivedOf(system)).toBe(0);
  });

  it('refuses a key that was used for another request', async () => {
    const { port } = await open(seed);
    await port.postGoodsReceipt(receipt(40), callOf('post'));
    await expect(port.postGoodsReceipt(receipt(41), callOf('post'))).rejects.toThrow(
      /idempotency key post was used for another request/,
    );
  });

  const changing = async () => {
    const system = await open(seed);
    const change = async (by: number, key: string) =>
      system.port.changeOrderLine({ poId: 'PO-1', poLine: 1, by, reason: 'test' }, callOf(key));
    const revert = async (changeId: string, key: string) =>
      system.port.revertOrderChange({ changeId }, callOf(key));
    const ordered = async () =>
      (await system.port.lookUpOrders({ poIds: ['PO-1'], skus: ['SKU-A'] }, callOf('look'))).lines[0]
        ?.ordered;
    return { ...system, change, revert, ordered };
  };

  it('changes an ordered quantity once per key and takes the change back once', async () => {
    const { change, revert, ordered } = await changing();
    const raised = await change(30, 'change');
    expect(raised.ordered).toBe(130);
    expect(await change(30, 'change')).toEqual(raised);
    expect(await ordered()).toBe(130);
    const reverted = await revert(raised.changeId, 'revert');
    expect(reverted.ordered).toBe(100);
    expect(await revert(raised.changeId, 'revert-again')).toEqual(reverted);
    expect(await ordered()).toBe(100);
  });

  it('adds changes of one line up, and takes one back without the others', async () => {
    const { change, revert, ordered } = await changing();
    const first = await change(20, 'c1');
    await change(40, 'c2');
    expect(await ordered()).toBe(160);
    await revert(first.changeId, 'r1');
    expect(await ordered()).toBe(140);
  });

  it('lowers a line to what came on it and no further', async () => {
    const { port, change, revert, ordered } = await changing();
    await port.postGoodsReceipt(receipt(40), callOf('post'));
    const lowered = await change(-70, 'c1');
    expect(lowered.ordered).toBe(40);
    await revert(lowered.changeId, 'r1');
    expect(await ordered()).toBe(100);
  });

  it('refuses to take back a raise that goods were received on', async () => {
    const { port, change, revert } = await changing();
    const raised = await change(20, 'c1');
    await port.postGoodsReceipt(receipt(110), callOf('post'));
    await expect(revert(raised.changeId, 'r1')).rejects.toThrow(
      /received 110 since .* cannot go back to 100/,
    );
  });

  it('adjusts book stock to what was counted, and takes it back once', async () => {
    const { port, state } = await open(seed);
    const adjustment = (sku: string) => ({
      reference: 'R',
      reason: 'THEFT',
      lines: [{ effectKey: 'e', sku, quantity: -8 }],
    });
    const { documentId } = await port.postStockAdjustment(adjustment('SKU-A'), callOf('adjust'));
    for (const time of ['once', 'twice'])
      await port.reverseStockAdjustment({ documentId, reason: 'refused' }, callOf(`reverse-${time}`));
    expect((await state()).adjustments).toMatchObject([{ id: documentId, takenBack: 'refused' }]);
    expect(await refusalOf(port.postStockAdjustment(adjustment('SKU-NONE'), callOf('none')))).toMatchObject({
      status: 404,
    });
  });

  it('knows cost and reorder point of what one site sends to another', async () => {
    const { port } = await open({
      ...seed,
      reorderPoints: [{ site: 'DC1', sku: 'SKU-A', units: 40 }],
    });
    const asked = { from: 'DC1', to: 'DC2', skus: ['SKU-A', 'SKU-B', 'SKU-9'] };
    expect((await port.lookUpTransferTerms(asked, callOf('look'))).items).toEqual([
      { sku: 'SKU-A', unitCost, bulk: false, reorderPoint: 40 },
      { sku: 'SKU-B', unitCost, bulk: false, reorderPoint: 0 },
    ]);
  });

  it('creates a transfer once per key, and completes or cancels it', async () => {
    const { port, effects } = await open(seed);
    const transfer = (sku: string) => ({
      reference: 'TRF-1',
      from: 'DC1',
      to: 'DC2',
      dueOn: '2026-03-05',
      lines: [{ line: 1, sku, quantity: 5 }],
    });
    await expect(port.createTransfer(transfer('SKU-9'), callOf('k0'))).rejects.toThrow(AdapterRejected);
    const first = await port.createTransfer(transfer('SKU-A'), callOf('k1'));
    expect(await port.createTransfer(transfer('SKU-A'), callOf('k1'))).toEqual(first);
    const units = { line: 1, sku: 'SKU-A', shipped: 6, received: 4, returned: 2, lost: 0 };
    await port.completeTransfer({ ...first, lines: [units] }, callOf('k2'));
    const bookAt = async (site: string) =>
      (await port.lookUpBook({ skus: ['SKU-A'] }, { ...callOf('look'), site })).book;
    expect(await bookAt('DC1')).toEqual([{ sku: 'SKU-A', quantity: -4 }]);
    expect(await bookAt('DC2')).toEqual([{ sku: 'SKU-A', quantity: 4 }]);
    await expect(port.cancelTransfer({ ...first, reason: 'late' }, callOf('k3'))).rejects.toThrow(
      'is completed',
    );
    const other = await port.createTransfer(transfer('SKU-A'), callOf('k4'));
    await port.cancelTransfer({ ...other, reason: 'withdrawn' }, callOf('k5'));
    await expect(port.completeTransfer({ ...other, lines: [units] }, callOf('k6'))).rejects.toThrow(
      'is cancelled',
    );
    expect(await effects()).toEqual({ createTransfer: 2, completeTransfer: 1, cancelTransfer: 1 });
  });

  it('books each leg of a transfer where it changes stock, and at the end what no leg did', async () => {
    const { port } = await open(seed);
    const { documentId } = await port.createTransfer(
      {
        ...{ reference: 'TRF-1', from: 'DC1', to: 'DC2', dueOn: '2026-03-05' },
        lines: [{ line: 1, sku: 'SKU-A', quantity: 10 }],
      },
      callOf('create'),
    );
    const leg = (name: BookedLeg, quantity: number) =>
      port.postTransferLeg(
        {
          ...{ documentId, leg: name },
          lines: [{ line: 1, sku: 'SKU-A', quantity, fromEffect: `out-${name}`, toEffect: `in-${name}` }],
        },
        callOf(`${name}-${quantity}`),
      );
    const books = async () => {
      const at = async (site: string) => {
        const { book } = await port.lookUpBook({ skus: ['SKU-A'] }, { ...callOf('look'), site });
        return book[0]?.quantity ?? 0;
      };
      return [await at('DC1'), await at('DC2')];
    };
    await leg('ISSUE', 10);
    expect(await books()).toEqual([-10, 0]);
    await leg('ISSUE', 10);
    expect(await books()).toEqual([-10, 0]);
    expect(
      await refusalOf(port.cancelTransfer({ documentId, reason: 'late' }, callOf('cancel'))),
    ).toMatchObject({
      status: 409,
    });
    expect(await refusalOf(leg('RECEIPT', 11))).toMatchObject({ status: 409 });
    await leg('RECEIPT', 6);
    await leg('RETURN', 1);
    await leg('LOSS', 2);
    expect(await books()).toEqual([-9, 6]);
    await leg('FOUND', 1);
    await leg('CORRECTION', 2);
    expect(await books()).toEqual([-11, 9]);
    const { postings } = await port.lookUpPostings(
      { items: [{ sku: 'SKU-A', effectKeys: ['in-RECEIPT', 'out-RECEIPT'] }], latest: 0 },
      { ...callOf('documents'), site: 'DC2' },
    );
    expect(postings).toEqual([{ documentId, effectKey: 'in-RECEIPT', sku: 'SKU-A', quantity: 6 }]);
    const ended = { line: 1, sku: 'SKU-A', shipped: 12, received: 10, returned: 1, lost: 1 };
    await port.completeTransfer({ documentId, lines: [ended] }, callOf('end'));
    expect(await books()).toEqual([-11, 10]);
    expect(await refusalOf(leg('LOSS', 1))).toMatchObject({ status: 409 });
  });
});
