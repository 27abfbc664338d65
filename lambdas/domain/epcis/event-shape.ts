import * as z from 'zod/mini';
import {
  addressOf,
  BIZ_STEPS,
  DISPOSITIONS,
  ERROR_REASONS,
  PARTY_TYPES,
  TRANSACTION_TYPES,
  VOCABULARIES,
  type Vocabulary,
  wordOf,
} from './vocabulary.ts';

/**
 * What an EPCIS 2.0 event must look like (EPCIS 2.0, section 7.4). Fields nobody knows are a partner's own: they are kept,
 * and are part of the event hash.
 */

/** In ASCII, as RFC 3986 has it: an identifier becomes a part of a key. */
const URI = /^(?=.{1,512}$)[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/;
const uri = z
  .string()
  .check(z.regex(URI, 'a URI such as https://id.gs1.org/00/006141411234567883, in ASCII'));
const time = z.string().check(
  z.regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    'a time with its zone such as 2026-03-02T09:00:00+01:00',
  ),
  z.refine((text) => !Number.isNaN(Date.parse(text)), 'a time that exists'),
);
const offset = z.string().check(z.regex(/^[+-]\d\d:\d\d$/, 'a zone such as +01:00'));

/** A word of the vocabulary in any spelling, or the address of a partner's own; never a bare word nobody knows. */
const word = (vocabulary: Vocabulary, example: ReadonlySet<string>) =>
  z.string().check(
    z.refine(
      (text) => {
        const bare = wordOf(text, vocabulary);
        if (bare !== text) return vocabulary.words.has(bare);
        return vocabulary.words.has(text) || URI.test(text);
      },
      `a word of CBV 2.0 (${[...example].slice(0, 3).join(', ')} …) or the address of your own`,
    ),
  );
const bizStep = word(VOCABULARIES.bizStep, BIZ_STEPS);
const disposition = word(VOCABULARIES.disposition, DISPOSITIONS);

const quantity = z.looseObject({
  epcClass: uri,
  quantity: z.optional(z.number().check(z.nonnegative())),
  uom: z.optional(
    z.string().check(z.regex(/^[A-Z0-9]{2,3}$/, 'a unit of UN/ECE Recommendation 20 such as KGM')),
  ),
});
/** The lists of one event that are indexed together hold at most this many identifiers. */
export const MOST_EPCS = 1_000;
const epcs = z.array(uri).check(z.maxLength(MOST_EPCS));
const quantities = z.array(quantity).check(z.maxLength(MOST_EPCS));
const place = z.looseObject({ id: uri });

const common = {
  eventTime: time,
  eventTimeZoneOffset: offset,
  recordTime: z.optional(time),
  eventID: z.optional(uri),
  errorDeclaration: z.optional(
    z.looseObject({
      declarationTime: time,
      reason: z.optional(word(VOCABULARIES.reason, ERROR_REASONS)),
      correctiveEventIDs: z.optional(z.array(uri)),
    }),
  ),
  bizStep: z.optional(bizStep),
  disposition: z.optional(disposition),
  persistentDisposition: z.optional(
    z.looseObject({ set: z.optional(z.array(disposition)), unset: z.optional(z.array(disposition)) }),
  ),
  readPoint: z.optional(place),
  bizLocation: z.optional(place),
  bizTransactionList: z.optional(
    z.array(
      z.looseObject({
        type: z.optional(word(VOCABULARIES.transaction, TRANSACTION_TYPES)),
        bizTransaction: uri,
      }),
    ),
  ),
  sourceList: z.optional(
    z.array(z.looseObject({ type: word(VOCABULARIES.party, PARTY_TYPES), source: uri })),
  ),
  destinationList: z.optional(
    z.array(z.looseObject({ type: word(VOCABULARIES.party, PARTY_TYPES), destination: uri })),
  ),
};
const action = z.enum(['ADD', 'OBSERVE', 'DELETE']);
const something = (...fields: readonly string[]) =>
  z.refine<object>(
    (event) => fields.some((field) => ((event as Record<string, unknown[]>)[field]?.length ?? 0) > 0),
    { error: `must name something in ${fields.join(' or ')}`, path: [fields[0] as string] },
  );
const children = {
  action,
  parentID: z.optional(uri),
  childEPCs: z.optional(epcs),
  childQuantityList: z.optional(quantities),
};

export const EpcisEvent = z.discriminatedUnion('type', [
  z
    .looseObject({
      type: z.literal('ObjectEvent'),
      ...common,
      action,
      epcList: z.optional(epcs),
      quantityList: z.optional(quantities),
    })
    .check(something('epcList', 'quantityList', 'sensorElementList')),
  z.looseObject({ type: z.literal('AggregationEvent'), ...common, ...children }),
  z.looseObject({ type: z.literal('AssociationEvent'), ...common, ...children, parentID: uri }),
  z
    .looseObject({
      type: z.literal('TransactionEvent'),
      ...common,
      action,
      parentID: z.optional(uri),
      epcList: z.optional(epcs),
      quantityList: z.optional(quantities),
    })
    .check(something('bizTransactionList')),
  z
    .looseObject({
      type: z.literal('TransformationEvent'),
      ...common,
      transformationID: z.optional(uri),
      inputEPCList: z.optional(epcs),
      inputQuantityList: z.optional(quantities),
      outputEPCList: z.optional(epcs),
      outputQuantityList: z.optional(quantities),
    })
    .check(
      something(
        'inputEPCList',
        'inputQuantityList',
        'outputEPCList',
        'outputQuantityList',
        'transformationID',
      ),
    ),
]);
export type EpcisEvent = z.infer<typeof EpcisEvent>;

/** Every identifier an event names, as it is written there. */
export function identifiersOf(event: Readonly<Record<string, unknown>>): readonly string[] {
  const lists = ['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList'] as const;
  const classes = ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'] as const;
  const parent = typeof event.parentID === 'string' ? [event.parentID] : [];
  return [
    ...parent,
    ...lists.flatMap((name) => (event[name] as readonly string[] | undefined) ?? []),
    ...classes.flatMap((name) =>
      ((event[name] as readonly { readonly epcClass: string }[] | undefined) ?? []).map(
        (one) => one.epcClass,
      ),
    ),
  ];
}

/** A business step or disposition as one spelling: the bare word of the vocabulary, or a partner's own address. */
export function plainWord(text: string, vocabulary: Vocabulary): string {
  return wordOf(addressOf(text, vocabulary), vocabulary);
}
