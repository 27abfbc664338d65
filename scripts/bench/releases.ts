import { orderOf, Shop as ReleaseShop } from '../../test/processes/backorder-release/shop.ts';
import { Shop as PromiseShop } from '../../test/processes/order-promise/shop.ts';
import type { World } from '../../test/processes/support/world.ts';
import { costOf } from './cost.ts';
import type { Figure, Row } from './figure.ts';

const HAPPY_TRANSITIONS = 12;
const LINES = 1_000;

export const releases: Figure = {
  name: 'releases',
  title: 'Backorder release and order promise',
  how:
    'The real definitions, functions and consumers in this process, over stores in memory and the systems’ fakes. Transitions are states ' +
    'entered by the execution, plus one for every child of a distributed Map, which an account runs as Express ones at none.',
  measure: async () => {
    const one = await released(1);
    const many = await released(LINES);
    const promised = await promisedOrder();
    return [
      transitionsRow('a release of one line: transitions', one.world, true, GROUPS),
      transitionsRow(`a release of ${LINES} lines: transitions`, many.world, false, GROUPS),
      {
        what: `a release of ${LINES} lines: executions`,
        value: many.world.runs.size,
        unit: '',
        atMost: 1,
        detail: `${Object.keys(many.allocated()).length} lines allocated by ${many.fake('oms').effects().allocate} calls`,
      },
      transitionsRow('an order that is told, watched and delivered: transitions', promised.world, true),
    ];
  },
};

/** Lines of one item that wait, and one receipt for all of them. */
async function released(lines: number): Promise<ReleaseShop> {
  const shop = await ReleaseShop.open({ release: { policy: 'FIFO' } });
  shop.orders(
    ...Array.from({ length: lines }, (_, n) => orderOf(String(n).padStart(4, '0'), {}, [{ ordered: 2 }])),
  );
  await shop.gain(lines * 2);
  const problems = await shop.problems();
  if (problems.length > 0)
    throw new Error(`the release of ${lines} lines was not clean: ${problems.join('; ')}`);
  return shop;
}

async function promisedOrder(): Promise<PromiseShop> {
  const shop = await PromiseShop.of({
    supply: [{ sku: 'OATS', quantity: 10, dueAt: '2026-03-09', confirmed: true }],
  });
  await shop.review();
  shop.ship();
  shop.fake('tms').seed({ shipments: [{ shipmentId: 'S', orderId: 'SO-1', status: 'delivered' }] });
  await shop.until('2026-03-06T05:00:00.000Z');
  const row = await shop.row();
  if (row?.state !== 'CLOSED') throw new Error(`the order ended in ${row?.state}, not CLOSED`);
  return shop;
}

/** What the children of distributed Maps call first: one for each plan of a hundred lines, one for each look at an order. */
const CHILDREN = ['ReserveStock', 'BeginReview'];
/** A release also has one for each group of 25 items whose demand it looks up; here there is one item. */
const GROUPS = 1;

function transitionsRow(what: string, { runs, calls }: World, held: boolean, groups = 0): Row {
  const entered = [...runs.values()].reduce((sum, { run }) => sum + run.entered.length, 0);
  const children = calls.filter((name) => CHILDREN.includes(name)).length + groups;
  return {
    what,
    value: entered + children,
    unit: '',
    ...(held && { atMost: HAPPY_TRANSITIONS }),
    detail: `${entered} of the execution, ${children} children; US$ ${(costOf({ transition: entered }).total * 1000).toFixed(2)} per 1,000 in an account`,
  };
}
