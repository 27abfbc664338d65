import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { atItem, LOOK } from './schemas.ts';
import { PositionView, positionView } from './views/inventory.ts';

export const route = defineRoute({
  operationId: 'lookUpInventory',
  method: 'GET',
  path: '/v1/inventory/{site}/{sku}',
  tag: 'Inventory',
  summary: 'What a site has of an item.',
  description: 'An item that never moved at the site has zero of everything: it is not an error to ask.',
  may: { roles: LOOK, scope: 'inventory:read' },
  params: atItem,
  answer: z.extend(PositionView, {
    lots: z.array(z.object({ lot: z.string(), available: z.int(), free: z.int() })),
  }),
  versioned: true,
  about: ({ params }) => params,
  async run({ principal, params: { site, sku } }, { stores }: ReadDeps) {
    const { position, lots } = await stores.backorders.stock(principal.tenant, site, sku);
    return {
      body: { ...positionView(position), lots: lots.map((lot) => ({ ...lot })) },
      version: position.version,
    };
  },
});
