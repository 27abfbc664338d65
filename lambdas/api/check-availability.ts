import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';
import { holds } from '../domain/grants.ts';
import { availabilityOf } from '../domain/promise-atp.ts';
import { bookAt } from './control-tower/atp.ts';
import type { Tower } from './control-tower/context.ts';
import { loadersOf } from './control-tower/loaders.ts';
import type { ReadDeps } from './deps.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, units } from './schemas.ts';

const MOST_LINES = 50;
const MOST_SITES = 20;

const Asked = z.strictObject({
  sku: identifier,
  /** Base units of the item. */
  quantity: units,
  /** Where it is to come from; every site the caller is granted unless named. */
  site: z.optional(identifier),
});

export const route = defineRoute({
  operationId: 'checkAvailability',
  method: 'POST',
  path: '/v1/availability/check',
  tag: 'Inventory',
  summary: 'When and where quantities of items can be promised (ATP); nothing is reserved.',
  description:
    'By the rules of the order promise: free units nobody doubts, and the supply known here. HIGH is on hand, MEDIUM confirmed supply, LOW unconfirmed. Without `on` nothing known here covers the quantity. Each line is asked for itself: two lines of one item may be promised the same units.',
  may: { roles: LOOK, scope: 'inventory:read' },
  body: z.strictObject({ lines: z.array(Asked).check(z.minLength(1), z.maxLength(MOST_LINES)) }),
  answer: z.object({
    /** When the numbers were read. */
    asOf: z.string(),
    lines: z.array(
      z.object({
        sku: z.string(),
        quantity: z.int(),
        sites: z.array(
          z.object({
            site: z.string(),
            /** Units that can be sold now. */
            available: z.int(),
            on: z.optional(z.string()),
            confidence: z.optional(z.enum(['HIGH', 'MEDIUM', 'LOW'])),
          }),
        ),
      }),
    ),
  }),
  reads: true,
  async run({ principal, body, require }, { stores, clock }: ReadDeps) {
    const tower: Tower = { principal, load: loadersOf(principal.tenant, stores), clock };
    const { sites } = await tower.load.document();
    const granted = sites.map(({ site }) => site).filter((site) => holds(principal.sites, site));
    for (const { site } of body.lines) require({ site });
    const lines = await Promise.all(
      body.lines.map(async ({ sku, quantity, site }) => {
        const places = (site === undefined ? granted.slice(0, MOST_SITES) : [site]).map((at) => ({
          site: at,
          sku,
        }));
        return {
          sku,
          quantity,
          sites: await Promise.all(places.map((place) => promised(tower, place, quantity))),
        };
      }),
    );
    return { body: { asOf: clock(), lines } };
  },
});

async function promised(tower: Tower, place: { site: string; sku: string }, quantity: number) {
  const { book, method } = await bookAt(tower, place);
  const { on, confidence } = availabilityOf(book, quantity, method) ?? {};
  return {
    ...{ site: place.site, available: book.onHand },
    ...(on === undefined ? {} : { on }),
    ...(confidence === undefined ? {} : { confidence }),
  };
}
