import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptLine } from '../../../events/inbound.ts';
import type { AuditEntry } from '../../../lambdas/domain/audit-chain.ts';
import { verifyChain } from '../../../lambdas/domain/audit-verify.ts';
import { unitsBooked } from '../../../lambdas/domain/site-book.ts';
import type { ChunkBody } from '../../../lambdas/processes/receiving/contract.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import type { TaskRow } from '../../../lambdas/store/ports.ts';
import { type Delivery, deliveryAt } from './delivery.ts';
import { problemsOf } from './state.ts';

/** Whatever happens to a small notice in whatever order: nothing is lost, nothing waits forever, everything ends. */

const SKUS = ['OATS', 'NUTS', 'SEEDS'] as const;
const SYSTEMS = ['erp', 'wms', 'finance', 'supplier-portal'] as const;

const line = fc.record({
  sku: fc.constantFrom(...SKUS),
  quantity: fc.integer({ min: 1, max: 70 }),
  condition: fc.constantFrom('good', 'good', 'good', 'damaged'),
}) as fc.Arbitrary<ReceiptLine>;

const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('count' as const),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      final: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      task: fc.nat(9),
      option: fc.nat(9),
      good: fc.nat(80),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      receipt: fc.nat(9),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('outage' as const),
      system: fc.constantFrom(...SYSTEMS),
      up: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      minutes: fc.constantFrom(5, 20, 300, 1500, 4000),
    }),
  },
);
type Happening = typeof event extends fc.Arbitrary<infer One> ? One : never;

/** A form that fits the option; units are what somebody might type. */
function formFor(option: TaskRow['options'][number], good: number) {
  const fields = Object.keys((option.formSchema as { properties?: object } | undefined)?.properties ?? {});
  if (fields.length === 0) return undefined;
  const value: Readonly<Record<string, unknown>> = {
    good,
    damaged: good % 3,
    bad: 0,
    critical: good % 2,
    major: 0,
    minor: 0,
    poId: 'PO-1',
    poLine: 1,
    dueAt: '2026-03-20T14:00:00Z',
  };
  return Object.fromEntries(fields.map((field) => [field, value[field]]));
}

async function answerOne(
  d: Delivery,
  { task: which, option: choice, good }: { task: number; option: number; good: number },
) {
  const open = await d.openTasks();
  const task = open[which % Math.max(1, open.length)];
  if (!task) return;
  const option = task.options[choice % task.options.length];
  if (!option || !(await d.personFor(task, option.code))) return;
  const form = formFor(option, good);
  await d.answer(task.step, option.code, { comment: 'As agreed.', ...(form && { form }) });
}

async function happen(d: Delivery, down: Set<string>, one: Happening): Promise<void> {
  if (one.kind === 'count' && (await isOpen(d))) {
    await d.count(one.lines, { final: one.final });
  }
  if (one.kind === 'correct' && (await isOpen(d))) await d.correct(one.receipt, one.lines);
  if (one.kind === 'answer') await answerOne(d, one);
  if (one.kind === 'outage') {
    if (one.up) down.delete(one.system);
    else down.add(one.system);
  }
  if (one.kind === 'pass') await d.world.advance(one.minutes);
}

const isOpen = async (d: Delivery) => (await d.row()).closedAt === undefined;

async function expectInvariants(d: Delivery): Promise<void> {
  const row = await d.row();
  // No process without a deadline to come unless it ended.
  expect([row.state, row.dueAt !== undefined && row.dueAt > d.world.clock()]).toEqual([
    row.state,
    row.closedAt === undefined,
  ]);
  expect(await problemsOf(d)).toEqual([]);
  const keys: string[] = [];
  for (const sku of SKUS) keys.push(...(await d.ledger(sku)).map(({ effectKey }) => effectKey));
  expect(new Set(keys).size).toBe(keys.length);
}

/**
 * Units counted are in a bucket or left by somebody's decision. A correction takes units out that were never there, or
 * brings the same units in elsewhere; a recount says what was really there. The ERP has received what is available.
 */
