import { canonicalLink } from '../../domain/epcis/digital-link.ts';
import { plainWord } from '../../domain/epcis/event-shape.ts';
import { VOCABULARIES } from '../../domain/epcis/vocabulary.ts';
import { ContractViolation } from '../../shared/errors.ts';
import type { TraceEvent, TraceList } from '../../store/epcis.ts';

/** The parameters of EPCIS 2.0's SimpleEventQuery (section 8.2.7.1) that are answered; values of one are alternatives. */
export interface EventQuery {
  readonly EQ_bizStep?: readonly string[] | undefined;
  readonly EQ_disposition?: readonly string[] | undefined;
  readonly MATCH_epc?: readonly string[] | undefined;
  readonly MATCH_anyEPC?: readonly string[] | undefined;
  readonly GE_eventTime?: string | undefined;
  readonly LT_eventTime?: string | undefined;
  readonly EQ_readPoint?: readonly string[] | undefined;
  readonly EQ_bizLocation?: readonly string[] | undefined;
}

/** Days one query may span where no identifier narrows it. */
const MOST_DAYS = 31;
const DAY = 86_400_000;

/**
 * The lists that hold every event a query asks for, so that it costs what it shows. Raises ContractViolation for a query
 * that names neither an identifier nor a time.
 */
export function listsFor(query: EventQuery): readonly TraceList[] {
  const epcs = [...(query.MATCH_epc ?? []), ...(query.MATCH_anyEPC ?? [])];
  if (epcs.length > 0) return [...new Set(epcs.map(canonicalEpc))].map((epc) => ({ epc }));
  const { GE_eventTime: from, LT_eventTime: until } = query;
  if (from === undefined || until === undefined)
    throw new ContractViolation(
      'the query names neither an identifier (MATCH_epc, MATCH_anyEPC) nor both GE_eventTime and LT_eventTime: name one of them',
    );
  const [start, end] = [Math.floor(Date.parse(from) / DAY), Math.ceil(Date.parse(until) / DAY)];
  if (end - start > MOST_DAYS)
    throw new ContractViolation(
      `GE_eventTime ${from} to LT_eventTime ${until} are ${end - start} days: ask for at most ${MOST_DAYS} at once, or name an identifier`,
    );
  const days = Array.from({ length: Math.max(0, end - start) }, (_, index) =>
    new Date((start + index) * DAY).toISOString().slice(0, 10),
  );
  const steps = [...new Set(query.EQ_bizStep?.map(plainStep) ?? [])];
  return days.flatMap((day): readonly TraceList[] =>
    steps.length === 0 ? [{ day }] : steps.map((bizStep) => ({ day, bizStep })),
  );
}

/** Tells whether an event of those lists is one the query asks for; the query is read once, however many events there are. */
export function matcherOf(query: EventQuery): (trace: TraceEvent) => boolean {
  const steps = query.EQ_bizStep?.map(plainStep);
  const dispositions = query.EQ_disposition?.map(plainDisposition);
  const [readPoints, locations] = [
    query.EQ_readPoint?.map(canonicalEpc),
    query.EQ_bizLocation?.map(canonicalEpc),
  ];
  const [named, any] = [query.MATCH_epc?.map(canonicalEpc), query.MATCH_anyEPC?.map(canonicalEpc)];
  const [from, until] = [momentOf(query.GE_eventTime), momentOf(query.LT_eventTime)];
  const among = (asked: readonly string[] | undefined, value: string | undefined) =>
    asked === undefined || (value !== undefined && asked.includes(value));
  return ({ bizStep, eventTime, epcs, event }) => {
    const moment = Date.parse(eventTime);
    return (
      among(steps, bizStep) &&
      among(dispositions, plainDisposition(textOf(event.disposition))) &&
      among(readPoints, placeOf(event.readPoint)) &&
      among(locations, placeOf(event.bizLocation)) &&
      (named === undefined || ownEpcs(event).some((epc) => named.includes(epc))) &&
      (any === undefined || any.some((epc) => epcs.includes(epc))) &&
      (from === undefined || moment >= from) &&
      (until === undefined || moment < until)
    );
  };
}

/** What an event is about itself, as MATCH_epc asks: not its parent, and no class of goods. */
function ownEpcs(event: TraceEvent['event']): readonly string[] {
  return ['epcList', 'childEPCs']
    .flatMap((list) => (event[list] as readonly string[] | undefined) ?? [])
    .map(canonicalEpc);
}

function momentOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

/** Whether a list is the first of several an event stands in: an event of two identifiers asked for is answered once. */
export function isFirstOf(lists: readonly TraceList[], list: TraceList, { epcs }: TraceEvent): boolean {
  return lists.find((one) => !('epc' in one) || epcs.includes(one.epc)) === list || !('epc' in list);
}

/**
 * The site of ours an event happened at, by the GLN of its business location or else of its read point; `undefined` where it
 * names none of ours.
 */
export function siteOf(
  event: TraceEvent['event'],
  sites: readonly { readonly site: string; readonly gln: string }[],
): string | undefined {
  const places = [placeOf(event.bizLocation), placeOf(event.readPoint)];
  const glns = places.map((place) => /\/414\/(\d{13})/.exec(place ?? '')?.[1]);
  return glns.flatMap((gln) => sites.find((known) => known.gln === gln)?.site ?? [])[0];
}

/** The canonical address of the place an event speaks of; `undefined` where it names none. */
function placeOf(place: unknown): string | undefined {
  const id = textOf((place as { readonly id?: unknown } | undefined)?.id);
  return id === '' ? undefined : canonicalEpc(id);
}

function canonicalEpc(epc: string): string {
  return canonicalLink(epc) ?? epc;
}

function plainStep(text: string): string {
  return plainWord(text, VOCABULARIES.bizStep);
}

function plainDisposition(text: string): string {
  return plainWord(text, VOCABULARIES.disposition);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
