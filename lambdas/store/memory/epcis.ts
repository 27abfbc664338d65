import { type CaptureReport, type EpcisStore, listsOf, placeOfList, type TraceEvent } from '../epcis.ts';
import { key } from '../keys.ts';
import { copy, pageOf } from './rows.ts';

/** The trace trail in memory. */
export function memoryEpcis(): EpcisStore {
  const events = new Map<string, TraceEvent>();
  const reports = new Map<string, CaptureReport>();
  const lists = new Map<string, Set<string>>();
  return {
    async capture(tenant, event) {
      const id = key(tenant, event.eventId);
      const standing = events.get(id);
      const { errorDeclaration } = event;
      events.set(id, copy({ ...(standing ?? event), ...(errorDeclaration && { errorDeclaration }) }));
      if (standing) return { first: false };
      for (const list of listsOf(event)) {
        const place = key(tenant, ...placeOfList(list));
        lists.set(place, (lists.get(place) ?? new Set()).add(id));
      }
      return { first: true };
    },
    async event(tenant, eventId) {
      return copy(events.get(key(tenant, eventId)));
    },
    async list(tenant, list, page) {
      const ids = lists.get(key(tenant, ...placeOfList(list))) ?? [];
      const rows = [...ids].flatMap((id) => events.get(id) ?? []);
      return pageOf(tenant, rows, ({ eventTime, eventId }) => key(eventTime, eventId), page);
    },
    async keepReport(tenant, report) {
      reports.set(key(tenant, report.captureId), copy(report));
    },
    async report(tenant, captureId) {
      return copy(reports.get(key(tenant, captureId)));
    },
  };
}
