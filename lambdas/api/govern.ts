import { runtimeWith, secrets } from '../shared/runtime.ts';
import { route as approveProposal } from './approve-proposal.ts';
import type { ReadDeps } from './deps.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as listProposals } from './list-proposals.ts';
import { route as listRules } from './list-rules.ts';
import { route as listTenantVersions } from './list-tenant-versions.ts';
import { route as planTenant } from './plan-tenant.ts';
import { route as proposeRule } from './propose-rule.ts';
import { route as refuseProposal } from './refuse-proposal.ts';
import { route as showProposal } from './show-proposal.ts';
import { route as showRule } from './show-rule.ts';
import { route as showTenant } from './show-tenant.ts';
import { route as showTenantVersion } from './show-tenant-version.ts';

/** How a tenant works: its document, the rules in it, and changes two people make together. */
export const routes: readonly Route<ReadDeps>[] = [
  listRules,
  showRule,
  proposeRule,
  listProposals,
  showProposal,
  approveProposal,
  refuseProposal,
  showTenant,
  listTenantVersions,
  showTenantVersion,
  planTenant,
];

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets)));
