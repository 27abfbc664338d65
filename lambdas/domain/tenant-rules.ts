import type { Role, TenantDocument } from './tenant.ts';

/**
 * The parts of a tenant's document that say how its warehouses work, under the names people propose changes to. Who may
 * propose and who may approve are starting values: the specification asks for another person (rule 4.4) and names no role.
 */

export interface Rule {
  /** The part of the document; absent for the whole of it. */
  readonly part?: keyof TenantDocument;
  /** The process whose grants a caller needs (rule 4.14). */
  readonly process?: string;
  readonly proposedBy: readonly Role[];
  readonly approvedBy: readonly Role[];
}

const MANAGERS = [
  'inventory-manager',
  'dc-manager',
  'buyer',
  'purchasing',
  'quality',
  'finance',
  'loss-prevention',
  'tenant-admin',
] as const satisfies readonly Role[];
const LEADERS = ['dc-manager', 'finance', 'tenant-admin'] as const satisfies readonly Role[];

const ofProcess = (process: string, part: keyof TenantDocument): Rule => ({
  part,
  process,
  proposedBy: MANAGERS,
  approvedBy: LEADERS,
});

export const tenantRules = {
  receiving: ofProcess('receiving', 'receiving'),
  'receiving-tolerances': ofProcess('receiving', 'tolerances'),
  putaway: ofProcess('putaway', 'putaway'),
  'cycle-count': ofProcess('cycle-count', 'cycleCount'),
  replenishment: ofProcess('replenishment', 'replenishment'),
  transfer: ofProcess('transfer', 'transfer'),
  'customer-return': ofProcess('customer-return', 'customerReturn'),
  'damaged-goods': ofProcess('damaged-goods', 'damagedGoods'),
  'backorder-release': ofProcess('backorder-release', 'backorderRelease'),
  'fulfillment-exception': ofProcess('fulfillment-exception', 'fulfillmentException'),
  'order-promise': ofProcess('order-promise', 'orderPromise'),
  'position-reconciliation': ofProcess('position-reconciliation', 'positionReconciliation'),
  patterns: { part: 'patterns', proposedBy: MANAGERS, approvedBy: LEADERS },
  cases: { part: 'cases', proposedBy: MANAGERS, approvedBy: LEADERS },
  /** Who approves money is for those who answer for it. */
  'approval-tiers': { part: 'approvalTiers', proposedBy: MANAGERS, approvedBy: ['finance', 'tenant-admin'] },
  'cut-over': {
    part: 'cutover',
    proposedBy: ['integration-admin', ...MANAGERS],
    approvedBy: ['dc-manager', 'tenant-admin'],
  },
  document: { proposedBy: ['integration-admin', 'tenant-admin'], approvedBy: ['tenant-admin'] },
} as const satisfies Readonly<Record<string, Rule>>;
export type RuleName = keyof typeof tenantRules;
export const ruleNames = Object.keys(tenantRules) as [RuleName, ...RuleName[]];

/** What a document says of a rule; `null` where it leaves the part out, and the starting values hold. */
export function ruleValue(document: TenantDocument, name: RuleName): unknown {
  const { part }: Rule = tenantRules[name];
  return part === undefined ? document : (document[part] ?? null);
}

/** The document with another value of a rule; `null` leaves the part out. What comes of it is still to be checked. */
export function withRule(document: TenantDocument, name: RuleName, value: unknown): unknown {
  const { part }: Rule = tenantRules[name];
  if (part === undefined)
    return typeof value === 'object' && value !== null ? { ...value, version: document.version } : value;
  const { [part]: _, ...rest } = document;
  return value === null ? rest : { ...rest, [part]: value };
}
