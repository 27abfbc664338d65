import { expect, it } from 'vitest';
import { callOf, overFakeAndHttp, refusalOf } from '../support/connections.ts';

const contact = (contactId: string, customerId: string, kind: 'complaint' | 'question' = 'question') => ({
  contactId,
  customerId,
  kind,
  openedAt: '2026-03-01T10:00:00Z',
});
const seed = { contacts: [contact('K-1', 'C-1', 'complaint'), contact('K-2', 'C-2')] };
const about = { customerId: 'C-1', orderId: 'O-1' };

overFakeAndHttp('contact-center', (open) => {
  it('knows the open contacts of the customers asked for, until they are closed', async () => {
    const { port, seedMore } = await open(seed);
    const contactsOf = async (...customerIds: string[]) =>
      (await port.lookUpContacts({ customerIds }, callOf('look'))).contacts;
    expect(await contactsOf('C-1', 'C-9')).toEqual([contact('K-1', 'C-1', 'complaint')]);
    await seedMore({ closed: ['K-1'] });
    expect(await contactsOf('C-1')).toEqual([]);
    expect(await contactsOf('C-2')).toEqual([contact('K-2', 'C-2')]);
  });

  it('shows a card once per key and removes it once', async () => {
    const { port, state, effects } = await open(seed);
    const card = { ...about, headline: 'Promise moved to 2026-03-09', facts: { was: '2026-03-04' } };
    const shown = await port.showCard(card, callOf('show'));
    expect(await port.showCard(card, callOf('show'))).toEqual(shown);
    expect((await state()).cards).toEqual([{ ...card, id: shown.cardId }]);
    await port.removeCard({ ...shown, reason: 'date kept' }, callOf('remove'));
    expect(await port.removeCard({ ...shown, reason: 'again' }, callOf('remove-again'))).toEqual(shown);
    expect((await state()).cards).toEqual([{ ...card, id: shown.cardId, takenBack: 'date kept' }]);
    expect((await effects()).showCard).toBe(1);
  });

  it('gives agents tasks and closes them once', async () => {
    const { port, state } = await open(seed);
    const task = { ...about, subject: 'call', dueAt: '2026-03-02T12:00:00Z' };
    const created = await port.createTask(task, callOf('task'));
    await port.closeTask({ ...created, reason: 'done' }, callOf('close'));
    await port.closeTask({ ...created, reason: 'again' }, callOf('close-again'));
    expect((await state()).tasks).toEqual([{ ...task, id: created.taskId, takenBack: 'done' }]);
  });

  it('suppresses what would go out about an order, and lifts it once', async () => {
    const { port, state } = await open(seed);
    const suppression = { ...about, reason: 'open complaint' };
    const made = await port.suppressOutbound(suppression, callOf('suppress'));
    await port.liftSuppression({ ...made, reason: 'complaint closed' }, callOf('lift'));
    await port.liftSuppression({ ...made, reason: 'again' }, callOf('lift-again'));
    expect((await state()).suppressions).toEqual([
      { ...suppression, id: made.suppressionId, takenBack: 'complaint closed' },
    ]);
  });

  it('refuses to take back what it does not know', async () => {
    const { port, effects } = await open(seed);
    const refused = await Promise.all([
      refusalOf(port.removeCard({ cardId: 'CRD-9', reason: 'x' }, callOf('k1'))),
      refusalOf(port.closeTask({ taskId: 'TSK-9', reason: 'x' }, callOf('k2'))),
      refusalOf(port.liftSuppression({ suppressionId: 'SUP-9', reason: 'x' }, callOf('k3'))),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(await effects()).toEqual({});
  });
});
