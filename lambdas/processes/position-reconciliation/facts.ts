import type { Envelope } from '../../../events/envelope.ts';
import { NotFound } from '../../shared/errors.ts';
import type { ProcessRow, ProcessStore, StepRecord, TenantScope } from '../../store/ports.ts';
import { requireProcess } from '../../work/process-row.ts';
import type { ChunkBody, ChunkMark, ReconciliationFacts } from './contract.ts';

/** Keys of the facts of a reconciliation: one place, so that writers and readers cannot drift apart. */
export const REQUESTED = 'requested';
const MARK = 'mark#';
const markKey = (chunk: number) => `${MARK}${String(chunk).padStart(6, '0')}`;

export type ReconciliationRow = ProcessRow & { readonly facts: ReconciliationFacts };
export const requireReconciliation = requireProcess<ReconciliationFacts>;

/** The SKUs somebody asked for; `undefined` when all of the site was meant. */
export async function requestedOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  processId: string,
): Promise<readonly string[] | undefined> {
  const [fact] = await processes.facts(tenant, processId, REQUESTED);
  return fact && (fact.body as { readonly skus: readonly string[] }).skus;
}

/** A chunk as it stands, with the version to change it by. Raises NotFound for one that was never listed. */
export interface StandingChunk {
  readonly body: ChunkBody;
  readonly version: number;
}
export async function requireChunk(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
  chunk: number,
): Promise<StandingChunk> {
  const stored = await processes.readChunk<ChunkBody>(tenant, processId, chunk);
  if (stored) return stored;
  throw new NotFound(`chunk ${chunk} of ${processId} was never listed; the state ListItems writes it`);
}

/** Writes a chunk and then where it stands: whoever dies in between is made up for by the next run over it. */
export async function saveChunk(
  processes: Pick<ProcessStore, 'writeChunk' | 'putFact'>,
  tenant: TenantScope,
  processId: string,
  chunk: number,
  body: ChunkBody,
  version: number,
  step?: StepRecord,
  events?: readonly Envelope[],
): Promise<void> {
  await processes.writeChunk(tenant, processId, chunk, body, version, step, events);
  await markChunk(processes, tenant, processId, chunk, { body, version: version + 1 });
}

export async function markChunk(
  processes: Pick<ProcessStore, 'putFact'>,
  tenant: TenantScope,
  processId: string,
  chunk: number,
  { body: { status, tally, recheckAt, waitsFor, retryAt }, version }: StandingChunk,
): Promise<void> {
  const mark: ChunkMark = { status, tally, recheckAt, waitsFor, retryAt };
  await processes.putFact(tenant, processId, { key: markKey(chunk), sequence: version, body: mark });
}

/** Where chunks stand, with the version that was marked; a chunk no run has come to yet has no mark. */
export async function marksOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  processId: string,
): Promise<ReadonlyMap<number, ChunkMark & { readonly sequence: number }>> {
  const facts = await processes.facts(tenant, processId, MARK);
  return new Map(
    facts.map(({ key, sequence, body }) => [
      Number(key.slice(MARK.length)),
      { ...(body as ChunkMark), sequence },
    ]),
  );
}

/** What the shop is told: the same plan always the same call. */
export function publicationOf({ plan }: Pick<ChunkBody, 'plan'>) {
  return { lines: plan.map(({ sku, quantity }) => ({ sku, quantity })) };
}

/** Tells the calls of one run over a chunk from those of another; in `rest` of the same run, by what is left. */
export function runOf({ round, attempt }: Pick<ChunkBody, 'round' | 'attempt'>, rest = 0): string {
  return `${round}-${attempt}-${rest}`;
}
