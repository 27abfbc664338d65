import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Access } from '../functions.ts';
import type { Platform } from '../platform.ts';
import { allow, grantFiles, tableStatements } from './grants.ts';

/** Keys are made by `lambdas/store/keys.ts`: `T#<tenant>` alone, or followed by `#` and more. */
const tenant = '${aws:PrincipalTag/tenant}';
const tenantKey = `T#${tenant}`;
const own = { 'dynamodb:LeadingKeys': [tenantKey, `${tenantKey}#*`] };
/** Of no keys at all every one is the tenant's, so there must also be one. */
const keysOfTheTenant = { 'ForAllValues:StringLike': own, 'ForAnyValue:StringLike': own };

export interface TenantRoleProps {
  readonly platform: Platform;
  readonly tables: NonNullable<Access['tables']>;
  /** Whether it reaches the tenant's inbox and reports. */
  readonly files: boolean;
  /** The role of the function that opens sessions; no other may. */
  readonly function: Role;
  readonly description: string;
}

/**
 * What a function may touch in the name of one tenant. It opens a session of this role with the tag `tenant`, and the
 * session reaches only items whose partition key begins with that tenant, and objects in the tenant's folders, by whatever
 * mistake a key was built.
 */
export function tenantRole(
  scope: Construct,
  id: string,
  { platform, tables, files, function: opener, description }: TenantRoleProps,
): Role {
  const role = new Role(scope, id, {
    description,
    assumedBy: new ArnPrincipal(opener.roleArn)
      .withConditions({
        // A session names its tenant, and nothing else that a policy could take for more.
        StringLike: { 'aws:RequestTag/tenant': '?*' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
      })
      .withSessionTags(),
  });
  for (const { actions, resources } of tableStatements(role, platform, tables, 'one tenant'))
    role.addToPolicy(new PolicyStatement({ actions, resources, conditions: keysOfTheTenant }));
  if (files) grantFiles(role, platform, tenant);
  allow(opener, ['sts:AssumeRole', 'sts:TagSession'], [role.roleArn]);
  return role;
}
