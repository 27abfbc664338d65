import { createHash } from 'node:crypto';
import { canonicalLink } from './digital-link.ts';
import { addressOf, modernized, VOCABULARIES, type Vocabulary } from './vocabulary.ts';

/**
 * The event hash of GS1's CBV 2.0, section 8.9: one event has one id, whoever writes it down and however they order and spell
 * its fields. The pre-hash string names the fields in the order below, lists in the order of their texts, times in UTC to
 * the millisecond, numbers without superfluous digits and GS1 identifiers as Digital Links; what it does not list comes
 * last. Record time, event id and error declaration take no part.
 */

/** Prefix to namespace, from the context of a document. */
export type Namespaces = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

interface Field {
  readonly name: string;
  readonly words?: Vocabulary;
  /** What the members of a list are called in the pre-hash string. */
  readonly item?: string;
  /** Fields of the object, or of each member. */
  readonly fields?: readonly Field[];
}

const plain = (...names: readonly string[]): Field[] => names.map((name) => ({ name }));
const epcs = (name: string): Field => ({ name, item: 'epc' });
const quantities = (name: string): Field => ({
  name,
  item: 'quantityElement',
  fields: plain('epcClass', 'quantity', 'uom'),
});
const { bizStep, disposition, transaction, party, component, alert, measurement } = VOCABULARIES;

const FIELDS: readonly Field[] = [
  ...plain('eventTime', 'eventTimeZoneOffset', 'certificationInfo', 'parentID'),
  ...['epcList', 'inputEPCList', 'childEPCs'].map(epcs),
  ...['quantityList', 'childQuantityList', 'inputQuantityList'].map(quantities),
  epcs('outputEPCList'),
  quantities('outputQuantityList'),
  ...plain('action', 'transformationID'),
  { name: 'bizStep', words: bizStep },
  { name: 'disposition', words: disposition },
  {
    name: 'persistentDisposition',
    fields: [
      { name: 'set', words: disposition },
      { name: 'unset', words: disposition },
    ],
  },
  { name: 'readPoint', fields: plain('id') },
  { name: 'bizLocation', fields: plain('id') },
  {
    name: 'sensorElementList',
    item: 'sensorElement',
    fields: [
      {
        name: 'sensorMetadata',
        fields: plain(
          'time',
          'startTime',
          'endTime',
          'deviceID',
          'deviceMetadata',
          'rawData',
          'dataProcessingMethod',
          'bizRules',
        ),
      },
      {
        name: 'sensorReport',
        fields: [
          { name: 'type', words: measurement },
          { name: 'exception', words: alert },
          ...plain(
            'deviceID',
            'deviceMetadata',
            'rawData',
            'dataProcessingMethod',
            'time',
            'microorganism',
            'chemicalSubstance',
            'value',
          ),
          { name: 'component', words: component },
          ...plain('stringValue', 'booleanValue', 'hexBinaryValue', 'uriValue', 'minValue', 'maxValue'),
          ...plain('meanValue', 'sDev', 'percRank', 'percValue', 'uom', 'coordinateReferenceSystem'),
        ],
      },
    ],
  },
];

/** Lists whose members are a typed reference; the standard's generator sorts them among the fields of partners. */
const TYPED_LISTS: Readonly<Record<string, readonly [reference: string, types: Vocabulary]>> = {
  bizTransactionList: ['bizTransaction', transaction],
  sourceList: ['source', party],
  destinationList: ['destination', party],
};

const NOT_HASHED = new Set(['type', 'eventID', 'recordTime', 'errorDeclaration', '@context']);
const COMMENTS = new Set(['rdfs:comment', 'comment', '#text']);

/** The event's id as a named information URI: `ni:///sha-256;<64 hex digits>?ver=CBV2.0`. */
export function eventHash(event: Json, namespaces: Namespaces = {}): string {
  const digest = createHash('sha256').update(preHash(event, namespaces), 'utf8').digest('hex');
  return eventIdOfHash(digest);
}

/** The id of the event with these 64 hexadecimal digits. */
export function eventIdOfHash(digest: string): string {
  return `ni:///sha-256;${digest}?ver=CBV2.0`;
}

/** What is hashed, for whoever looks for the reason two events differ. */
export function preHash(event: Json, namespaces: Namespaces = {}): string {
  const known = new Set(FIELDS.map(({ name }) => name));
  const rest = Object.entries(event)
    .filter(([name]) => !known.has(name) && !NOT_HASHED.has(name) && !COMMENTS.has(name))
    .flatMap(([name, value]) => {
      // A partner may call a field of its own anything, `toString` too.
      const typed = Object.hasOwn(TYPED_LISTS, name) ? TYPED_LISTS[name] : undefined;
      return typed ? typedList(name, value, typed, namespaces) : partnerField(name, value, namespaces);
    });
  return `eventType=${text(event.type, namespaces)}${listed(event, FIELDS, namespaces)}${sorted(rest).join('')}`;
}

function listed(object: Json, fields: readonly Field[], namespaces: Namespaces): string {
  return fields
    .map((field) => {
      const value = object[field.name];
      if (value === undefined || value === null) return '';
      if (!field.item)
        return sorted(membersOf(value).map((one) => element(field.name, one, field, namespaces))).join('');
      const { item } = field;
      const members = sorted(membersOf(value).map((one) => element(item, one, field, namespaces))).join('');
      return members === '' ? '' : `${field.name}${members}`;
    })
    .join('');
}

