import { expect, it } from 'vitest';
import type { Customer } from '../../../lambdas/adapters/crm/port.ts';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const customer = (customerId: string, facts: Partial<Customer> = {}): Customer => ({
  customerId,
  tier: 1,
  zone: 'Pacific/Auckland',
  locale: 'en-NZ',
  channels: [
    { channel: 'email', consent: true, preferred: true },
    { channel: 'sms', consent: false, preferred: false },
  ],
  openComplaint: false,
  ...facts,
});
const seed = {
  customers: [customer('C-1'), customer('C-2', { openComplaint: true, tier: 4 })],
  bounces: [{ customerId: 'C-2', channel: 'email' }],
};
const message = (facts: object = {}) => ({
  customerId: 'C-1',
  channel: 'email' as const,
  template: 'promise-moved',
  orderId: 'O-1',
  values: { newDate: '2026-03-09' },
  ...facts,
});
const credit = {
  customerId: 'C-1',
  orderId: 'O-1',
  amount: { kind: 'credit' as const, value: { minor: 500, currency: 'USD' } },
  reason: 'five days late',
};

overFakeAndHttp('crm', (open) => {
  it('knows customers with tier, zone and consent, and leaves out whom nobody knows', async () => {
    const { port } = await open(seed);
    const { customers } = await port.lookUpCustomers({ customerIds: ['C-1', 'C-9'] }, callOf('look'));
    expect(customers).toEqual([customer('C-1')]);
  });

  it('refuses a zone nobody can compute with, and a tier there is none of', async () => {
    await expect(open({ customers: [customer('C-1', { zone: 'Mars/Olympus' })] })).rejects.toThrow(
      /customers\.0\.zone = .*Mars\/Olympus.*an IANA time zone/,
    );
    await expect(open({ customers: [customer('C-1', { tier: 5 })] })).rejects.toThrow(
      /customers\.0\.tier = 5/,
    );
  });

  it('sends a message once per key', async () => {
    const { port, state, effects } = await open(seed);
    const sent = await port.sendMessage(message(), callOf('send'));
    expect(sent.accepted).toBe(true);
    expect(await port.sendMessage(message(), callOf('send'))).toEqual(sent);
    expect((await state()).messages).toEqual([{ ...message(), accepted: true, id: sent.messageId }]);
    expect(await effects()).toEqual({ sendMessage: 1 });
  });

  it('says when the provider did not take a message', async () => {
    const { port } = await open(seed);
    expect(await port.sendMessage(message({ customerId: 'C-2' }), callOf('send'))).toMatchObject({
      accepted: false,
    });
  });

  it.each([
    ['a channel without consent', message({ channel: 'sms' }), 422, 'gave no consent to sms'],
    ['a channel without an address', message({ channel: 'push' }), 422, 'has no address for push'],
    ['a customer nobody knows', message({ customerId: 'C-9' }), 404, 'customer C-9 does not exist'],
  ])('sends nothing to %s', async (_case, input, status, reason) => {
    const { port, effects } = await open(seed);
    expect(await refusalOf(port.sendMessage(input, callOf('send')))).toEqual({
      status,
      reason: expect.stringContaining(reason),
    });
    expect(await effects()).toEqual({});
  });

  it('takes notes, and tasks that are closed once', async () => {
    const { port, state } = await open(seed);
    const { noteId } = await port.addNote({ customerId: 'C-1', text: 'promise moved' }, callOf('note'));
    const task = {
      customerId: 'C-1',
      orderId: 'O-1',
      subject: 'call about O-1',
      dueAt: '2026-03-02T12:00:00Z',
    };
    const { taskId } = await port.createTask(task, callOf('task'));
    await port.closeTask({ taskId, reason: 'answered' }, callOf('close'));
    expect(await port.closeTask({ taskId, reason: 'again' }, callOf('close-again'))).toEqual({ taskId });
    expect(await state()).toMatchObject({
      notes: [{ id: noteId, text: 'promise moved' }],
      tasks: [{ ...task, id: taskId, takenBack: 'answered' }],
    });
    expect(await refusalOf(port.closeTask({ taskId: 'TSK-9', reason: 'x' }, callOf('no-task')))).toEqual({
      status: 404,
      reason: expect.stringContaining('task TSK-9 does not exist'),
    });
  });

  it('grants credit and points, and revokes a grant once', async () => {
    const { port, state } = await open(seed);
    const { grantId } = await port.grantLoyalty(credit, callOf('grant'));
    const points = { ...credit, amount: { kind: 'points' as const, points: 250 } };
    await port.grantLoyalty(points, callOf('points'));
    await port.revokeLoyalty({ grantId, reason: 'date kept' }, callOf('revoke'));
    expect(await port.revokeLoyalty({ grantId, reason: 'again' }, callOf('revoke-again'))).toEqual({
      grantId,
    });
    expect((await state()).grants).toMatchObject([
      { amount: credit.amount, used: false, takenBack: 'date kept' },
      { amount: points.amount, used: false },
    ]);
  });

  it('does not revoke what the customer used, and lets nobody use what was revoked', async () => {
    const { port, seedMore } = await open(seed);
    const used = await port.grantLoyalty(credit, callOf('grant-1'));
    await seedMore({ usedGrants: [used.grantId] });
    expect(await refusalOf(port.revokeLoyalty({ grantId: used.grantId, reason: 'x' }, callOf('r1')))).toEqual(
      {
        status: 409,
        reason: expect.stringContaining(`customer C-1 has used loyalty grant ${used.grantId}`),
      },
    );
    const revoked = await port.grantLoyalty(credit, callOf('grant-2'));
    await port.revokeLoyalty({ grantId: revoked.grantId, reason: 'x' }, callOf('r2'));
    await expect(seedMore({ usedGrants: [revoked.grantId] })).rejects.toThrow(/was revoked/);
  });

  it('grants no credit of nothing', async () => {
    const { port, effects } = await open(seed);
    const nothing = { ...credit, amount: { kind: 'credit' as const, value: { minor: 0, currency: 'USD' } } };
    expect(await refusalOf(port.grantLoyalty(nothing, callOf('grant')))).toMatchObject({ status: 422 });
    expect(await effects()).toEqual({});
  });
});
