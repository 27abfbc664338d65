import { describe, expect, it } from 'vitest';
import type { NoticeHeader } from '../../../lambdas/processes/receiving/contract.ts';
import { tenantDocument } from '../support/tenants.ts';
import { Delivery, deliveryAt, HARBOR, NORTHWIND, STARTS } from './delivery.ts';
import { counted, expectClosed, expectSound, oats, RESOLVED } from './expectations.ts';
import { receivingWorld } from './world.ts';

/** Notices that come late, twice, changed or never, and whose goods come to whom. */

describe('goods without a notice', () => {
  const unannounced = async (lines: Parameters<typeof deliveryAt>[0]['lines']) => {
    const d = await deliveryAt({ lines });
    await d.count([['OATS', 100]], { asnId: null, receiptId: 'R-9' });
    const processId = 'receiving:SUP-ACORN/receipt-R-9';
    expect(await d.row(processId)).toMatchObject({ state: 'AWAITING_NOTICE' });
    await d.world.advance(45);
    return { d, processId };
  };

  it('are received against the one order that fits', async () => {
    const { d, processId } = await unannounced(oats(100));
    expect(await d.row(processId)).toMatchObject({ state: 'CLOSED' });
    expect(d.classes('OATS')).toEqual(['NO_ASN']);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    await expectSound(d);
  });

  it.each([
    ['ASSIGN_ORDER', 'CLOSED', { available: 100 }, { poId: 'PO-2', poLine: 1 }],
    ['RETURN', 'CLOSED', {}, undefined],
    ['HOLD', 'PARKED', { hold: 100 }, undefined],
  ])('of an unclear order are answered with %s', async (option, state, stock, form) => {
    const { d, processId } = await unannounced([
      { sku: 'OATS', ordered: 100, poId: 'PO-1' },
      { sku: 'OATS', ordered: 100, poId: 'PO-2', poLine: 1 },
    ]);
    expect(await d.stock('OATS')).toEqual({ hold: 100 });
    await d.answer('review-order', option, { processId, ...(form && { form }) });
    expect(await d.row(processId)).toMatchObject({ state });
    expect(await d.stock('OATS')).toEqual(stock);
    await expectSound(d);
  });
});

it('with the list of its chunks beside its event is received like any other notice', async () => {
  const d = await deliveryAt({ lines: oats(100) });
  const chunksKey = 'canonical/northwind-grocery/chunks.json';
  d.world.order = (events) =>
    events.map((event) => {
      if (event.type !== 'AsnReceived') return event;
      const { document, ...data } = event.data as NoticeHeader;
      void d.world.documents.put(chunksKey, JSON.stringify(document.chunks), 'application/json');
      return { ...event, data: { ...data, document: { ...document, chunks: [], chunksKey } } };
    });
  await d.announce();
  expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT', facts: { chunkCount: 1 } });
  await d.count([['OATS', 100]]);
  await expectClosed(d);
  await expectSound(d);
});

it('keep the grace for their notice however many receipts come within it', async () => {
  const d = await deliveryAt({ lines: oats(100) });
  await d.count([['OATS', 60]], { final: false });
  await d.world.advance(10);
  await d.count([['OATS', 40]]);
  expect(await d.row()).toMatchObject({ state: 'AWAITING_NOTICE' });
  await d.announce();
  await expectClosed(d);
  expect(d.classes('OATS')).toEqual(['CLEAN']);
});

describe('numbers with a slash', () => {
  it('are two deliveries when they read the same together', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    const receipt = (supplierId: string, asnId: string) => {
      const event = d.receipt([['OATS', 1]], { asnId });
      return { ...event, data: { ...(event.data as object), supplierId } };
    };
    await d.world.publish([receipt('ACME/EU', 'N-1'), receipt('ACME', 'EU/N-1')]);
    await d.world.settle();
    await d.world.advance(61);
    const rows = ['receiving:ACME%2FEU/N-1', 'receiving:ACME/EU%2FN-1'].map((processId) => d.row(processId));
    const [european, other] = await Promise.all(rows);
    expect([european?.facts.supplierId, other?.facts.supplierId]).toEqual(['ACME/EU', 'ACME']);
    expect(d.world.dead).toEqual([]);
  });

  it('are no receipt without a notice when a notice has its name', async () => {
    const d = await deliveryAt({ lines: oats(100), asnId: 'receipt-R-9' });
    await d.announce();
    await d.count([['OATS', 100]], { asnId: null, receiptId: 'R-9' });
    expect(await d.row('receiving:SUP-ACORN/receipt-R-9')).toMatchObject({ state: 'AWAITING_NOTICE' });
    expect(await d.row('receiving:SUP-ACORN/receipt%2DR-9')).toMatchObject({ state: 'AWAITING_RECEIPT' });
  });
});

