import * as z from 'zod/mini';
import { isFirstOf, listsFor, matcherOf } from '../doors/epcis/query-events.ts';
import type { TraceEvent } from '../store/epcis.ts';
import type { ReadDeps } from './deps.ts';
import { pageOver } from './kernel/pages.ts';
import { defineRoute } from './kernel/route.ts';
import { LOOK, pageOf } from './schemas.ts';
import { seenBy } from './seen-events.ts';
import { TraceEventView, traceEventView } from './views/trace.ts';

const values = z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(512))).check(z.maxLength(10)));
const moment = z.optional(
  z.string().check(
    z.regex(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
      'a time with its zone such as 2026-03-02T08:00:00Z',
    ),
    z.refine((text) => !Number.isNaN(Date.parse(text)), 'a time that exists'),
  ),
);

export const route = defineRoute({
  operationId: 'queryEvents',
  method: 'GET',
  path: '/v1/epcis/events',
  tag: 'Trace',
  summary: 'The trace trail: EPCIS events by identifier, or by time and business step.',
  description:
    'The parameters of SimpleEventQuery of EPCIS 2.0; a parameter given several times means any of its values. Name an identifier, or GE_eventTime and LT_eventTime at most 31 days apart. Whoever is granted single sites sees the events of these sites.',
  may: { roles: LOOK, scope: 'events:read' },
  query: z.strictObject({
    EQ_eventID: z.optional(z.string().check(z.maxLength(128))),
    EQ_bizStep: values,
    EQ_disposition: values,
    MATCH_epc: values,
    MATCH_anyEPC: values,
    GE_eventTime: moment,
    LT_eventTime: moment,
    EQ_readPoint: values,
    EQ_bizLocation: values,
  }),
  answer: pageOf(TraceEventView),
  paged: true,
  async run({ principal, query: { EQ_eventID: eventId, ...query }, page }, { stores }: ReadDeps) {
    const { tenant } = principal;
    const isSeen = await seenBy(principal, stores);
    const isAsked = matcherOf(query);
    const shown = (trace: TraceEvent) => isAsked(trace) && isSeen(trace);
    if (eventId !== undefined) {
      const trace = await stores.epcis.event(tenant, eventId);
      return { body: { items: trace && shown(trace) ? [traceEventView(trace)] : [] } };
    }
    const lists = listsFor(query);
    const found = await pageOver(lists, page, async (list, asked) => {
      const { rows, ...more } = await stores.epcis.list(tenant, list, asked);
      return { ...more, rows: rows.filter((trace) => isFirstOf(lists, list, trace) && shown(trace)) };
    });
    return { body: { items: found.rows.map(traceEventView) }, cursor: found.cursor };
  },
});
