import type { Scope } from '../lambdas/api/principal.ts';
import type { Role } from '../lambdas/domain/tenant.ts';

type Area = Scope extends `${infer Of}:${string}` ? Of : never;

/** What tokens are issued for, in the words of who consents to it. */
const areas: Readonly<Record<Area, string>> = {
  inventory: 'stock, its ledger and reservations',
  processes: 'processes',
  tasks: 'tasks',
  cases: 'cases',
  files: 'files of partners',
  events: 'what happens on the floor and between partners',
  settings: 'documents of tenants, rules and tolerances',
  webhooks: 'webhooks',
  kpis: 'figures',
  jobs: 'operations on many things',
};

/** Scopes of programs, as `inventory:read`, and what each lets a program do. */
export const scopes: readonly { readonly name: Scope; readonly description: string }[] = Object.entries(
  areas,
).flatMap(([area, what]) => [
  { name: `${area as Area}:read`, description: `Look at ${what}` },
  { name: `${area as Area}:write`, description: `Change ${what}` },
]);
export const scopeNames: readonly Scope[] = scopes.map(({ name }) => name);

/** What says in the token of a person that it is for this API; what the person may do there is granted by the tenant. */
export const PERSON_SCOPE = 'use';

/** Groups of people, by role: a token with groups acts with no more than they name. */
export const roles: Readonly<Record<Role, string>> = {
  viewer: 'Looks',
  operator: 'Works on the floor',
  supervisor: 'Leads a shift',
  'inventory-manager': 'Answers for the stock of a site',
  'dc-manager': 'Answers for a distribution center',
  buyer: 'Decides about products and their demand',
  purchasing: 'Orders from suppliers',
  quality: 'Inspects and releases goods',
  finance: 'Approves values',
  'loss-prevention': 'Looks into losses',
  'integration-admin': 'Keeps systems and partners connected',
  'tenant-admin': 'Answers for the document of the tenant',
  'partner-admin': 'Answers for one partner',
  auditor: 'Reads everything and changes nothing',
  service: 'Is a program',
};
