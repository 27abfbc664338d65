import fc from 'fast-check';
import type { AuditEntry } from '../../../lambdas/domain/audit-chain.ts';
import { outboxItemKey, rowKeyOf } from '../../../lambdas/store/outbox-row.ts';
import { chainOf } from '../contract/chain-of.ts';
import { event, movement, posting } from '../samples.ts';
import { at, type Call, eventNames, events, id, limit, maybe, onlyOf, pages } from './call.ts';

const bucket = fc.constantFrom('available' as const, 'hold' as const, 'inTransit' as const, null);
const someMovement = fc
  .record({
    effect: fc.integer({ min: 0, max: 30 }),
    sku: fc.constantFrom('S1', 'S#2'),
    quantity: fc.integer({ min: 0, max: 9 }),
    lot: maybe(fc.constant('L#1')),
    from: bucket,
    to: bucket,
  })
  .map(({ effect, lot, ...rest }) =>
    movement(`e#${effect}`, { ...rest, ...(lot === undefined ? {} : { lot }) }),
  );
/** Without ticks, which are time on DynamoDB and only numbers in memory, and without the hashes over them. */
const told = ({ day, lane, sequence, at, kind, actor, ...entry }: AuditEntry) => ({
  ...{ day, lane, sequence, at, kind, actor },
  body: kind === 'day-opened' ? Object.keys(entry.body) : entry.body,
});
export const inventoryCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(fc.array(someMovement, { minLength: 1, maxLength: 4 }), at, eventNames, id).map(
    ([movements, now, names, processId]): Call =>
      ({ inventory }, tenant) =>
        inventory.post(tenant, posting(movements, { at: now, processId }), () => events(tenant, names)),
  ),
  fc.array(someMovement, { maxLength: 3 }).map(
    (some): Call =>
      ({ inventory }, tenant) =>
        inventory.effects(tenant, 'dc1', some),
  ),
  fc.tuple(fc.constantFrom('S1', 'S#2'), limit).map(
    ([sku, size]): Call =>
      async ({ inventory }, tenant) => [
        await inventory.position(tenant, 'dc1', sku),
        await pages((cursor) => inventory.ledger(tenant, 'dc1', sku, { limit: size, cursor })),
      ],
  ),
  fc.tuple(at, maybe(fc.constantFrom('k#1', 'k#2')), id).map(
    ([now, key, about]): Call =>
      async ({ inventory }, tenant) => {
        const draft = { key, about, site: 'dc1', at: now, kind: 'approval', actor: 'u', body: { now } };
        return told(await inventory.audit(tenant, draft));
      },
  ),
  fc.constant(async ({ inventory }, tenant) => [
    await inventory.auditDays(tenant, 'dc1'),
    (await chainOf(inventory, tenant)).map(told),
  ]),
  at.map(
    (until): Call =>
      async ({ inventory }, tenant) => {
        const [first, ...more] = onlyOf(tenant, await inventory.unpublished(until, 100_000));
        if (first) await inventory.markPublished(tenant, first.key);
        return [first, more, await inventory.eventsOf(tenant, 'about#e1')];
      },
  ),
  fc.tuple(at, fc.constantFrom('e1', 'e2')).map(
    ([now, id]): Call =>
      async ({ inventory }, tenant) => {
        const stored = event(tenant, id, { subject: `about#${id}` });
        await inventory.enqueue(tenant, [stored]);
        return inventory.markMissed(tenant, rowKeyOf(outboxItemKey(tenant, [stored])), now);
      },
  ),
];
