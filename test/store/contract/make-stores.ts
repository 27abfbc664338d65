import type { Stores } from '../../../lambdas/store/ports.ts';

/** Gives the stores a test works on; tests tell themselves apart by their tenants. */
export type MakeStores = () => Promise<Stores>;
