import type { Stores, TenantScope } from '../../store/ports.ts';
import { shortHash } from '../../work/origin.ts';
import { processIdOf } from '../../work/process-id.ts';
import type { CountBody } from './contract.ts';
import { PROCESS } from './facts.ts';

/** When places are counted next: kept beside the counts of a site, one entry a place, the latest word counts. */

export type PlannedCount = Pick<CountBody, 'sku' | 'bin' | 'lot'> & { readonly dueOn: string };

const scheduleOf = (site: string) => processIdOf(PROCESS, `schedule/${site}`);
const KEY = 'due#';

/** A place enters the plan with its first count. */
export async function planNextCount(
  { processes }: Pick<Stores, 'processes'>,
  tenant: TenantScope,
  site: string,
  { sku, bin, lot }: CountBody,
  dueOn: string,
): Promise<void> {
  const planned: PlannedCount = {
    sku,
    dueOn,
    ...(bin !== undefined && { bin }),
    ...(lot !== undefined && { lot }),
  };
  await processes.putFact(tenant, scheduleOf(site), {
    key: `${KEY}${shortHash(sku, bin ?? '', lot ?? '')}`,
    sequence: Date.parse(dueOn),
    body: planned,
  });
}

export async function plannedCounts(
  { processes }: Pick<Stores, 'processes'>,
  tenant: TenantScope,
  site: string,
): Promise<readonly PlannedCount[]> {
  return (await processes.facts(tenant, scheduleOf(site), KEY)).map(({ body }) => body as PlannedCount);
}