describe('notices', () => {
  it('are refused as a duplicate when they come again', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.announce({ file: 'again.json' });
    const [rejected] = d.published('AsnRejected');
    expect(rejected?.data).toMatchObject({ findings: [{ code: 'V3' }] });
    await d.count([['OATS', 100]]);
    await expectClosed(d);
  });

  it('are replaced while nothing is received', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.world.advance(1);
    await d.announce({
      purpose: 'replace',
      file: 'new.json',
      lines: [{ sku: 'OATS', ordered: 100, announced: 90, poLine: 1 }],
    });
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    await d.count([['OATS', 90]]);
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual(['SHORT_ANNOUNCED']);
  });

  it('are cancelled while nothing is received, and then take no goods', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.world.advance(1);
    await d.announce({ purpose: 'cancel', file: 'cancel.json' });
    expect(await d.row()).toMatchObject({ state: 'CANCELLED', outcome: 'cancelled' });
    await d.count([['OATS', 100]]);
    expect(await d.caseStates()).toEqual(['LATE_RECEIPT open']);
    expect(await d.stock('OATS')).toEqual({});
  });

  it.each(['replace', 'cancel'] as const)('that %s a shipment in receiving are a case', async (purpose) => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    await d.count([['OATS', 40]], { final: false });
    expect(await d.row()).toMatchObject({ state: 'RECEIVING' });
    await d.world.advance(1);
    await d.announce({ purpose, file: 'late.json' });
    expect(await d.caseStates()).toEqual(['NOTICE_TOO_LATE open']);
    await d.count([['OATS', 60]]);
    await expectClosed(d, ['NOTICE_TOO_LATE open']);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });

  it('whose every line is refused end the process', async () => {
    const d = await deliveryAt({ lines: oats(100), items: [{ sku: 'SEEDS' }] });
    await d.announce({ lines: [{ sku: 'OATS', instead: 'SEEDS', ordered: 10 }] });
    expect(await d.row()).toMatchObject({ state: 'ASN_REJECTED' });
    expect(d.published('AsnRejected')).toHaveLength(1);
  });

  it.each([
    [29, 'AWAITING_NOTICE', []],
    [30, 'CLOSED', ['NO_ASN']],
  ])('are waited for half an hour: after %i minutes the goods are %s', async (minutes, state, classes) => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.count([['OATS', 100]]);
    await d.world.advance(minutes);
    expect(await d.row()).toMatchObject({ state });
    expect(d.classes('OATS') ?? []).toEqual(classes);
  });

  it('that come after the goods, within the grace, are used', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.count([['OATS', 100]]);
    expect(await d.row()).toMatchObject({ state: 'AWAITING_NOTICE' });
    await d.world.advance(10);
    await d.announce();
    await expectClosed(d);
    expect(d.classes('OATS')).toEqual(['CLEAN']);
  });

  it('that come after the grace find their goods received', async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.count([['OATS', 100]]);
    await d.world.advance(45);
    await d.announce();
    expect(await d.row()).toMatchObject({ state: 'CLOSED' });
    expect(d.classes('OATS')).toEqual(['NO_ASN']);
    expect(d.published('AsnRejected')).toHaveLength(1);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
    await expectSound(d);
  });

  it('whose receipt comes after the end get a case for it', async () => {
    const d = await counted(100);
    await d.count([['OATS', 7]], { receiptId: 'R-LATE' });
    expect(await d.caseStates()).toEqual(['LATE_RECEIPT open']);
    expect(await d.stock('OATS')).toEqual({ available: 100 });
  });
});

