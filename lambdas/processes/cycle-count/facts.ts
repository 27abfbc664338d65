import { NotFound } from '../../shared/errors.ts';
import type { ProcessRow, ProcessStore, StepRecord, TenantScope } from '../../store/ports.ts';
import { requireProcess } from '../../work/process-row.ts';
import type { CountBody, CountFacts } from './contract.ts';

/** Keys of a count's facts: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'cycle-count';
/** The chunk that holds the count. */
export const COUNT = 1;
export const submittedKey = (eventId: string) => `submitted#${eventId}`;

export type CountRow = ProcessRow & { readonly facts: CountFacts };
export const requireCountRow = requireProcess<CountFacts>;

export interface StoredCount {
  readonly body: CountBody;
  readonly version: number;
}

/** The document of a count. Raises NotFound before it was opened. */
export async function readCount(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
): Promise<StoredCount> {
  const stored = await processes.readChunk<CountBody>(tenant, processId, COUNT);
  if (!stored) throw new NotFound(`${processId} keeps no count; its first state writes it`);
  return stored;
}

/** What every event about a count names. */
export function placeOf({ countId, sku, bin, lot }: CountBody) {
  return { countId, sku, ...(bin !== undefined && { bin }), ...(lot !== undefined && { lot }) };
}

/** The same place for a system, which does not know our count. */
export function shelfOf({ sku, bin, lot }: CountBody) {
  return { sku, ...(bin !== undefined && { bin }), ...(lot !== undefined && { lot }) };
}

export function step(key: string, name: string, at: string, detail: object = {}): StepRecord {
  return { key, name, at, detail: { ...detail } };
}
