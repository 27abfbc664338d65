import type { Role } from '../domain/tenant.ts';
import { Conflict } from '../shared/errors.ts';
import type { Page, TenantScope } from './ports.ts';

/** Who asked for a job, with the grants of that moment: what is carried out later is carried out with no more. */
export interface JobOwner {
  readonly subject: string;
  readonly kind: 'person' | 'client';
  readonly partnerId?: string;
  readonly roles: readonly Role[];
  readonly sites: readonly string[];
  readonly processes: readonly string[];
  readonly scopes: readonly string[];
}

/** One operation on many things, carried out one after the other. */
export interface JobRow {
  readonly jobId: string;
  /** The operation of the API that each item stands for. */
  readonly operation: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly items: readonly string[];
  readonly reason: string;
  readonly owner: JobOwner;
  readonly requestedAt: string;
  readonly state: 'REQUESTED' | 'RUNNING' | 'FINISHED';
  readonly finishedAt?: string;
  readonly version: number;
}

export interface JobResult {
  readonly item: string;
  readonly outcome: 'DONE' | 'REFUSED';
  /** Why it was refused: type and detail of the problem. */
  readonly type?: string;
  readonly detail?: string;
}

export interface JobStore {
  /** Keeps a job; the same id again returns the one that stands. */
  create(tenant: TenantScope, job: Omit<JobRow, 'state' | 'version'>): Promise<JobRow>;
  job(tenant: TenantScope, jobId: string): Promise<JobRow | undefined>;
  /** The latest first. */
  jobs(tenant: TenantScope, page: { limit: number; cursor?: string }): Promise<Page<JobRow>>;
  /** Conditional on `version`; a stale one raises Conflict with the row that stands. */
  change(
    tenant: TenantScope,
    jobId: string,
    expectedVersion: number,
    change: Pick<JobRow, 'state'> & Partial<Pick<JobRow, 'finishedAt'>>,
  ): Promise<JobRow>;
  /** Keeps what came of the item at `index`; what was kept of it first stands. */
  record(tenant: TenantScope, jobId: string, index: number, result: JobResult): Promise<void>;
  /** In the order of the items, as far as they were carried out. */
  results(tenant: TenantScope, jobId: string): Promise<readonly JobResult[]>;
}

export function newJob(job: Omit<JobRow, 'state' | 'version'>): JobRow {
  return { ...job, state: 'REQUESTED', version: 1 };
}

export function changedJob(
  jobId: string,
  standing: JobRow | undefined,
  expectedVersion: number,
  change: Pick<JobRow, 'state'> & Partial<Pick<JobRow, 'finishedAt'>>,
): JobRow {
  if (standing?.version !== expectedVersion)
    throw new Conflict(`job ${jobId} is not at version ${expectedVersion} anymore: read it again`, standing);
  return { ...standing, ...change, version: expectedVersion + 1 };
}
