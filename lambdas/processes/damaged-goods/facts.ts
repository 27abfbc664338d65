import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { requireProcess } from '../../work/process-row.ts';
import type { DamageBody, DamageFacts } from './contract.ts';

/** The chunk that holds a damage. */
export const DAMAGE = 1;

export type DamageRow = ProcessRow & { readonly facts: DamageFacts };
export const requireDamage = requireProcess<DamageFacts>;

/** Takes the document of a damage from where its first state laid it. */
export async function readDamage(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
): Promise<{ body: DamageBody; version: number } | undefined> {
  return processes.readChunk<DamageBody>(tenant, processId, DAMAGE);
}
