import type { ProcessRow, TenantScope } from '../store/ports.ts';
import { openCase } from './cases.ts';
import type { WorkDependencies } from './origin.ts';

/** The case of a run that died so often that somebody must look; one for each `part` of a process, however often it dies. */
export async function reportStuck(
  deps: WorkDependencies,
  tenant: TenantScope,
  { site, processId }: Pick<ProcessRow, 'site' | 'processId'>,
  part: string,
  links: readonly { readonly kind: string; readonly id: string }[] = [],
): Promise<void> {
  await openCase(deps, tenant, {
    class: 'CHUNK_STUCK',
    site,
    processId,
    subject: part,
    summary: `The run "${part}" of ${processId} died again and again; it is tried at longer intervals, of two hours at most. Its execution's history says where.`,
    links,
  });
}
