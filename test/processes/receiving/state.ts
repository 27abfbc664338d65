import type { Delivery } from './delivery.ts';

const SYSTEMS = ['erp', 'wms', 'finance', 'supplier-portal'] as const;

/**
 * A sweeper that dies between telling a process of its deadline and waking it leaves a process that seems not to react,
 * and somebody is asked to look. It is the one trace a killed function may leave.
 */
const UNHEARD = 'PROCESS_OVERDUE';

/**
 * All that a delivery left behind, in a form two runs can be compared by: states, stock, ledger, what the systems hold,
 * tasks, cases, and which events were told how often.
 */
export async function stateOf(d: Delivery) {
  const { facts, pending: _, version: __, executionArn: ___, ...row } = await d.row();
  const skus = (d.fake('erp').state() as { items: { sku: string }[] }).items.map(({ sku }) => sku).sort();
  const stock: Record<string, unknown> = {};
  const ledger: string[] = [];
  for (const sku of skus) {
    stock[sku] = await d.stock(sku);
    for (const { effectKey, quantity, from, to, lot } of await d.ledger(sku))
      ledger.push([effectKey, sku, quantity, from, to, lot].join(' '));
  }
  const events: Record<string, number> = {};
  for (const { type, tenantid, data } of d.world.events)
    if (tenantid === d.tenantId && !JSON.stringify(data).includes(UNHEARD))
      events[type] = (events[type] ?? 0) + 1;
  return {
    state: row.state,
    outcome: row.outcome,
    closed: row.closedAt !== undefined,
    chunks: Object.entries(facts).filter(([key]) => key.startsWith('chunk-')),
    stock,
    ledger: ledger.sort(),
    systems: Object.fromEntries(
      SYSTEMS.map((name) => [
        name,
        { effects: d.fake(name).effects(), state: unordered(d.fake(name).state()) },
      ]),
    ),
    tasks: (await d.tasks())
      .map((task) => `${task.taskId} ${task.state} ${task.answer?.option ?? ''}`)
      .sort(),
    cases: (await d.caseStates()).filter((kase) => !kase.startsWith(UNHEARD)),
    events,
  };
}

/** Document numbers and the order of documents depend on who came first; what they say does not. */
function unordered(state: unknown): unknown {
  const plain = JSON.parse(
    JSON.stringify(state).replaceAll(/"(GR|GRR|POC|STC|ACC|ACR|CLM|MSG)-\d{6}"/g, '"$1"'),
  );
  return Object.fromEntries(
    Object.entries(plain as Record<string, unknown[]>).map(([name, rows]) => [
      name,
      rows.map((row) => JSON.stringify(row)).sort(),
    ]),
  );
}

/** What must hold after anything: every message handled, no red execution, nothing waiting in an outbox. */
export async function problemsOf(d: Delivery): Promise<string[]> {
  const waiting = await d.world.stores.inventory.unpublished('9999-12-31T00:00:00.000Z', 10);
  return [
    ...d.world.dead.map(({ what, error }) => `dead: ${what}: ${String(error)}`),
    ...[...d.world.runs].filter(([, { status }]) => status === 'FAILED').map(([name]) => `failed: ${name}`),
    ...waiting.flatMap(({ events }) => events.map(({ type }) => `unpublished: ${type}`)),
  ];
}
