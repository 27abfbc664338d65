import { type DynamoContext, expiry, type Key } from './dynamo-context.ts';
import { get, getAll, queryPage } from './dynamo-read.ts';
import { write } from './dynamo-write.ts';
import { type CaptureReport, type EpcisStore, listsOf, placeOfList, type TraceEvent } from './epcis.ts';
import { components, key, keyPrefix } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { TenantScope } from './ports.ts';

const table = 'intake';
/** A report is of use until its sender has read it; the events stay for good. */
const REPORT_DAYS = 30;

/**
 * The trace trail on DynamoDB. An event stands once, with an entry of its id in each list it belongs to. Entries are written
 * before the event, so an event that can be read is in all its lists, and a capture that was cut off is finished by its
 * repetition; an entry without its event is passed over.
 */
export function dynamoEpcis(context: DynamoContext): EpcisStore {
  return {
    async capture(tenant, event) {
      const { eventId, eventTime, errorDeclaration } = event;
      const what = `capturing event ${eventId}`;
      for (const list of listsOf(event)) {
        const put = { pk: key('T', tenant, ...placeOfList(list)), sk: key(eventTime, eventId) };
        await write(context, what, [{ table, put }]);
      }
      const { errorDeclaration: _, ...kept } = event;
      const outcome = await write(context, what, [
        {
          table,
          put: { ...eventKey(tenant, eventId), trace: pack(kept) },
          condition: 'attribute_not_exists(pk)',
        },
      ]);
      if (errorDeclaration) {
        await write(context, `noting that event ${eventId} is an error`, [
          {
            table,
            key: eventKey(tenant, eventId),
            update: 'SET declared = :declared',
            values: { ':declared': pack(errorDeclaration) },
          },
        ]);
      }
      return { first: outcome.kind === 'written' };
    },

    async event(tenant, eventId) {
      const item = await get(context, table, eventKey(tenant, eventId));
      return item && eventOf(item);
    },

    async list(tenant, list, page) {
      const range = { table, pk: key('T', tenant, ...placeOfList(list)) } as const;
      const entries = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      const ids = entries.rows.map(({ sk }) => components(sk)[1] ?? '');
      const items = await getAll(
        context,
        table,
        ids.map((id) => eventKey(tenant, id)),
      );
      return { ...entries, rows: items.map(eventOf) };
    },

    async keepReport(tenant, report) {
      const place = reportKey(tenant, report.captureId);
      const expiresAt = expiry(context, report.capturedAt, REPORT_DAYS);
      await write(context, `keeping the report of capture ${report.captureId}`, [
        { table, put: { ...place, report: pack(report), expiresAt } },
      ]);
    },

    async report(tenant, captureId) {
      const item = await get(context, table, reportKey(tenant, captureId));
      return item && unpack<CaptureReport>(item.report as Packed);
    },
  };
}

function eventOf(item: Readonly<Record<string, unknown>>): TraceEvent {
  const event = unpack<TraceEvent>(item.trace as Packed);
  if (item.declared === undefined) return event;
  return { ...event, errorDeclaration: unpack<Readonly<Record<string, unknown>>>(item.declared as Packed) };
}

function eventKey(tenant: TenantScope, eventId: string): Key {
  return { pk: key('T', tenant, 'TRACE', eventId), sk: 'EVENT' };
}

function reportKey(tenant: TenantScope, captureId: string): Key {
  return { pk: key('T', tenant, 'CAPTURE', captureId), sk: 'REPORT' };
}
