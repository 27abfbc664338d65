import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { businessKeyOf, processIdOf } from '../../work/process-id.ts';
import { requireProcess } from '../../work/process-row.ts';
import { isWake } from '../../work/runs.ts';
import type { ReturnBody, ReturnFacts } from './contract.ts';

/** Keys of a return's facts: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'customer-return';
export const REQUEST = 'request';
export const SCAN = 'scan';
export const INSPECTION = 'inspection';
export const parcelPrefix = 'parcel#';
export const parcelKey = (eventId: string) => `${parcelPrefix}${eventId}`;
export const newsEntry = (eventId: string) => `1:news/${eventId}`;

/** The chunk that holds the return. */
const RETURN = 1;

export type ReturnRow = ProcessRow & { readonly facts: ReturnFacts };
export const requireReturn = requireProcess<ReturnFacts>;
export const returnIdOf = (rmaId: string) => processIdOf(PROCESS, businessKeyOf(rmaId));

/** Pending work nobody has answered that cannot make a return go on that is held: what does is a cause that is gone, or time. */
export function laidAside({ pending, facts }: ReturnRow, handled: readonly string[]): readonly string[] {
  const goesOn = (entry: string) => isWake(entry) || entry.startsWith('deadline@');
  const fresh = pending.filter((entry) => !handled.includes(entry) && !goesOn(entry));
  return [...new Set([...(facts.aside ?? []), ...fresh])];
}

export function readReturn(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
): Promise<{ body: ReturnBody; version: number } | undefined> {
  return processes.readChunk<ReturnBody>(tenant, processId, RETURN);
}

export function writeReturn(
  processes: Pick<ProcessStore, 'writeChunk'>,
  tenant: TenantScope,
  processId: string,
  body: ReturnBody,
  ...more: [
    version: number,
    ...rest: [Parameters<ProcessStore['writeChunk']>[5]?, Parameters<ProcessStore['writeChunk']>[6]?],
  ]
): Promise<void> {
  return processes.writeChunk(tenant, processId, RETURN, body, ...more);
}
