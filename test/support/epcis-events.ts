import fc from 'fast-check';
import { checkDigitOf } from '../../lambdas/domain/check-digit.ts';
import {
  BIZ_STEPS,
  DISPOSITIONS,
  PARTY_TYPES,
  TRANSACTION_TYPES,
  VOCABULARIES,
  type Vocabulary,
} from '../../lambdas/domain/epcis/vocabulary.ts';

/** Events of every kind with everything the standard lets them carry, each identifier and word in any of its spellings. */

export const CONTEXT = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://ns.example.com/epcis/', other: 'https://other.example/terms/' },
] as const;

export function documentOf(eventList: readonly unknown[]) {
  return {
    '@context': CONTEXT,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-02T08:00:00Z',
    epcisBody: { eventList },
  };
}

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`), { size: 'max' });
const serial = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,8}[A-Za-z0-9]$/);
const oddSerial = fc.stringMatching(/^[A-Z0-9]{1,4}(%2F|[!()*+,:;=])[A-Z0-9]{1,4}$/);

/** A company prefix of 6 to 12 digits and the rest of the key, as URNs divide them. */
const divided = (length: number, longest = 12) =>
  fc
    .tuple(digits(length), fc.integer({ min: 6, max: Math.min(longest, length) }))
    .map(([all, cut]) => `${all.slice(0, cut)}.${all.slice(cut)}`);
const checked = (length: number) => digits(length - 1).map((body) => `${body}${checkDigitOf(body)}`);
const host = fc.constantFrom(
  'https://id.gs1.org',
  'https://example.com',
  'http://brand.example.org/some/path',
);
const link = (...parts: readonly (string | fc.Arbitrary<string>)[]) =>
  fc
    .tuple(host, ...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map(([where, ...rest]) => `${where}/${rest.join('/')}`);
const urnOf = (scheme: string, ...parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((values) => `urn:epc:${scheme}:${values.join('.')}`);

const epc = fc.oneof(
  urnOf('id:sgtin', divided(13), fc.oneof(serial, oddSerial)),
  urnOf('id:sscc', divided(17)),
  urnOf('id:grai', divided(12, 11), serial),
  urnOf('id:gdti', divided(12, 11), serial),
  urnOf('id:giai', digits(7), serial),
  urnOf('id:gsrn', divided(17)),
  urnOf('id:gsrnp', divided(17)),
  urnOf('id:gsin', divided(16)),
  urnOf('id:upui', divided(13), serial),
  urnOf('id:sgcn', divided(12, 11), digits(6)),
  urnOf('id:ginc', digits(8), serial),
  urnOf('id:cpi', digits(9), fc.stringMatching(/^[0-9A-Z-]{2,8}$/), digits(3)),
  urnOf('id:itip', divided(13), digits(2), digits(2), serial),
  link(fc.constantFrom('01', 'gtin'), checked(14), fc.constantFrom('21', 'ser'), serial),
  link('01', checked(14), '10', fc.constant('LOT7'), '21', serial),
  link('01', checked(14), '22', fc.constant('V2'), '21', serial),
  link(fc.constantFrom('00', 'sscc'), checked(18)),
  link('8004', fc.constant('4012345ASSET')),
  link('00', checked(18), fc.constant('?linkType=gs1:pip')).map((uri) => uri.replace('/?', '?')),
  fc.constantFrom(
    'urn:uuid:3f1f8f0a-0000-4000-8000-000000000001',
    'https://tags.example.com/item/17',
    'TAG-17',
  ),
);
const epcClass = fc.oneof(
  urnOf('class:lgtin', divided(13), fc.oneof(serial, oddSerial)),
  urnOf('idpat:sgtin', divided(13), fc.constant('*')),
  urnOf('idpat:grai', divided(12, 11), fc.constant('*')),
  urnOf('idpat:upui', divided(13), fc.constant('*')),
  urnOf('idpat:itip', divided(13), digits(2), digits(2), fc.constant('*')),
  link(fc.constantFrom('01', 'gtin'), fc.oneof(checked(14), checked(13), checked(12), checked(8))),
  link('01', checked(14), fc.constantFrom('10', 'lot'), serial),
  link('01', checked(14), '22', fc.constant('V2'), '10', serial),
);
const place = fc.oneof(
  urnOf('id:sgln', divided(12), fc.oneof(fc.constant('0'), serial)),
  link(fc.constantFrom('414', 'gln'), checked(13)),
  link('414', checked(13), '254', serial),
  fc.constant('https://places.example.com/dock/4'),
);
const partyUri = fc.oneof(
  urnOf('id:pgln', divided(12)),
  link(fc.constantFrom('417', 'party'), checked(13)),
  place,
);

const wordOf = (list: ReadonlySet<string>, { address, urn }: Vocabulary) =>
  fc
    .tuple(fc.constantFrom(...list), fc.constantFrom('', address, urn ?? address))
    .map(([word, prefix]) => `${prefix}${word}`);
const bizStep = wordOf(BIZ_STEPS, VOCABULARIES.bizStep);
const disposition = wordOf(DISPOSITIONS, VOCABULARIES.disposition);
const transactionType = wordOf(TRANSACTION_TYPES, VOCABULARIES.transaction);
const partyType = wordOf(PARTY_TYPES, VOCABULARIES.party);

const zone = fc.constantFrom('Z', '+00:00', '+01:00', '-05:00', '+05:30', '-11:45');
const time = fc
  .tuple(
    fc.integer({ min: Date.parse('2015-01-01T00:00:00Z'), max: Date.parse('2035-01-01T00:00:00Z') }),
    fc.constantFrom('', '.5', '.25', '.125', '.1255', '.0005', '.7654321'),
    zone,
  )
  .map(([moment, fraction, offset]) => `${new Date(moment).toISOString().slice(0, 19)}${fraction}${offset}`);
const amount = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 100),
  fc.constantFrom(0.0001, 0.00001, 0.00000025, 1e15, 1e21, 1.5),
);
const uom = fc.constantFrom('EA', 'KGM', 'LTR', 'CS');
const several = <Value>(one: fc.Arbitrary<Value>, minLength = 0) =>
  fc.array(one, { minLength, maxLength: 4 });

/** Words that are nobody's vocabulary: the reference takes any text that ends like one for it. */
const free = fc.oneof(
  fc.stringMatching(/^[a-z]{3,8} [a-z0-9]{2,8}$/),
  fc.constantFrom(
    '0012',
    '+5',
    '7.50',
    '1e3',
    '',
    ' spaced out ',
    'Größe 5',
    '日本',
    '2026-02-01',
    'example:thing7',
  ),
  fc.integer({ min: -5, max: 5 }),
  fc.boolean(),
  epc,
);
const extensionName = fc
  .tuple(
    fc.constantFrom('example', 'other'),
    fc.constantFrom('shade', 'batchNote', 'grade', 'stampList', 'Zeta'),
  )
  .map(([prefix, name]) => `${prefix}:${name}`);
const extension = fc.dictionary(
  extensionName,
  fc.oneof(
    free,
    fc.array(free, { minLength: 1, maxLength: 3 }),
    fc.array(fc.array(free, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
    fc.dictionary(extensionName, free, { minKeys: 1, maxKeys: 3 }),
  ),
  { maxKeys: 3 },
);

const quantityElement = fc.record({ epcClass, quantity: amount, uom }, { requiredKeys: ['epcClass'] });
const measured = fc.record(
  {
    type: fc.constantFrom('Temperature', 'RelativeHumidity', 'Speed', 'example:Shock'),
    value: amount,
    minValue: amount,
    maxValue: amount,
    meanValue: amount,
    uom: fc.constantFrom('CEL', 'A93', 'KMH'),
    component: fc.constantFrom('x', 'y', 'latitude'),
    exception: fc.constantFrom('ALARM_CONDITION', 'ERROR_CONDITION'),
    booleanValue: fc.boolean(),
    stringValue: fc.constantFrom('open lid', 'closed lid'),
    time,
    deviceID: epc,
    'example:probe': fc.constant('left side'),
  },
  { requiredKeys: ['type', 'value'] },
);
const sensorElement = fc.record(
  {
    sensorMetadata: fc.record({
      time,
      startTime: time,
      endTime: time,
      deviceID: epc,
      bizRules: fc.constant('https://rules.example.com/1'),
    }),
    sensorReport: several(measured, 1),
  },
  { requiredKeys: ['sensorReport'] },
);
const where = fc.oneof(
  place.map((id) => ({ id })),
  place.map((id) => ({ id, 'example:door': 'north gate' })),
);

const common = {
  eventTime: time,
  eventTimeZoneOffset: fc.constantFrom('+00:00', '+01:00', '-05:00'),
  recordTime: time,
  eventID: fc.constant('urn:uuid:3f1f8f0a-0000-4000-8000-000000000002'),
  bizStep,
  disposition,
  persistentDisposition: fc.record({ set: several(disposition, 1), unset: several(disposition) }),
  readPoint: where,
  bizLocation: where,
  bizTransactionList: several(
    fc.record({
      type: transactionType,
      bizTransaction: fc.constantFrom(
        'urn:epcglobal:cbv:bt:9521321000010:PO-1',
        'https://docs.example.com/asn/17',
      ),
    }),
    1,
  ),
  sourceList: several(fc.record({ type: partyType, source: partyUri }), 1),
  destinationList: several(fc.record({ type: partyType, destination: partyUri }), 1),
  sensorElementList: several(sensorElement, 1),
  certificationInfo: fc.constant('https://accreditation.example.com/17'),
  ilmd: fc.dictionary(extensionName, free, { minKeys: 1, maxKeys: 3 }),
  errorDeclaration: fc.record({
    declarationTime: time,
    reason: fc.constantFrom('did_not_occur', 'incorrect_data'),
  }),
};
const kind = <Own extends Record<string, fc.Arbitrary<unknown>>>(
  type: string,
  own: Own,
  required: readonly (keyof Own & string)[],
) =>
  fc
    .tuple(
      fc.record({ ...common, ...own } as Record<string, fc.Arbitrary<unknown>>, {
        requiredKeys: ['eventTime', 'eventTimeZoneOffset', ...required],
      }),
      extension,
    )
    .map(([event, more]): Readonly<Record<string, unknown>> => ({ type, ...event, ...more }));

const action = fc.constantFrom('ADD', 'OBSERVE', 'DELETE');
export const epcisEvent = fc.oneof(
  kind('ObjectEvent', { action, epcList: several(epc, 1), quantityList: several(quantityElement) }, [
    'action',
    'epcList',
  ]),
  kind(
    'AggregationEvent',
    { action, parentID: epc, childEPCs: several(epc, 1), childQuantityList: several(quantityElement) },
    ['action', 'parentID', 'childEPCs'],
  ),
  kind(
    'TransactionEvent',
    { action, parentID: epc, epcList: several(epc, 1), quantityList: several(quantityElement) },
    ['action', 'epcList', 'bizTransactionList' as never],
  ),
  kind(
    'TransformationEvent',
    {
      transformationID: fc.constant('urn:epc:id:gdti:0614141.12345.400'),
      inputEPCList: several(epc),
      inputQuantityList: several(quantityElement, 1),
      outputEPCList: several(epc),
      outputQuantityList: several(quantityElement, 1),
    },
    ['inputQuantityList', 'outputQuantityList'],
  ),
  kind(
    'AssociationEvent',
    { action, parentID: epc, childEPCs: several(epc, 1), childQuantityList: several(quantityElement) },
    ['action', 'parentID', 'childEPCs'],
  ),
);
