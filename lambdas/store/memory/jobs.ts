import { changedJob, type JobResult, type JobRow, type JobStore, newJob } from '../job.ts';
import { key, latestFirst } from '../keys.ts';
import type { TenantScope } from '../ports.ts';
import { copy, pageOf } from './rows.ts';

/** Jobs in memory. */
export function memoryJobs(): JobStore {
  const rows = new Map<string, { readonly tenant: TenantScope; readonly row: JobRow }>();
  const kept = new Map<string, Map<number, JobResult>>();
  const keep = (tenant: TenantScope, row: JobRow) => {
    rows.set(key(tenant, row.jobId), { tenant, row: copy(row) });
    return copy(row);
  };
  const jobOf = (tenant: TenantScope, jobId: string) => rows.get(key(tenant, jobId))?.row;
  return {
    async create(tenant, job) {
      const standing = jobOf(tenant, job.jobId);
      return standing ? copy(standing) : keep(tenant, newJob(job));
    },

    async job(tenant, jobId) {
      const row = jobOf(tenant, jobId);
      return row && copy(row);
    },

    async jobs(tenant, page) {
      const own = [...rows.values()].filter((one) => one.tenant === tenant).map(({ row }) => row);
      return pageOf(tenant, own, ({ requestedAt, jobId }) => latestFirst(requestedAt, jobId), page);
    },

    async change(tenant, jobId, expectedVersion, change) {
      return keep(tenant, changedJob(jobId, jobOf(tenant, jobId), expectedVersion, change));
    },

    async record(tenant, jobId, index, result) {
      const place = key(tenant, jobId);
      const results = kept.get(place) ?? new Map<number, JobResult>();
      if (!results.has(index)) results.set(index, copy(result));
      kept.set(place, results);
    },

    async results(tenant, jobId) {
      const results = [...(kept.get(key(tenant, jobId)) ?? [])];
      return results.sort(([left], [right]) => left - right).map(([, result]) => copy(result));
    },
  };
}
