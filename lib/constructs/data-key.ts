import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Platform, removalPolicyOf } from '../platform.ts';

export interface DataKeyProps {
  readonly platform: Platform;
  /** What the key protects, for whoever finds it in the console. */
  readonly description: string;
  readonly alias: string;
  /** AWS services through which the functions of this stage may use the key, for example `dynamodb`. */
  readonly through: readonly string[];
  /** AWS services that use the key on their own account's behalf. */
  readonly services?: readonly string[];
}

/**
 * The customer key of one class of data. Its policy lets the roles of this stage's stacks use it through the service
 * that holds the data, and in no other way: who may read an item is decided by the role's rights on the table alone, and
 * no other stack needs to know the key.
 */
export function dataKey(
  scope: Construct,
  id: string,
  { platform, description, alias, through, services = [] }: DataKeyProps,
): Key {
  const { account, region, partition } = Stack.of(scope);
  const key = new Key(scope, id, {
    alias,
    description,
    enableKeyRotation: true,
    removalPolicy: removalPolicyOf(platform.settings),
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RolesOfThisStage',
      principals: [new AnyPrincipal()],
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': through.map((service) => `${service}.${region}.amazonaws.com`),
        },
        ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/${platform.names.stack('*')}` },
      },
    }),
  );
  if (services.length > 0) {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ServicesOfThisAccount',
        principals: services.map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
  }
  return key;
}