function element(name: string, value: unknown, field: Field, namespaces: Namespaces): string {
  if (Array.isArray(value)) return partnerElement(name, value, namespaces);
  if (!isObject(value)) {
    const spelled = spell(name, field.words ? addressOf(String(value), field.words) : value, namespaces);
    return spelled === '' ? '' : `${name}=${spelled}`;
  }
  const fields = field.fields ?? [];
  const known = new Set(fields.map((one) => one.name));
  const more = Object.entries(value)
    .filter(([key]) => !known.has(key) && !COMMENTS.has(key))
    .flatMap(([key, inner]) => partnerField(key, inner, namespaces));
  const inside = `${listed(value, fields, namespaces)}${sorted(more).join('')}`;
  return inside === '' ? '' : `${name}${inside}`;
}

function typedList(
  name: string,
  value: unknown,
  [reference, types]: readonly [string, Vocabulary],
  namespaces: Namespaces,
): readonly string[] {
  const members = membersOf(value).filter(isObject);
  if (members.length === 0) return [];
  const spelled = members.map((one) => {
    const type =
      one.type === undefined ? '' : `type=${canonical(addressOf(text(one.type, namespaces), types))}`;
    return `${type}${reference}=${canonical(text(one[reference], namespaces))}`;
  });
  return [`${name}${sorted(spelled).join('')}`];
}

/** A field the standard does not know: its namespace in braces, its members in the order of their texts. */
function partnerField(name: string, value: unknown, namespaces: Namespaces): readonly string[] {
  const full = expandName(name, namespaces);
  const members = membersOf(value);
  if (!full.endsWith('List')) return members.map((one) => partnerElement(full, one, namespaces));
  if (members.length === 0) return [];
  const item = full.slice(0, -'List'.length);
  return [`${full}${sorted(members.map((one) => partnerElement(item, one, namespaces))).join('')}`];
}

function partnerElement(name: string, value: unknown, namespaces: Namespaces): string {
  if (Array.isArray(value))
    return `${name}${sorted(value.map((one) => partnerElement('', one, namespaces))).join('')}`;
  if (!isObject(value)) {
    const spelled = canonical(text(value, namespaces));
    return `${name}${spelled === '' ? '' : `=${spelled}`}`;
  }
  const inside = Object.entries(value)
    .filter(([key]) => !COMMENTS.has(key))
    .flatMap(([key, inner]) => partnerField(key, inner, namespaces));
  return `${name}${sorted(inside).join('')}`;
}

function spell(name: string, value: unknown, namespaces: Namespaces): string {
  const plainText = text(value, namespaces);
  return /time/i.test(name) && !/offset/i.test(name) ? utcMilliseconds(plainText) : canonical(plainText);
}

/** Booleans and null as the standard's generator writes them. */
function text(value: unknown, namespaces: Namespaces): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (typeof value !== 'string') return String(value);
  const [prefix, local] = splitName(value);
  const namespace = local === undefined ? undefined : namespaces[prefix];
  return (namespace === undefined ? value : `${namespace}${local}`).trim();
}

function canonical(value: string): string {
  const modern = numberText(modernized(value));
  return canonicalLink(modern) ?? modern;
}

const NUMBER = /^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)([eE][+-]?\d+)?$/;

/**
 * A number without superfluous signs and zeros, as IEEE doubles are written by the standard's generator: whole numbers with
 * all digits, exponents below 0.0001. It is read as text and written as text; nobody calculates with it.
 */
function numberText(value: string): string {
  if (!NUMBER.test(value)) return value;
  const number = Number(value.replaceAll('_', ''));
  if (!Number.isFinite(number)) return value;
  if (Number.isInteger(number)) return String(BigInt(number));
  const size = Math.abs(number);
  if (size >= 1e-4) return String(number);
  const [digits = '', exponent = ''] = number.toExponential().split('e-');
  return `${digits}e-${exponent.padStart(2, '0')}`;
}

const TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d:?\d\d)$/i;

/** A time in UTC with three decimals, halves to the even millisecond; a text that is no time stays as it is. */
export function utcMilliseconds(time: string): string {
  const found = TIME.exec(time);
  if (!found) return time;
  const [, day, minute, second = '00', fraction = '', zone = ''] = found;
  const offset = zone.toUpperCase().replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const whole = Date.parse(`${day}T${minute}:${second}${offset}`);
  if (Number.isNaN(whole)) return time;
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const [floor, over] = [Math.trunc(micros / 1000), micros % 1000];
  const up = over > 500 || (over === 500 && floor % 2 === 1);
  return new Date(whole + floor + (up ? 1 : 0)).toISOString();
}

function expandName(name: string, namespaces: Namespaces): string {
  const [prefix, local] = splitName(name);
  const namespace = local === undefined ? undefined : namespaces[prefix];
  return namespace === undefined ? name : `{${namespace}}${local}`;
}

function splitName(name: string): readonly [string, string | undefined] {
  const at = name.indexOf(':');
  return at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}

function membersOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In the order of code points, as UTF-8 orders them; JavaScript's own order is that of UTF-16. */
function sorted(texts: readonly string[]): readonly string[] {
  return texts
    .map((one) => Buffer.from(one))
    .sort(Buffer.compare)
    .map(String);
}
