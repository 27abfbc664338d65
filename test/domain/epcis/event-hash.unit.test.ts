import { describe, expect, it } from 'vitest';
import { canonicalLink } from '../../../lambdas/domain/epcis/digital-link.ts';
import { eventHash, preHash, utcMilliseconds } from '../../../lambdas/domain/epcis/event-hash.ts';

const received = {
  type: 'ObjectEvent',
  eventTime: '2026-03-02T09:00:00+01:00',
  eventTimeZoneOffset: '+01:00',
  action: 'OBSERVE',
  bizStep: 'receiving',
  epcList: ['urn:epc:id:sscc:0614141.0123456788', 'urn:epc:id:sgtin:0614141.107346.20:17'],
  quantityList: [{ epcClass: 'https://id.gs1.org/01/04012345123456/10/998877', quantity: 1.5, uom: 'KGM' }],
  'acme:shade': ['blue', 'amber'],
};
const namespaces = { acme: 'https://acme.example/terms/' };

describe('the pre-hash string', () => {
  it('names the fields in the order of the standard, and those of partners last', () => {
    expect(preHash(received, namespaces)).toBe(
      [
        'eventType=ObjectEvent',
        'eventTime=2026-03-02T08:00:00.000Z',
        'eventTimeZoneOffset=+01:00',
        'epcListepc=https://id.gs1.org/00/006141411234567883',
        'epc=https://id.gs1.org/01/10614141073464/21/20%3A17',
        'quantityListquantityElementepcClass=https://id.gs1.org/01/04012345123456/10/998877',
        'quantity=1.5',
        'uom=KGM',
        'action=OBSERVE',
        'bizStep=https://ref.gs1.org/cbv/BizStep-receiving',
        '{https://acme.example/terms/}shade=amber',
        '{https://acme.example/terms/}shade=blue',
      ].join(''),
    );
  });

  it('is the same however the event is ordered and spelled', () => {
    const other = {
      'acme:shade': ['amber', 'blue'],
      quantityList: [{ uom: 'KGM', quantity: '1.50', epcClass: 'urn:epc:class:lgtin:4012345.012345.998877' }],
      epcList: [
        'https://id.gs1.org/01/10614141073464/21/20%3A17',
        'https://acme.example/sscc/006141411234567883?linkType=all',
      ],
      bizStep: 'urn:epcglobal:cbv:bizstep:receiving',
      action: 'OBSERVE',
      eventTimeZoneOffset: '+01:00',
      eventTime: '2026-03-02T08:00:00.0000Z',
      type: 'ObjectEvent',
    };
    expect(eventHash(other, namespaces)).toBe(eventHash(received, namespaces));
  });

  it('leaves out when it was recorded, its id and that it was an error', () => {
    const declared = {
      ...received,
      eventID: 'urn:uuid:1',
      recordTime: '2026-03-03T00:00:00Z',
      errorDeclaration: { declarationTime: '2026-03-03T00:00:00Z', reason: 'did_not_occur' },
    };
    expect(eventHash(declared, namespaces)).toBe(eventHash(received, namespaces));
  });

  it('differs as soon as anything that happened differs', () => {
    const hash = eventHash(received, namespaces);
    expect(eventHash({ ...received, bizStep: 'shipping' }, namespaces)).not.toBe(hash);
    expect(eventHash({ ...received, eventTime: '2026-03-02T09:00:00.001+01:00' }, namespaces)).not.toBe(hash);
    expect(eventHash({ ...received, 'acme:shade': ['blue'] }, namespaces)).not.toBe(hash);
    expect(hash).toMatch(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
  });
});

describe('a time', () => {
  it.each([
    ['2026-01-01T01:02:03.4565+01:00', '2026-01-01T00:02:03.456Z'],
    ['2026-01-01T00:00:00.0005Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.0015Z', '2026-01-01T00:00:00.002Z'],
    ['2026-01-01T00:00:59.9996Z', '2026-01-01T00:01:00.000Z'],
    ['2026-01-01T00:00-0530', '2026-01-01T05:30:00.000Z'],
    ['some day', 'some day'],
  ])('%s is %s', (given, utc) => expect(utcMilliseconds(given)).toBe(utc));
});

describe('an identifier', () => {
  it.each([
    ['urn:epc:id:sgln:4012345.00002.0', 'https://id.gs1.org/414/4012345000023'],
    ['urn:epc:id:sgln:4012345.00002.17', 'https://id.gs1.org/414/4012345000023/254/17'],
    ['urn:epc:id:sgln:401234500002..0', 'https://id.gs1.org/414/4012345000023'],
    ['urn:epc:id:pgln:4012345.00002', 'https://id.gs1.org/417/4012345000023'],
    ['urn:epc:idpat:sgtin:4012345.012345.*', 'https://id.gs1.org/01/04012345123456'],
    ['https://shop.example/gtin/4012345123456', 'https://id.gs1.org/01/04012345123456'],
    [
      'https://shop.example/a/01/04012345123456/22/V1/10/L7/21/S9',
      'https://id.gs1.org/01/04012345123456/21/S9',
    ],
    ['https://shop.example/01/04012345123456/10/L7?exp=1', 'https://id.gs1.org/01/04012345123456/10/L7'],
  ])('%s is %s', (given, link) => expect(canonicalLink(given)).toBe(link));

  it.each([
    'urn:epc:id:sgtin:0614141.10734.1',
    'urn:uuid:3f1f8f0a-0000-4000-8000-000000000001',
    'https://shop.example/things/17',
    'https://shop.example/01/123/',
    '',
  ])('%s is none of GS1', (given) => expect(canonicalLink(given)).toBeUndefined());
});
