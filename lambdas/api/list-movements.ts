import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { atItem, LOOK, pageOf } from './schemas.ts';
import { MovementView, movementView } from './views/inventory.ts';

export const route = defineRoute({
  operationId: 'listMovements',
  method: 'GET',
  path: '/v1/inventory/{site}/{sku}/movements',
  tag: 'Inventory',
  summary: 'Every movement that led to a position, with the audit entry that proves it.',
  may: { roles: LOOK, scope: 'inventory:read' },
  params: atItem,
  answer: pageOf(MovementView),
  paged: true,
  about: ({ params }) => params,
  async run({ principal, params: { site, sku }, page }, { stores }: ReadDeps) {
    const { rows, cursor } = await stores.inventory.ledger(principal.tenant, site, sku, page);
    return { body: { items: rows.map(movementView) }, cursor };
  },
});
