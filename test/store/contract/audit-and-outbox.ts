import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../events/envelope.ts';
import { type AuditEntry, dayRoot, OPENING } from '../../../lambdas/domain/audit-chain.ts';
import { verifyChain } from '../../../lambdas/domain/audit-verify.ts';
import { ContractViolation } from '../../../lambdas/shared/errors.ts';
import { key } from '../../../lambdas/store/keys.ts';
import { outboxItemKey, rowKeyOf } from '../../../lambdas/store/outbox-row.ts';
import type { InventoryStore, TenantScope } from '../../../lambdas/store/ports.ts';
import { EVENING, event, MORNING, NEXT_DAY, NOON, processIn, someTenant, step } from '../samples.ts';
import { chainOf } from './chain-of.ts';
import type { MakeStores } from './make-stores.ts';

const FAR = '2099-01-01T00:00:00Z';

/** What every form of the audit chain and the outbox must do. */
export function auditAndOutboxContract(makeStores: MakeStores): void {
  describe('the audit chain', () => {
    const draft = (at: string, overrides = {}) => ({
      site: 'dc1',
      about: processIn(1),
      at,
      kind: 'approval',
      actor: 'u-1',
      body: { option: 'RECOUNT', half: 0.5 },
      ...overrides,
    });

    it('links entries of a lane, and an entry that comes late joins the day the chain has reached', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const first = await inventory.audit(tenant, draft(MORNING));
      const second = await inventory.audit(tenant, draft(EVENING));
      const third = await inventory.audit(tenant, draft(NEXT_DAY));
      const late = await inventory.audit(tenant, draft(EVENING, { body: { late: true } }));
      expect(second).toMatchObject({ day: '2026-03-02', sequence: 2, prevHash: first.hash });
      expect(third).toMatchObject({ day: '2026-03-03', sequence: 1 });
      expect(late).toMatchObject({ day: '2026-03-03', sequence: 2, at: EVENING, prevHash: third.hash });
      expect(await inventory.auditDays(tenant, 'dc1')).toEqual(['2026-03-02', '2026-03-03']);
      const chain = await chainOf(inventory, tenant);
      expect(chain.filter(({ lane }) => lane !== OPENING)).toEqual([first, second, third, late]);
      expect(await verifyChain(chain)).toMatchObject({ ok: true, entries: 4 + 2 });
      expect(await inventory.auditDays(tenant, 'dc2')).toEqual([]);
    });

    it('keeps lanes apart, and the opening of a day closes all of them', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const audit = (lane: number, at: string) =>
        inventory.audit(tenant, draft(at, { about: processIn(lane) }));
      const [one, nine, nineAgain] = [await audit(1, MORNING), await audit(9, NOON), await audit(9, EVENING)];
      const [first] = await chainOf(inventory, tenant);
      expect([one.prevHash, nine.prevHash, nineAgain.prevHash]).toEqual([
        first?.hash,
        first?.hash,
        nine.hash,
      ]);
      expect([nine.lane, nine.sequence, nineAgain.sequence]).toEqual([9, 1, 2]);
      const ended = await inventory.auditRoot(tenant, 'dc1', '2026-03-02');
      expect(ended).toEqual(dayRoot({ opening: first as AuditEntry, ends: [one, nineAgain] }));

      const next = await audit(2, NEXT_DAY);
      // Neither a lane that grew on the old day nor one that did not can grow there now.
      const [grew, empty] = [await audit(9, EVENING), await audit(3, EVENING)];
      expect([grew.day, empty.day]).toEqual(['2026-03-03', '2026-03-03']);
      const opening = (await chainOf(inventory, tenant)).find(
        ({ day, lane }) => day === next.day && lane === OPENING,
      );
      expect(opening?.prevHash).toBe(ended?.root);
      expect(await inventory.auditRoot(tenant, 'dc1', '2026-03-02')).toEqual(ended);
      expect(await inventory.auditRoot(tenant, 'dc1', '2026-03-04')).toBeUndefined();
      expect((await chainOf(inventory, tenant)).map(({ day, lane }) => `${day.slice(8)}/${lane}`)).toEqual([
        ...['02/0', '02/1', '02/9', '02/9'],
        ...['03/0', '03/2', '03/3', '03/9'],
      ]);
      expect(await verifyChain(await chainOf(inventory, tenant))).toMatchObject({ ok: true, entries: 8 });
    });

    it('appends a keyed entry once', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const first = await inventory.audit(tenant, draft(MORNING, { key: 'task#1' }), [event(tenant, 'a')]);
      await inventory.audit(tenant, draft(NOON));
      expect(
        await inventory.audit(tenant, draft(EVENING, { key: 'task#1', actor: 'u-2' }), [event(tenant, 'b')]),
      ).toEqual(first);
      const all = await Promise.all(
        Array.from({ length: 6 }, () => inventory.audit(tenant, draft(EVENING, { key: 'task#2' }))),
      );
      expect(new Set(all.map(({ hash }) => hash)).size).toBe(1);
      expect(await chainOf(inventory, tenant)).toHaveLength(1 + 3);
      expect((await inventory.eventsOf(tenant, 'S1/ASN-1')).map((row) => row.event.id)).toEqual(['event-a']);
    });

    it('does not fork when many begin it, or begin a day, at once', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const times = [
        MORNING,
        NEXT_DAY,
        EVENING,
        NEXT_DAY,
        NOON,
        '2026-03-04T01:00:00Z',
        MORNING,
        '2026-03-04T00:00:00Z',
      ];
      await Promise.all(
        times.flatMap((at) =>
          [1, 2].map((lane) => inventory.audit(tenant, draft(at, { about: processIn(lane) }))),
        ),
      );
      const days = await inventory.auditDays(tenant, 'dc1');
      expect(await verifyChain(await chainOf(inventory, tenant))).toMatchObject({
        ok: true,
        entries: days.length + times.length * 2,
      });
    });
  });

  describe('the outbox', () => {
    it('keeps events by subject, oldest first, each once', async () => {
      const { inventory } = await makeStores();
      const tenant = someTenant();
      const events = [
        event(tenant, 'b', { time: NOON }),
        event(tenant, 'a'),
        event(tenant, 'c', { time: EVENING, subject: 'other#subject' }),
      ];
      await inventory.enqueue(tenant, events);
      await inventory.enqueue(tenant, events.slice(0, 1));
      expect(await inventory.eventsOf(tenant, 'S1/ASN-1')).toEqual([
        { event: events[1], published: true },
        { event: events[0], published: true },
      ]);
      expect(await inventory.eventsOf(tenant, 'other#subject')).toEqual([
        { event: events[2], published: true },
      ]);
      expect(await inventory.eventsOf(someTenant(), 'S1/ASN-1')).toEqual([]);
      expect(await missed(inventory, tenant, FAR)).toEqual([]);
    });

    it('gives what was missed until it is published, the longest missed first', async () => {
      const { inventory, processes } = await makeStores();
      const tenant = someTenant();
      const [one, two] = [event(tenant, 'one', { subject: 'one' }), event(tenant, 'two', { subject: 'two' })];
      await inventory.enqueue(tenant, [one, two]);
      await processes.record(tenant, 'receiving:P', step('told'), [event(tenant, 'three')]);
      const keyOf = (stored: Envelope) => rowKeyOf(outboxItemKey(tenant, [stored]));
      const entry = rowKeyOf({ pk: key('T', tenant, 'P', 'receiving:P'), sk: key('STEP', 'told') });
      await inventory.markMissed(tenant, keyOf(two), NOON);
      await inventory.markMissed(tenant, keyOf(one), MORNING);
      await inventory.markMissed(tenant, entry, EVENING);
      expect(await missed(inventory, tenant, NOON)).toEqual(['event-one', 'event-two']);
      expect(await missed(inventory, tenant, FAR)).toEqual(['event-one', 'event-two', 'event-three']);
      expect(await inventory.eventsOf(tenant, 'one')).toEqual([{ event: one, published: false }]);
      expect((await processes.announced(tenant, 'receiving:P')).map(({ published }) => published)).toEqual([
        false,
      ]);
      // Stored again by a caller that was not sure, it stays missed.
      await inventory.enqueue(tenant, [one]);
      await inventory.markPublished(tenant, keyOf(two));
      await inventory.markPublished(tenant, entry);
      expect(await missed(inventory, tenant, FAR)).toEqual(['event-one']);
      expect((await processes.announced(tenant, 'receiving:P')).map(({ published }) => published)).toEqual([
        true,
      ]);
      expect(await processes.steps(tenant, 'receiving:P')).toEqual([step('told')]);
    });

    it('refuses an event of another tenant', async () => {
      const { inventory } = await makeStores();
      await expect(inventory.enqueue(someTenant(), [event(someTenant(), 'a')])).rejects.toThrow(
        ContractViolation,
      );
    });
  });
}

async function missed(inventory: InventoryStore, tenant: TenantScope, until: string) {
  const rows = (await inventory.unpublished(until, 100_000)).filter((row) => row.tenant === tenant);
  return rows.flatMap(({ events }) => events.map(({ id }) => id));
}
