import { describe, expect, it } from 'vitest';
import { filled, InboundWebhook, mappingFor } from '../../../lambdas/domain/webhooks/mapping.ts';

const message = {
  type: 'goods.counted',
  order: { id: 'PO-1', state: 'OK' },
  count: '12',
  none: null,
  lines: [
    { sku: 'A', qty: 3, state: 'OK' },
    { sku: 'B', qty: 4, state: 'BROKEN' },
  ],
};
const fill = (template: Parameters<typeof filled>[0]) => filled(template, { message });

describe('a template', () => {
  it('takes what the message has, and leaves out what it does not have', () => {
    expect(fill({ id: '$.order.id', first: '$.lines[0].sku', missing: '$.order.nothing' })).toEqual({
      id: 'PO-1',
      first: 'A',
    });
    expect(fill('$.none')).toBeNull();
  });

  it('keeps everything else as it stands', () => {
    expect(fill({ a: 'text', b: 3, c: true, d: null, e: ['x', '$.order.id'], f: '$5.00' })).toEqual({
      a: 'text',
      b: 3,
      c: true,
      d: null,
      e: ['x', 'PO-1'],
      f: '$5.00',
    });
  });

  it('makes lists member by member', () => {
    const map = { OK: 'GOOD' };
    const as = { sku: '@.sku', order: '$.order.id', grade: { from: '@.state', map, default: 'DAMAGED' } };
    expect(fill({ each: '$.lines', as })).toEqual([
      { sku: 'A', order: 'PO-1', grade: 'GOOD' },
      { sku: 'B', order: 'PO-1', grade: 'DAMAGED' },
    ]);
    expect(fill({ each: '$.count', as })).toBe('12');
  });

  it('gives values other names, and whole numbers their kind', () => {
    expect(fill({ from: '$.order.state', map: { OK: 'GOOD' } })).toBe('GOOD');
    expect(fill({ from: '$.type', map: { OK: 'GOOD' } })).toBe('goods.counted');
    expect(fill({ from: '$.nothing', default: 'x' })).toBe('x');
    expect(fill({ from: '$.type', default: 'x' })).toBe('goods.counted');
    expect(fill({ from: '$.count', as: 'integer' })).toBe(12);
    expect(fill({ from: '$.type', as: 'integer' })).toBe('goods.counted');
  });

  it('reaches nothing but what the message has', () => {
    for (const path of ['$.constructor', '$.__proto__', '$.lines.length.constructor', '$.order.toString'])
      expect(fill(path)).toBeUndefined();
    expect(fill({ from: '$.type', map: {}, default: 'x' })).toBe('x');
    expect(filled({ from: '$.x', map: { OK: 'GOOD' } }, { message: { x: 'constructor' } })).toBe(
      'constructor',
    );
  });
});

const base = { endpoint: 'counts', partnerId: 'acorn' };
const event = { type: 'CountSubmitted', site: 'dc1', subject: '$.order.id', data: {} };

describe('a mapping', () => {
  it('is the first that fits', () => {
    const counted = { ...event, when: { path: '$.type', equals: 'goods.counted' } };
    const other = { ...event, when: { path: '$.type', equals: 'other' } };
    expect(mappingFor({ ...base, events: [other, counted, event] }, message)).toBe(counted);
    expect(mappingFor({ ...base, events: [other, event] }, message)).toBe(event);
    expect(mappingFor({ ...base, events: [other] }, message)).toBeUndefined();
    expect(mappingFor({ ...base, events: [other] }, 'text')).toBeUndefined();
  });

  it('is refused with a path that is none, or an endpoint no path can hold', () => {
    const parses = (change: object, more: object = {}) =>
      InboundWebhook.safeParse({ ...base, ...more, events: [{ ...event, ...change }] }).success;
    expect(parses({})).toBe(true);
    expect(parses({ data: { a: '$.a..b' } })).toBe(false);
    expect(parses({ data: { a: { b: ['$.a[x]'] } } })).toBe(false);
    expect(parses({ when: { path: 'type', equals: 'x' } })).toBe(false);
    expect(parses({}, { endpoint: 'Counts' })).toBe(false);
    expect(InboundWebhook.safeParse({ ...base, events: [] }).success).toBe(false);
  });
});
