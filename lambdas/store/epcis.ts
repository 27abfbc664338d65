import type { Problem } from '../shared/parse.ts';
import type { Page, TenantScope } from './ports.ts';

/** An EPCIS event as it was captured. */
export interface TraceEvent {
  /** Its event hash; `lambdas/domain/epcis/event-hash.ts`. */
  readonly eventId: string;
  /** When it happened, UTC with milliseconds. */
  readonly eventTime: string;
  readonly recordTime: string;
  /** The bare word of the business vocabulary, or the address of a partner's own. */
  readonly bizStep?: string;
  /** Every identifier in it, in canonical spelling: instances, classes, parents. */
  readonly epcs: readonly string[];
  readonly event: Readonly<Record<string, unknown>>;
  /** Somebody declared afterwards that it was an error. */
  readonly errorDeclaration?: Readonly<Record<string, unknown>>;
}

/** What became of one event of a capture. */
export interface CapturedEvent {
  readonly verdict: 'captured' | 'repeated' | 'declared-error' | 'refused';
  readonly eventID?: string;
  /** Why it was refused. */
  readonly problems?: readonly Problem[];
}

/** What became of a capture, for whoever sent it and asks later. */
export interface CaptureReport {
  readonly captureId: string;
  readonly capturedAt: string;
  /** Who sent it; others do not see it. */
  readonly subject: string;
  readonly events: readonly CapturedEvent[];
}

/** What a page of the trail is of: one identifier, or one day, of all steps or of one. Oldest event first. */
export type TraceList = { readonly epc: string } | { readonly day: string; readonly bizStep?: string };

/** The trace trail: EPCIS events by id, by identifier, and by day and business step. Kept for good. */
export interface EpcisStore {
  /** Keeps an event once; one that stands is left as it is. A declared error is noted on either. */
  capture(tenant: TenantScope, event: TraceEvent): Promise<{ readonly first: boolean }>;
  event(tenant: TenantScope, eventId: string): Promise<TraceEvent | undefined>;
  list(
    tenant: TenantScope,
    list: TraceList,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<TraceEvent>>;
  keepReport(tenant: TenantScope, report: CaptureReport): Promise<void>;
  report(tenant: TenantScope, captureId: string): Promise<CaptureReport | undefined>;
}

/** The lists an event stands in. */
export function listsOf({ epcs, eventTime, bizStep }: TraceEvent): readonly TraceList[] {
  const day = eventTime.slice(0, 10);
  return [
    ...[...new Set(epcs)].map((epc) => ({ epc })),
    { day },
    ...(bizStep === undefined ? [] : [{ day, bizStep }]),
  ];
}

/** The parts of a list's key behind the tenant. */
export function placeOfList(list: TraceList): readonly [string, ...string[]] {
  if ('epc' in list) return ['EPC', list.epc];
  return list.bizStep === undefined ? ['TRACE-DAY', list.day] : ['TRACE-STEP', list.bizStep, list.day];
}
