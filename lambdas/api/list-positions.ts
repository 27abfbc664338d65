import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { PositionView, positionView } from './views/inventory.ts';

export const route = defineRoute({
  operationId: 'listPositions',
  method: 'GET',
  path: '/v1/inventory/{site}',
  tag: 'Inventory',
  summary: 'Positions of every item that ever moved at a site, in the order of their numbers.',
  may: { roles: LOOK, scope: 'inventory:read' },
  params: z.object({ site: identifier }),
  answer: pageOf(PositionView),
  paged: true,
  about: ({ params }) => params,
  async run({ principal, params: { site }, page }, { stores }: ReadDeps) {
    const { rows, cursor } = await stores.inventory.positions(principal.tenant, site, page);
    return { body: { items: rows.map(positionView) }, cursor };
  },
});
