import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPoolClientIdentityProvider,
  UserPoolOperation,
  UserPool as Users,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { PERSON_SCOPE, roles, scopes } from '../identity.ts';
import { type Platform, removalPolicyOf } from '../platform.ts';
import type { UserPoolSettings } from '../stage.ts';

export interface UserPoolProps {
  readonly platform: Platform;
  readonly settings: UserPoolSettings;
  /** Puts the tenant into every access token. */
  readonly trigger: IFunction;
}

const TOKEN_MINUTES = 60;

/**
 * An Amazon Cognito user pool for all tenants of a stage that have no issuer of their own. Administrators make users and
 * programs, each of one tenant for good; groups are roles, and narrow what the tenant's document grants.
 */
export class UserPool extends Construct {
  public readonly pool: Users;
  /** Where people log in. */
  public readonly login: string;
  /** The client id of the program people use. */
  public readonly console: string;

  constructor(scope: Construct, id: string, { platform, settings, trigger }: UserPoolProps) {
    super(scope, id);
    this.pool = this.users(platform, settings);
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, trigger, LambdaVersion.V3_0);
    for (const [groupName, description] of Object.entries(roles))
      this.pool.addGroup(`Group-${groupName}`, { groupName, description });
    const { prefix } = platform.names;
    const { account } = Stack.of(this);
    // A name of its own in the region, as Cognito demands.
    const domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${prefix}-${account}` },
    });
    this.login = domain.baseUrl();
    this.console = this.clients(platform, settings);
    acknowledge(this.pool, settings);
  }

  private users({ names, settings: stage }: Platform, { mfa }: UserPoolSettings): Users {
    return new Users(this, 'Pool', {
      userPoolName: names.prefix,
      // Less has no say in access tokens, more costs for each user.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      // Not even an administrator moves somebody to another tenant: that is another user.
      customAttributes: { tenant: new StringAttribute({ minLen: 1, maxLen: 64, mutable: false }) },
      keepOriginal: { email: true },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        passwordHistorySize: 10,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
      // Text messages can be read on their way, and cost.
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: stage.deletionProtection,
      removalPolicy: removalPolicyOf(stage),
    });
  }

  /** The client id of the program people use. */
  private clients(
    { names }: Platform,
    { callbackUrls, logoutUrls, machineClients }: UserPoolSettings,
  ): string {
    const ofPeople = { scopeName: PERSON_SCOPE, scopeDescription: 'Use it as whoever is logged in' };
    const ofPrograms = scopes.map(({ name, description }) => ({
      scopeName: name,
      scopeDescription: description,
    }));
    const server = this.pool.addResourceServer('Api', {
      identifier: names.audience,
      userPoolResourceServerName: names.prefix,
      scopes: [ofPeople, ...ofPrograms].map((one) => new ResourceServerScope(one)),
    });
    const scopeOf = (name: string) => OAuthScope.custom(`${names.audience}/${name}`);
    const common = {
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      accessTokenValidity: Duration.minutes(TOKEN_MINUTES),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      // What is not listed, the tenant first of all, no user can write.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    };
    const people = this.pool.addClient('Console', {
      ...common,
      userPoolClientName: `${names.prefix}-console`,
      generateSecret: false,
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, scopeOf(PERSON_SCOPE)],
        callbackUrls: [...callbackUrls],
        logoutUrls: [...logoutUrls],
      },
      idTokenValidity: Duration.minutes(TOKEN_MINUTES),
      refreshTokenValidity: Duration.hours(12),
    });
    people.node.addDependency(server);
    for (const { tenantId, name, scopes: asked } of machineClients) {
      const client = this.pool.addClient(`Program-${tenantId}.${name}`, {
        ...common,
        userPoolClientName: `${names.prefix}-${tenantId}.${name}`,
        generateSecret: true,
        oAuth: { flows: { clientCredentials: true }, scopes: asked.map(scopeOf) },
      });
      client.node.addDependency(server);
      new StringParameter(this, `Tenant-${tenantId}.${name}`, {
        parameterName: `${names.machineClients}${client.userPoolClientId}`,
        simpleName: false,
        description: `The tenant of ${name}`,
        stringValue: tenantId,
      });
    }
    return people.userPoolClientId;
  }
}

function acknowledge(pool: Users, { mfa }: UserPoolSettings): void {
  const reasons: Readonly<Record<string, string>> = {
    'AwsSolutions-COG8':
      'Threat protection is part of the plus plan, which costs for each user: a decision of whoever runs the stage.',
    ...(mfa === 'optional'
      ? { 'AwsSolutions-COG2': 'A second factor is offered here; prod asks everybody for one.' }
      : {}),
  };
  for (const [id, reason] of Object.entries(reasons)) Validations.of(pool).acknowledge({ id, reason });
}