async function expectConservation(d: Delivery): Promise<void> {
  const bodies = await Promise.all(
    [0, 1].map((chunk) => d.world.stores.processes.readChunk<ChunkBody>(d.tenant, d.processId, chunk)),
  );
  const lines = bodies.flatMap((stored) => stored?.body.lines ?? []);
  const { lines: orders, postings } = d.fake('erp').state() as {
    lines: { sku: string; receivedBefore: number }[];
    postings: { sku: string; quantity: number }[];
  };
  for (const sku of SKUS) {
    const own = lines.filter((line) => line.sku === sku);
    const ledger = await d.ledger(sku);
    const sum = (rows: readonly { quantity: number }[]) =>
      rows.reduce((units, { quantity }) => units + quantity, 0);
    const left = sum(ledger.filter(({ to }) => to === null));
    const inStock = Object.values(await d.stock(sku)).reduce((units, quantity) => units + quantity, 0);
    expect([sku, sum(ledger.filter(({ from }) => from === null)) - left]).toEqual([sku, inStock]);
    const moves = own.flatMap((line) => line.movements);
    const corrected = sum(
      moves.filter(({ to, reasonCode }) => to === null && reasonCode === 'COUNT_CORRECTION'),
    );
    const recounted = own.some((line) => line.counts.some(({ round }) => round > 1));
    // What was sent away before its count was corrected is gone all the same.
    const gone = inStock + left - corrected - (d.counted.get(sku) ?? 0);
    if (!recounted) expect([sku, d.isCorrected ? Math.max(0, -gone) : gone]).toEqual([sku, 0]);
    const order = orders.find((line) => line.sku === sku);
    // Goods nobody has accepted are in our ledger and in no book, and the ledger says which.
    const booked = ledger.reduce((units, entry) => units + unitsBooked(entry), 0);
    expect([sku, booked]).toEqual([sku, sum(postings.filter((posting) => posting.sku === sku))]);
    if (order) expect([sku, order.receivedBefore]).toEqual([sku, (await d.stock(sku)).available ?? 0]);
  }
}

async function verifyAudit(d: Delivery): Promise<void> {
  const { inventory } = d.world.stores;
  const days = await inventory.auditDays(d.tenant, d.site);
  const entries = async function* (): AsyncGenerator<AuditEntry> {
    for (const day of [...days].sort()) yield* inventory.auditChain(d.tenant, d.site, day);
  };
  expect(await verifyChain(entries())).toMatchObject({ ok: true });
}

describe('any sequence of receipts, corrections, answers, outages and time', () => {
  it('keeps every unit, always has a deadline, and ends once everything is answered and up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 12 }), async (happenings) => {
        const d = await deliveryAt({
          lines: [
            { sku: 'OATS', ordered: 100 },
            { sku: 'NUTS', ordered: 60 },
          ],
          items: [{ sku: 'SEEDS' }],
        });
        const down = new Set<string>();
        d.world.fault = (moment, name) => {
          if (moment === 'before' && down.has(name.split('.')[0] ?? ''))
            throw new AdapterUnavailable(`${name} is down`);
        };
        await d.announce();
        for (const one of happenings) {
          await happen(d, down, one);
          await expectInvariants(d);
        }
        down.clear();
        if (await isOpen(d))
          await d.count([{ sku: 'OATS', quantity: 1, condition: 'good' }], { receiptId: 'R-LAST' });
        for (let day = 0; day < 12 && (await isOpen(d)); day++) {
          await d.later();
          for (let left = 0; left < 20 && (await d.openTasks()).length > 0; left++)
            await answerOne(d, { task: 0, option: left < 10 ? 0 : 1, good: 0 });
        }
        expect(await d.row()).toMatchObject({ closedAt: expect.any(String) });
        await expectInvariants(d);
        await expectConservation(d);
        await verifyAudit(d);
      }),
      { seed: 20_260_302, numRuns: 25 },
    );
  }, 120_000);
});