describe('overdue goods', () => {
  const overdue = async () => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    // Due Monday 14:00 UTC; two business days later is Wednesday.
    await d.world.advance(2 * 24 * 60 + 6 * 60);
    expect(d.published('ReceiptOverdue')).toHaveLength(1);
    expect(await d.caseStates()).toEqual(['RECEIPT_OVERDUE open']);
    return d;
  };

  /** Announced for Monday, 14:00 UTC, at a site that works on Saturdays. */
  it.each([
    ['a minute before two business days', '2026-03-04T13:59:00.000Z', 0],
    ['at two business days', '2026-03-04T14:00:00.000Z', 1],
    ['a minute before five', '2026-03-07T13:59:00.000Z', 1],
    ['at five', '2026-03-07T14:00:00.000Z', 2],
  ])('are told of %s: at %s', async (_case, moment, told) => {
    const d = await deliveryAt({ lines: oats(100) });
    await d.announce();
    for (let day = 1; day <= 6; day++) {
      const left = (Date.parse(moment) - Date.parse(d.world.clock())) / 60_000;
      await d.world.advance(Math.min(left, 24 * 60));
    }
    expect(d.published('ReceiptOverdue')).toHaveLength(told);
  });

  it('are closed as not received when the buyer says so', async () => {
    const d = await overdue();
    await d.answer('overdue', 'CLOSE_NOT_RECEIVED');
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'not-received' });
    expect(await d.caseStates()).toEqual(['RECEIPT_OVERDUE resolved']);
    await expectSound(d);
  });

  it('are waited for until the new date, and asked about again after it', async () => {
    const d = await overdue();
    await d.answer('overdue', 'KEEP_WAITING', { form: { dueAt: '2026-03-06T14:00:00Z' } });
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    await d.world.advance(24 * 60);
    expect(await d.openTasks()).toEqual([]);
    await d.world.advance(5 * 24 * 60);
    expect(await d.task('overdue')).toBeDefined();
    await d.count([['OATS', 100]]);
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'posted' });
    expect(await d.openTasks()).toEqual([]);
    expect(await d.caseStates()).toEqual(['RECEIPT_OVERDUE resolved', 'RECEIPT_OVERDUE resolved']);
    await expectSound(d);
  });

  it('are asked about again at five business days of silence, and kept open', async () => {
    const d = await overdue();
    for (let day = 1; day <= 8; day++) await d.world.advance(24 * 60);
    expect(d.published('ReceiptOverdue')).toHaveLength(2);
    expect(await d.row()).toMatchObject({ state: 'AWAITING_RECEIPT' });
    expect((await d.row()).dueAt).toBeDefined();
    expect(await d.caseStates()).toEqual(['RECEIPT_OVERDUE open']);
    await d.count([['OATS', 100]]);
    await expectClosed(d, ['RECEIPT_OVERDUE resolved']);
    await expectSound(d);
  });
});

describe('two tenants', () => {
  it('share a business key and nothing else', async () => {
    const world = await receivingWorld(STARTS, [tenantDocument(NORTHWIND), tenantDocument(HARBOR)]);
    const here = await Delivery.of(world, { tenantId: NORTHWIND, lines: oats(100) });
    const there = await Delivery.of(world, { tenantId: HARBOR, lines: oats(100) });
    for (const d of [here, there]) {
      await d.announce();
      await d.count([['OATS', 104]], { receiptId: 'R-1' });
    }
    await expectClosed(here);
    expect(await there.row()).toMatchObject({ state: 'REVIEW' });
    await there.answer('recount', 'COUNTED', { by: 'dock-2', form: { good: 104, damaged: 0 } });
    await there.answer('review-over', 'REFUSE_EXCESS');
    await expectClosed(there, RESOLVED);
    expect([await here.stock('OATS'), await there.stock('OATS')]).toEqual([
      { available: 104 },
      { available: 100 },
    ]);
    expect(here.processId).toBe(there.processId);
    for (const d of [here, there]) {
      expect(JSON.stringify(d.fake('erp').state())).not.toContain(d === here ? 'DC-SEA' : 'DC-ATL');
      expect(d.fake('erp').effects()).toEqual({ postGoodsReceipt: 1 });
    }
    expect(await here.tasks()).toEqual([]);
  });
});

describe('cut-over', () => {
  const at = (level: 'shadow' | 'advise') =>
    counted(110, {
      document: (document) => ({ ...document, cutover: [{ process: 'receiving', site: 'DC-ATL', level }] }),
    });
  const expectNothingWritten = async (d: Delivery) => {
    for (const system of ['erp', 'wms', 'finance', 'supplier-portal'] as const)
      expect(d.fake(system).effects()).toEqual({});
    expect(await d.stock('OATS')).toEqual({});
    expect(d.published('ReceivingAdviceIssued')).toEqual([]);
    expect(d.world.dead).toEqual([]);
  };

  it('in shadow decides and writes nothing', async () => {
    const d = await at('shadow');
    expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'shadow', mode: 'shadow' });
    expect(d.classes('OATS')).toEqual(['OVER_EXCESS']);
    expect(await d.tasks()).toEqual([]);
    expect(await d.cases()).toEqual([]);
    await expectNothingWritten(d);
  });

  it.each(['POSTED', 'POSTED_OTHERWISE'])(
    'in advise asks one person to do what it proposes, who answers %s',
    async (option) => {
      const d = await at('advise');
      expect((await d.openTasks()).map(({ step }) => step)).toEqual(['proposal-1']);
      await d.answer('proposal', option, { comment: 'as agreed with the buyer' });
      expect(await d.row()).toMatchObject({ state: 'CLOSED', outcome: 'advise' });
      await expectNothingWritten(d);
    },
  );
});
