import { beforeEach, describe, expect, it } from 'vitest';
import type { EdgeStore } from '../../../lambdas/store/edge.ts';
import { someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const at = '2026-03-02T08:00:00Z';
const until = '2026-03-02T08:01:00Z';
const request = { subject: 'app', key: 'k-1', digest: 'abc' };
const answer = { status: 201, headers: { location: '/v1/x' }, body: '{"id":1}' };

/** Idempotency keys and counted calls, over any form of the store. */
export function edgeContract(makeStores: MakeStores): void {
  let edge: EdgeStore;
  let [northwind, harbor] = [someTenant(), someTenant()];
  beforeEach(async () => {
    edge = (await makeStores()).edge;
    // Stores on a shared database remember what earlier tests did.
    [northwind, harbor] = [someTenant(), someTenant()];
  });

  describe('an idempotency key', () => {
    it('is begun once, and answered again with the first answer', async () => {
      expect(await edge.begin(northwind, request, at, until)).toEqual({ kind: 'first' });
      expect(await edge.begin(northwind, request, at, until)).toEqual({
        kind: 'in-progress',
        until: '2026-03-02T08:01:00.000Z',
      });
      await edge.finish(northwind, request, answer);
      expect(await edge.begin(northwind, request, at, until)).toEqual({ kind: 'answered', answer });
    });

    it('belongs to one request', async () => {
      await edge.begin(northwind, request, at, until);
      expect(await edge.begin(northwind, { ...request, digest: 'other' }, at, until)).toEqual({
        kind: 'other-request',
      });
    });

    it('is free for other callers and other tenants', async () => {
      await edge.begin(northwind, request, at, until);
      expect(await edge.begin(northwind, { ...request, subject: 'other-app' }, at, until)).toEqual({
        kind: 'first',
      });
      expect(await edge.begin(harbor, request, at, until)).toEqual({ kind: 'first' });
    });

    it('is taken over once whoever began it must be gone, and not a moment before', async () => {
      await edge.begin(northwind, request, at, until);
      expect(await edge.begin(northwind, request, '2026-03-02T08:00:59Z', until)).toMatchObject({
        kind: 'in-progress',
      });
      expect(await edge.begin(northwind, request, until, '2026-03-02T08:02:00Z')).toEqual({ kind: 'first' });
    });

    it('is free again after a failure that may be tried again, but never once it was answered', async () => {
      await edge.begin(northwind, request, at, until);
      await edge.release(northwind, request);
      expect(await edge.begin(northwind, request, at, until)).toEqual({ kind: 'first' });
      await edge.finish(northwind, request, answer);
      await edge.release(northwind, request);
      expect(await edge.begin(northwind, request, at, until)).toEqual({ kind: 'answered', answer });
    });
  });

  it('counts the calls of a subject by window', async () => {
    expect(await edge.countCall(northwind, 'app', at)).toBe(1);
    expect(await edge.countCall(northwind, 'app', at)).toBe(2);
    expect(await edge.countCall(northwind, 'app', '2026-03-02T08:01:00Z')).toBe(1);
    expect(await edge.countCall(northwind, 'other', at)).toBe(1);
    expect(await edge.countCall(harbor, 'app', at)).toBe(1);
  });
}
