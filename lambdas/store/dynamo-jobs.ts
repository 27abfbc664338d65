import { again, type DynamoContext, type Key, retrying } from './dynamo-context.ts';
import { collect, get, getAll, query, queryPage } from './dynamo-read.ts';
import { atVersion, tryWrite, type Write, write } from './dynamo-write.ts';
import { changedJob, type JobResult, type JobRow, type JobStore, newJob } from './job.ts';
import { key, keyPrefix, latestFirst, ordinal } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { TenantScope } from './ports.ts';

const table = 'work';

/** Jobs on DynamoDB: a row, a place in the list of its tenant, and one item for what came of each of its items. */
export function dynamoJobs(context: DynamoContext): JobStore {
  const jobOf = async (tenant: TenantScope, jobId: string): Promise<JobRow | undefined> => {
    const found = await get(context, table, jobKey(tenant, jobId));
    return found && unpack<JobRow>(found.row as Packed);
  };
  return {
    async create(tenant, job) {
      const row = newJob(job);
      const listed = { pk: listOf(tenant), sk: latestFirst(row.requestedAt, row.jobId), jobId: row.jobId };
      return retrying(context, `keeping job ${row.jobId}`, async () => {
        const outcome = await tryWrite(context, [jobWrite(tenant, row), { table, put: listed }]);
        return outcome.kind === 'written' ? row : ((await jobOf(tenant, row.jobId)) ?? again);
      });
    },

    job: jobOf,

    async jobs(tenant, page) {
      const range = { table, pk: listOf(tenant) } as const;
      const { rows, ...next } = await queryPage(context, range, keyPrefix(['T', tenant], ''), page);
      const keys = rows.map(({ jobId }) => jobKey(tenant, String(jobId)));
      const found = await getAll(context, table, keys);
      return { rows: found.map((item) => unpack<JobRow>(item.row as Packed)), ...next };
    },

    async change(tenant, jobId, expectedVersion, change) {
      const row = changedJob(jobId, await jobOf(tenant, jobId), expectedVersion, change);
      const outcome = await write(context, `changing job ${jobId}`, [jobWrite(tenant, row)]);
      return outcome.kind === 'written'
        ? row
        : changedJob(jobId, await jobOf(tenant, jobId), expectedVersion, change);
    },

    async record(tenant, jobId, index, result) {
      const put = { ...resultKey(tenant, jobId, index), result: pack(result) };
      await write(context, `keeping result ${index} of job ${jobId}`, [
        { table, put, condition: 'attribute_not_exists(pk)' },
      ]);
    },

    async results(tenant, jobId) {
      const { pk } = jobKey(tenant, jobId);
      const items = await collect(query(context, { table, pk, prefix: keyPrefix([RESULT], '') }));
      return items.map((item) => unpack<JobResult>(item.result as Packed));
    },
  };
}

const RESULT = 'RESULT';

function jobWrite(tenant: TenantScope, row: JobRow): Write {
  const put = { ...jobKey(tenant, row.jobId), version: row.version, row: pack(row) };
  return { table, put, ...atVersion(row.version - 1) };
}

function listOf(tenant: TenantScope): string {
  return key('T', tenant, 'JOBS');
}

function jobKey(tenant: TenantScope, jobId: string): Key {
  return { pk: key('T', tenant, 'JOB', jobId), sk: 'META' };
}

function resultKey(tenant: TenantScope, jobId: string, index: number): Key {
  return { pk: key('T', tenant, 'JOB', jobId), sk: key(RESULT, ordinal(index)) };
}
