import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  isSigned,
  type KeyGeneration,
  keysOf,
  type SigningKey,
  signatureOf,
  withNewKey,
} from '../../../lambdas/domain/webhooks/signature.ts';

const place = ['acme', 'out', 'ep-1'] as const;
const signing = (keys: readonly KeyGeneration[]) => keysOf('the key of a stage', place, keys);
const [old, next] = signing([{ generation: 'k-1' }, { generation: 'k-2' }]) as [SigningKey, SigningKey];
const body = '{"type":"ReceiptPosted","note":"Grüße"}';
/** The library reads the clock of the machine. */
const now = new Date().toISOString();
const timestamp = String(Math.floor(Date.parse(now) / 1000));
const message = { id: 'msg_1', timestamp, body };
const later = (ms: number) => new Date(Date.parse(now) + ms).toISOString();

/** What a receiver with this secret makes of it, by the library of the specification. */
const verified = (secret: string, signature: string) =>
  new Webhook(secret).verify(body, {
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  });

describe('what we send', () => {
  it('is what the library of the specification accepts, and nobody else’s', () => {
    const signature = signatureOf(message, [old], now);
    expect(verified(old.secret, signature)).toEqual(JSON.parse(body));
    expect(() => verified(next.secret, signature)).toThrow();
  });

  it('carries both signatures while the secret is replaced, and one after', () => {
    const keys = signing(withNewKey([{ generation: 'k-1' }], 'k-2', { now, until: later(60_000) }));
    const both = signatureOf(message, keys, later(59_999));
    for (const { secret } of [old, next]) expect(verified(secret, both)).toEqual(JSON.parse(body));
    const one = signatureOf(message, keys, later(60_000));
    expect(verified(next.secret, one)).toEqual(JSON.parse(body));
    expect(() => verified(old.secret, one)).toThrow();
  });
});

describe('what comes in', () => {
  const signed = (secret: string) => new Webhook(secret).sign('msg_1', new Date(now), body);

  it('is believed when the library signed it with a valid secret', () => {
    expect(isSigned(message, signed(old.secret), [old], now)).toBe(true);
    expect(isSigned(message, signed(next.secret), [old], now)).toBe(false);
    const keys = signing(withNewKey([{ generation: 'k-1' }], 'k-2', { now, until: later(60_000) }));
    for (const { secret } of [old, next]) expect(isSigned(message, signed(secret), keys, now)).toBe(true);
    expect(isSigned(message, signed(old.secret), keys, later(60_000))).toBe(false);
    expect(isSigned(message, `v1,AAAA v1a,zzz ${signed(next.secret)}`, keys, now)).toBe(true);
  });

  it.each([
    ['another id', { id: 'msg_2' }],
    ['no id', { id: '' }],
    ['another time', { timestamp: String(Number(timestamp) + 1) }],
    ['another body', { body: `${body} ` }],
    ['a time that is none', { timestamp: 'now' }],
  ])('is not believed with %s', (_what, change) => {
    expect(isSigned({ ...message, ...change }, signed(old.secret), [old], now)).toBe(false);
  });

  it.each(['', 'v1,', 'v1,====', 'v2,AAAA', 'v1', ' '])(
    'is not believed with the signature "%s"',
    (signature) => {
      expect(isSigned(message, signature, [old], now)).toBe(false);
      expect(isSigned(message, signature, [], now)).toBe(false);
    },
  );

  it('is of the last five minutes, or the next', () => {
    const sent = Number(timestamp) * 1_000;
    for (const [offset, believed] of [
      [300_000, true],
      [300_001, false],
      [-300_000, true],
      [-300_001, false],
    ] as const)
      expect([
        offset,
        isSigned(message, signed(old.secret), [old], new Date(sent + offset).toISOString()),
      ]).toEqual([offset, believed]);
  });

  it('is not read beyond ten signatures', () => {
    const many = Array.from({ length: 10 }, () => 'v1,AAAA').join(' ');
    expect(isSigned(message, `${many} ${signed(old.secret)}`, [old], now)).toBe(false);
  });
});

describe('a new secret', () => {
  it('is added once, and ends the one before it', () => {
    const until = later(60_000);
    const [first, second] = [{ generation: 'k-1' }, { generation: 'k-2' }];
    const keys = withNewKey([first], 'k-2', { now, until });
    expect(keys).toEqual([second, { ...first, until }]);
    expect(withNewKey(keys, 'k-2', { now, until: later(90_000) })).toEqual(keys);
    expect(withNewKey(keys, 'k-3', { now: until, until: later(120_000) })).toEqual([
      { generation: 'k-3' },
      { ...second, until: later(120_000) },
    ]);
  });

  it('is another one for every stage, tenant, direction, endpoint and name', () => {
    const one = [{ generation: 'k-1' }];
    const others = [
      keysOf('another stage', place, one),
      keysOf('the key of a stage', ['globex', 'out', 'ep-1'], one),
      keysOf('the key of a stage', ['acme', 'in', 'ep-1'], one),
      keysOf('the key of a stage', ['acme', 'out', 'ep-2'], one),
      signing([{ generation: 'k-2' }]),
      signing(one),
    ];
    expect(new Set(others.map(([key]) => key?.secret)).size).toBe(others.length);
    expect(signing(one)).toEqual([{ ...one[0], secret: old.secret }]);
    expect(old.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });
});
