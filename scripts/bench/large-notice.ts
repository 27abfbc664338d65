import { tenantScope } from '../../lambdas/store/ports.ts';
import type { Floor } from '../../local/scenarios/floor.ts';
import { transitionsOf } from '../../local/scenarios/verdict.ts';
import { countAll, RETAILER } from './clean-lines.ts';
import { costOf } from './cost.ts';
import { type Figure, secondsSince } from './figure.ts';
import { peaksOf } from './function-memory.ts';
import { type LargeNotice, largeNotice } from './large-file.ts';

const LINES = 10_000;
/** Long enough for a slow machine; what takes longer is broken. */
const PATIENCE_SECONDS = 1_500;
const MEGABYTE = 1024 * 1024;

export const largeNoticeRun: Figure = {
  name: 'large-notice',
  title: `A notice of ${LINES} lines, end to end`,
  how:
    `On LocalStack: a CSV file of ${LINES} lines, each another item on ${LINES / 100} orders the reference ERP knows, is dropped into the ` +
    'inbox; once its process awaits the goods, they are counted as announced in 100 events at once. Lines per second are of the whole way ' +
    'from the file to the closed process. Memory is the most any process of a function ever held (VmHWM in /proc, so Linux only).',
  measure: async ({ stage, say }) => {
    const { floor, localStack } = await stage();
    const { tenant, supplierId } = RETAILER;
    const notice = largeNotice('BENCH-LARGE', LINES);
    await floor.systems.seed(tenant, 'erp', notice.masterData);

    say('dropping the file');
    const began = performance.now();
    await floor.dropText(tenant, 'bright-csv', 'large.csv', notice.csv);
    await floor.until(
      'the large notice being checked',
      async () => (await floor.process(tenant, supplierId, notice.asnId))?.state === 'AWAITING_RECEIPT',
      PATIENCE_SECONDS,
    );
    const checked = secondsSince(began);
    // Now, too: LocalStack ends functions that idle, and the door idles from here on.
    const before = await peaksOf(localStack.pid);
    say(`checked after ${checked.toFixed(0)} s; counting`);
    await countAll(floor, notice);
    const row = await floor.until(
      'the large notice being closed',
      async () => {
        const current = await floor.process(tenant, supplierId, notice.asnId);
        return current?.closedAt === undefined ? undefined : current;
      },
      PATIENCE_SECONDS,
    );
    const seconds = secondsSince(began);
    say('adding up the stock');
    const wrong = await wrongPositions(floor, notice);
    const transitions = row.executionArn ? await transitionsOf(floor.stage.clients.sfn, row.executionArn) : 0;
    const peaks = [...before, ...(await peaksOf(localStack.pid))].sort(([, a], [, b]) => b - a);
    const door = peaks.find(([name]) => name.endsWith('-doors-receive-document'));
    const [largest] = peaks;
    if (!door || !largest)
      throw new Error('no process of the door was found: /proc tells of them, so measure this on Linux');
    return [
      {
        what: 'lines whose stock is not what was counted',
        value: wrong,
        unit: '',
        atMost: 0,
        detail: `ends ${row.state}, ${row.outcome ?? ''}`,
      },
      { what: 'from the file to every line checked', value: checked, unit: 's' },
      { what: 'from the file to the closed process', value: seconds, unit: 's' },
      { what: 'speed', value: LINES / seconds, unit: 'lines/s' },
      {
        what: 'transitions',
        value: transitions,
        unit: '',
        detail: `US$ ${(costOf({ transition: transitions }).total).toFixed(4)}; children are Express in an account and cost none`,
      },
      { what: 'the door, most memory', value: door[1] / MEGABYTE, unit: 'MB', atMost: 512 },
      {
        what: 'any function, most memory',
        value: largest[1] / MEGABYTE,
        unit: 'MB',
        atMost: 512,
        detail: largest[0],
      },
    ];
  },
};

/** Items whose stock is not what was counted. */
async function wrongPositions(floor: Floor, { counts }: LargeNotice): Promise<number> {
  const AT_ONCE = 16;
  const { inventory } = floor.stage.stores;
  const left = counts.flat();
  let wrong = 0;
  const reader = async () => {
    for (let next = left.pop(); next; next = left.pop()) {
      const { buckets } = await inventory.position(tenantScope(RETAILER.tenant), RETAILER.site, next.sku);
      if (buckets.available !== next.quantity) wrong += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return wrong;
}
