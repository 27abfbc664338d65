import { faultOfKey } from '../../domain/check-digit.ts';
import { canonicalLink } from '../../domain/epcis/digital-link.ts';
import { eventHash, type Namespaces, utcMilliseconds } from '../../domain/epcis/event-hash.ts';
import { EpcisEvent, identifiersOf, MOST_EPCS, plainWord } from '../../domain/epcis/event-shape.ts';
import { VOCABULARIES } from '../../domain/epcis/vocabulary.ts';
import { type Problem, problemsOf } from '../../shared/parse.ts';
import type { TraceEvent } from '../../store/epcis.ts';

/** Events one document may hold: one call captures them all. */
export const MOST_EVENTS = 200;
/** Identifiers one document may name, because each is a write of its own. */
const MOST_IDENTIFIERS = 2_000;
/** An event is one item of a table, which ends at 400 KB. */
const MOST_BYTES = 350_000;
const MOST_LEVELS = 32;

type Json = Readonly<Record<string, unknown>>;
export type ReadEvent = { readonly trace: TraceEvent } | { readonly problems: readonly Problem[] };
type ReadDocument = { readonly events: readonly ReadEvent[] } | { readonly problems: readonly Problem[] };

/**
 * Reads an EPCISDocument, an EPCISQueryDocument or a single event: each event with a verdict of its own, or what is wrong
 * with the document as a whole. Never throws on any input that was JSON.
 *
 * @param recordTime when it was told, UTC
 */
export function readEpcis(document: unknown, recordTime: string): ReadDocument {
  const wrong = (field: string, value: unknown, message: string) => ({
    problems: [{ field, value: preview(value), message }],
  });
  if (!isObject(document))
    return wrong('(whole)', document, 'must be an EPCIS document or event as a JSON object');
  const namespaces = namespacesOf(document['@context']);
  const found = eventsOf(document);
  const field = 'epcisBody.eventList';
  if (!Array.isArray(found))
    return wrong(
      field,
      found,
      'must be a list of events; a query document has them in queryResults.resultsBody',
    );
  if (found.length === 0) return wrong(field, found, 'has no event; send at least one');
  if (found.length > MOST_EVENTS)
    return wrong(field, found.length, `holds too many events; send at most ${MOST_EVENTS} at once`);
  const events = found.map((event) => readEvent(event, namespaces, recordTime));
  const named = events.reduce((sum, one) => sum + ('trace' in one ? one.trace.epcs.length : 0), 0);
  if (named > MOST_IDENTIFIERS)
    return wrong(field, named, `names too many identifiers; send at most ${MOST_IDENTIFIERS} at once`);
  return { events };
}

function eventsOf(document: Json): unknown {
  const body = document.epcisBody;
  if (document.type !== 'EPCISDocument' && document.type !== 'EPCISQueryDocument') return [document];
  if (!isObject(body)) return undefined;
  const results = isObject(body.queryResults) ? body.queryResults.resultsBody : undefined;
  const holder = isObject(results) ? results : body;
  return holder.event === undefined ? holder.eventList : [holder.event];
}

function readEvent(raw: unknown, outer: Namespaces, recordTime: string): ReadEvent {
  if (deeperThan(MOST_LEVELS, raw))
    return whole(raw, `is nested too deep; send at most ${MOST_LEVELS} levels`);
  const bytes = Buffer.byteLength(JSON.stringify(raw) ?? '');
  if (bytes > MOST_BYTES)
    return whole(
      raw,
      `has ${bytes} bytes; an event has at most ${MOST_BYTES}, so send its identifiers in several`,
    );
  const parsed = EpcisEvent.safeParse(raw);
  if (!parsed.success) return { problems: problemsOf(parsed.error, raw) };
  const event: Json = parsed.data;
  const namespaces = { ...outer, ...namespacesOf(event['@context']) };
  const eventId = eventHash(event, namespaces);
  const written = identifiersOf(event);
  if (written.length > MOST_EPCS)
    return whole(raw, `names ${written.length} identifiers; an event names at most ${MOST_EPCS}`);
  const problems = [...keyProblems(event, written), ...idProblems(event.eventID, eventId)];
  if (problems.length > 0) return { problems };
  const { errorDeclaration, recordTime: _, ...told } = event;
  const bizStep = event.bizStep as string | undefined;
  return {
    trace: {
      eventId,
      eventTime: utcMilliseconds(String(event.eventTime)),
      recordTime,
      ...(bizStep && { bizStep: plainWord(bizStep, VOCABULARIES.bizStep) }),
      epcs: [...new Set(written.map((epc) => canonicalLink(epc) ?? epc))],
      event: {
        ...told,
        eventID: eventId,
        ...(Object.keys(namespaces).length > 0 && { '@context': [namespaces] }),
      },
      ...(isObject(errorDeclaration) && { errorDeclaration }),
    },
  };
}

function whole(raw: unknown, message: string): ReadEvent {
  const type = isObject(raw) ? String(raw.type).slice(0, 80) : typeof raw;
  return { problems: [{ field: '(whole)', value: type, message }] };
}

function deeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(levels - 1, inner));
}

/** An id that claims to be the hash must be it; any other id is the sender's own and says nothing. */
function idProblems(given: unknown, hash: string): Problem[] {
  if (typeof given !== 'string' || !given.startsWith('ni:') || given === hash) return [];
  return [
    {
      field: 'eventID',
      value: given,
      message: `is not the hash of this event, which is ${hash}; send the event as it was hashed, or without eventID`,
    },
  ];
}

/** A Digital Link spells the whole key, so its check digit can be wrong; a URN has none. */
function keyProblems(event: Json, epcs: readonly string[]): Problem[] {
  const named: readonly (readonly [string, unknown])[] = [
    ...epcs.map((epc) => ['epc', epc] as const),
    ...(['readPoint', 'bizLocation'] as const).map(
      (field) => [`${field}.id`, (event[field] as { readonly id?: unknown } | undefined)?.id] as const,
    ),
  ];
  return named.flatMap(([field, uri]) => {
    const link = typeof uri === 'string' ? canonicalLink(uri) : undefined;
    const [, ai = '', digits = ''] = /^https:\/\/id\.gs1\.org\/(00|01|414)\/(\d+)/.exec(link ?? '') ?? [];
    if (digits === '') return [];
    const wrong = faultOfKey(ai === '00' ? 'sscc' : ai === '01' ? 'gtin' : 'gln', digits);
    return wrong ? [{ field, value: String(uri).slice(0, 80), message: `is not a valid key: ${wrong}` }] : [];
  });
}

/** Prefixes a document defines for fields of its partner; contexts at an address define none of them. */
function namespacesOf(context: unknown): Namespaces {
  const parts = Array.isArray(context) ? context : [context];
  return Object.fromEntries(
    parts
      .filter(isObject)
      .flatMap((part) => Object.entries(part))
      .filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('@'),
      ),
  );
}

/** What was sent instead, as far as it is short: input nested without end cannot be written out. */
function preview(value: unknown): string {
  return typeof value === 'object' && value !== null ? typeof value : String(value).slice(0, 80);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
