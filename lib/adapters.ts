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
  finance: {
    errorImpact: 'Receipts are not accrued, damage is not written off: the books lag behind the goods.',
  },
  'supplier-portal': { errorImpact: 'Suppliers get no receiving advice, order change or claim.' },
  oms: {
    errorImpact:
      'Stock that arrived is not allocated or released and promises stay as they are: orders wait.',
  },
  ecommerce: { errorImpact: 'The shop sells by old numbers and customers see old dates and no offers.' },
  crm: { errorImpact: 'Customers get no message about a moved date, and no loyalty credit.' },
  'contact-center': { errorImpact: 'Agents do not know of moved dates when a customer calls.' },
  tms: { errorImpact: 'No transit times: promises cannot be computed, and no carrier is booked.' },
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
