import { PromiseState } from '../../lambdas/processes/order-promise/contract.ts';
import type { ProcessRow, TenantScope } from '../../lambdas/store/ports.ts';
import type { Floor } from './floor.ts';

/** What became of the dates of one order, and what its customer heard. */
export interface PromiseReport {
  readonly row: ProcessRow;
  /** broken: a date passed and the goods were not there · moved: another date than the first one stands · kept: neither. */
  readonly promise: 'kept' | 'moved' | 'broken';
  readonly sent: number;
  /** Messages that were not sent, with the reason of the rule. */
  readonly suppressed: readonly string[];
}

const PAGE = 200;
/** Processes of orders; the others look for orders whose supply moved. */
const isOrder = ({ processId }: ProcessRow) => /^order-promise:(?!supply\/)/.test(processId);

/** The orders of these sites whose promises were looked at, by tenant and order. */
export async function promisesOf(
  { stage: { stores } }: Floor,
  places: Iterable<{ readonly tenant: TenantScope; readonly site: string }>,
): Promise<readonly PromiseReport[]> {
  const reports: PromiseReport[] = [];
  for (const { tenant, site } of places) {
    const pages = await Promise.all(
      PromiseState.options.map((state) => stores.processes.byState(tenant, site, state, { limit: PAGE })),
    );
    const rows = pages.flatMap(({ rows: found }) => found.filter(isOrder));
    for (const row of rows.sort((a, b) => a.processId.localeCompare(b.processId))) {
      const [told, steps] = await Promise.all([
        stores.processes.announced(tenant, row.processId),
        stores.processes.steps(tenant, row.processId),
      ]);
      const count = (type: string) => told.filter(({ event }) => event.type === type).length;
      const notices = steps
        .flatMap(({ decisions = [] }) => decisions)
        .filter(({ ruleId }) => ruleId === 'order-promise.customer-notice')
        .flatMap(({ result }) => (result as { suppressed?: string }).suppressed ?? []);
      reports.push({
        row,
        promise: count('PromiseBreached') > 0 ? 'broken' : count('PromiseChanged') > 0 ? 'moved' : 'kept',
        sent: count('CustomerNotified'),
        suppressed: [...new Set(notices)],
      });
    }
  }
  return reports;
}
