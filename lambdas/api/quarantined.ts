import * as z from 'zod/mini';
import { quarantinePrefix } from '../doors/quarantine.ts';
import type { DocumentStore } from '../store/ports.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Principal } from './principal.ts';

/** An event that was refused, with everything that is wrong with it and the original. */
export const Quarantined = z.object({
  id: z.string(),
  quarantinedAt: z.string(),
  partnerId: z.optional(z.string()),
  problems: z.array(z.object({ field: z.string(), value: z.string(), message: z.string() })),
  event: z.unknown(),
});
export type Quarantined = z.infer<typeof Quarantined>;

/** Keys of the refused events a caller may see: a partner those it sent, anybody else all of the tenant, in their order. */
export async function quarantinedKeys(
  { tenant, partnerId }: Principal,
  documents: Pick<DocumentStore, 'list'>,
): Promise<readonly string[]> {
  return (await documents.list(quarantinePrefix(tenant, partnerId))).toSorted();
}

/** One of them, by its id. Raises not-found for one the caller may not see as for one that is not there. */
export async function quarantined(
  principal: Principal,
  id: string,
  documents: Pick<DocumentStore, 'list' | 'get'>,
): Promise<Quarantined> {
  const key = (await quarantinedKeys(principal, documents)).find((one) => idOf(one) === id);
  const found = key === undefined ? undefined : await readQuarantined(key, documents);
  if (found) return found;
  throw new ApiProblem('not-found', `there is no refused event ${id}; GET /v1/quarantine lists them`);
}

/** What is kept under a key; `undefined` when it is gone. */
export async function readQuarantined(
  key: string,
  documents: Pick<DocumentStore, 'get'>,
): Promise<Quarantined | undefined> {
  const bytes = await documents.get(key);
  return bytes && { ...JSON.parse(Buffer.from(bytes).toString('utf8')), id: idOf(key) };
}

/** `quarantine/<tenant>/events/<partner>/<id>.json` */
function idOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1, -'.json'.length);
}
