import type { SystemName } from '../lambdas/adapters/contract.ts';
import type { FunctionSpec } from './functions.ts';

/** The systems of record. A system is its room `lambdas/adapters/<system>/` and one line here. */
const systems: Readonly<Record<SystemName, { readonly errorImpact: string }>> = {
  erp: {
    errorImpact:
      'Notices are not checked against orders and goods receipts are not booked: processes wait for the ERP.',
  },
  wms: {
    errorImpact: 'Stock moves are posted here but not in the WMS: people on the floor see old positions.',
  },
  finance: { errorImpact: 'Receipts are not accrued: the books lag behind the goods.' },
  'supplier-portal': { errorImpact: 'Suppliers get no receiving advice, order change or claim.' },
};

export interface AdapterSpec extends FunctionSpec {
  readonly system: SystemName;
  readonly errorImpact: string;
}

export const adapters: readonly AdapterSpec[] = (Object.keys(systems) as SystemName[]).map((system) => ({
  system,
  ...systems[system],
  entry: `adapters/${system}/handler`,
  kind: 'adapter',
  timeoutSeconds: 65,
  access: {
    // The circuit of a system is a row of the tenant's; a call refused for good opens a case with its exchange.
    tables: { tenants: 'write', processes: 'read', work: 'write', inventory: 'write' },
    documents: 'write',
    secretsOf: system,
  },
}));
