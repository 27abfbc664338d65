import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type Platform, removalPolicyOf } from '../platform.ts';

export interface GeneratedSecretProps {
  readonly platform: Platform;
  readonly secretName: string;
  readonly description: string;
  readonly length: number;
  /** Why nothing rotates it. */
  readonly notRotated: string;
}

/** A secret nobody chooses: it is made when the stack is deployed, and no template holds it. */
export function generatedSecret(
  scope: Construct,
  id: string,
  { platform: { settings }, secretName, description, length, notRotated }: GeneratedSecretProps,
): Secret {
  const secret = new Secret(scope, id, {
    secretName,
    description,
    generateSecretString: { passwordLength: length, excludePunctuation: true },
    removalPolicy: removalPolicyOf(settings),
  });
  Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: notRotated });
  return secret;
}
