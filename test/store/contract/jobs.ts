import { expect, it } from 'vitest';
import { Conflict } from '../../../lambdas/shared/errors.ts';
import { someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const owner = {
  subject: 'sue',
  kind: 'person',
  roles: ['supervisor'],
  sites: ['*'],
  processes: ['*'],
  scopes: [],
} as const;
const job = (jobId: string, requestedAt: string) => ({
  ...{ jobId, operation: 'resolveCase', items: ['a', 'b'], reason: 'a strike', owner, requestedAt },
});

/** One operation on many things, over any form of the store. */
export function jobsContract(makeStores: MakeStores): void {
  it('is kept once, changed by who has read it, and listed with the latest first', async () => {
    const { jobs } = await makeStores();
    const tenant = someTenant();
    const first = await jobs.create(tenant, job('j-1', '2026-03-02T08:00:00.000Z'));
    expect(first).toEqual({ ...job('j-1', '2026-03-02T08:00:00.000Z'), state: 'REQUESTED', version: 1 });
    expect(await jobs.create(tenant, job('j-1', '2026-03-02T08:00:00.000Z'))).toEqual(first);
    await jobs.create(tenant, job('j-2', '2026-03-02T09:00:00.000Z'));
    const running = await jobs.change(tenant, 'j-1', 1, { state: 'RUNNING' });
    expect(await jobs.job(tenant, 'j-1')).toEqual({ ...first, state: 'RUNNING', version: 2 });
    await expect(jobs.change(tenant, 'j-1', 1, { state: 'FINISHED' })).rejects.toThrow(Conflict);
    expect(running.version).toBe(2);

    const { rows, cursor } = await jobs.jobs(tenant, { limit: 1 });
    expect(rows.map(({ jobId }) => jobId)).toEqual(['j-2']);
    const rest = await jobs.jobs(tenant, { limit: 1, cursor: cursor ?? '' });
    expect(rest.rows.map(({ jobId }) => jobId)).toEqual(['j-1']);
    expect(rest.cursor).toBeUndefined();
  });

  it('keeps the first result of each item, in the order of the items', async () => {
    const { jobs } = await makeStores();
    const tenant = someTenant();
    await jobs.create(tenant, job('j-1', '2026-03-02T08:00:00.000Z'));
    const refused = {
      item: 'b',
      outcome: 'REFUSED',
      type: 'conflict',
      detail: 'somebody was first',
    } as const;
    await jobs.record(tenant, 'j-1', 1, refused);
    await jobs.record(tenant, 'j-1', 0, { item: 'a', outcome: 'DONE' });
    await jobs.record(tenant, 'j-1', 1, { item: 'b', outcome: 'DONE' });
    expect(await jobs.results(tenant, 'j-1')).toEqual([{ item: 'a', outcome: 'DONE' }, refused]);
  });

  it('is of one tenant', async () => {
    const { jobs } = await makeStores();
    const [tenant, other] = [someTenant(), someTenant()];
    await jobs.create(tenant, job('j-1', '2026-03-02T08:00:00.000Z'));
    await jobs.record(tenant, 'j-1', 0, { item: 'a', outcome: 'DONE' });
    expect(await jobs.job(other, 'j-1')).toBeUndefined();
    expect(await jobs.jobs(other, { limit: 10 })).toEqual({ rows: [] });
    expect(await jobs.results(other, 'j-1')).toEqual([]);
    await expect(jobs.change(other, 'j-1', 1, { state: 'RUNNING' })).rejects.toThrow(Conflict);
  });
}
