import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp } from '../support/connections.ts';

const seed = {
  confirmations: [
    { poId: 'PO-1', poLine: 1, confirmed: 80 },
    { poId: 'PO-2', poLine: 1, confirmed: 5 },
  ],
};
const advice = (adviceId: string, replaces?: string) => ({
  adviceId,
  asnId: 'ASN-1',
  supplierId: 'SUP-1',
  ...(replaces ? { replaces } : {}),
  lines: [{ line: 1, poId: 'PO-1', sku: 'SKU-A', received: 8, quantity: 8, condition: '07' as const }],
});

overFakeAndHttp('supplier-portal', (open) => {
  it('tells what suppliers confirmed of the orders asked for', async () => {
    const { port } = await open(seed);
    expect(await port.lookUpConfirmations({ poIds: ['PO-1'] }, callOf('k'))).toEqual({
      confirmations: [seed.confirmations[0]],
    });
  });

  it('sends an advice once per key, and a replacement only for one that was sent', async () => {
    const { port, effects } = await open(seed);
    const first = await port.sendReceivingAdvice(advice('ADV-1'), callOf('send'));
    expect(await port.sendReceivingAdvice(advice('ADV-1'), callOf('send'))).toEqual(first);
    await port.sendReceivingAdvice(advice('ADV-2', 'ADV-1'), callOf('replace'));
    await expect(port.sendReceivingAdvice(advice('ADV-3', 'ADV-0'), callOf('wrong'))).rejects.toThrow(
      /replaces ADV-0, which was never sent/,
    );
    expect(await effects()).toEqual({ sendReceivingAdvice: 2 });
  });

  it('tells about an order change', async () => {
    const { port, state } = await open(seed);
    const change = { poId: 'PO-1', poLine: 1, ordered: 120, changeId: 'POC-1', reason: 'accepted excess' };
    const { messageId } = await port.sendOrderChange(change, callOf('k'));
    expect((await state()).orderChanges).toEqual([{ messageId, ...change }]);
  });

  it('files a claim and withdraws it for its first reason', async () => {
    const { port, state } = await open(seed);
    const claim = {
      reference: 'R',
      supplierId: 'SUP-1',
      reason: 'short',
      lines: [{ effectKey: 'e#1', sku: 'SKU-A', quantity: 2, value: { minor: 500, currency: 'USD' } }],
    };
    const { claimId } = await port.fileClaim(claim, callOf('file'));
    await port.withdrawClaim({ claimId, reason: 'found' }, callOf('withdraw'));
    expect(await port.withdrawClaim({ claimId, reason: 'again' }, callOf('withdraw-again'))).toEqual({
      claimId,
    });
    expect((await state()).claims).toEqual([{ ...claim, claimId, withdrawnFor: 'found' }]);
  });

  it('refuses to withdraw what it does not know', async () => {
    const { port } = await open(seed);
    await expect(port.withdrawClaim({ claimId: 'CLM-9', reason: 'x' }, callOf('k'))).rejects.toThrow(
      /CLM-9 does not exist/,
    );
  });

  it('takes an order, and a reminder of it', async () => {
    const { port, state } = await open(seed);
    const order = {
      poId: 'PO-1',
      poLine: 1,
      supplierId: 'SUP-1',
      shipToSite: 'DC1',
      sku: 'SKU-A',
      ordered: 120,
      unitCost: { minor: 250, per: 1, currency: 'USD' },
      expectedOn: '2026-03-07',
    };
    const sent = await port.sendOrder(order, callOf('order'));
    expect(await port.sendOrder(order, callOf('order'))).toEqual(sent);
    const reminder = { poId: 'PO-1', supplierId: 'SUP-1', reason: 'no acknowledgment yet' };
    const { messageId } = await port.sendReminder(reminder, callOf('remind'));
    expect((await state()).orders).toEqual([{ ...sent, ...order }]);
    expect((await state()).reminders).toEqual([{ messageId, ...reminder }]);
  });
});
