import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import type { Source } from '../../support/announced.ts';
import { processWorld, type World } from '../support/world.ts';
import { receivingRoom } from './functions.ts';

export type { World } from '../support/world.ts';

/** A world in which receiving runs alone. */
export function receivingWorld(
  startsAt: string,
  documents: readonly TenantDocument[],
  source?: Source,
): Promise<World> {
  return processWorld(startsAt, documents, [receivingRoom], source);
}
