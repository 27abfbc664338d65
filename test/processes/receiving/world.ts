import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import type { Stores } from '../../../lambdas/store/ports.ts';
import { processWorld, type World } from '../support/world.ts';
import { receivingRoom } from './functions.ts';

export type { World } from '../support/world.ts';

/** A world in which receiving runs alone. */
export function receivingWorld(
  startsAt: string,
  documents: readonly TenantDocument[],
  plain?: Stores,
): Promise<World> {
  return processWorld(startsAt, documents, [receivingRoom], plain);
}
