import { ApiKey, CfnUsagePlanKey, Period, type SpecRestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { Platform } from '../platform.ts';
import type { UsagePlans as Plans } from '../stage.ts';
import { EVERYONE, keyEndings, planName } from '../usage-plans.ts';
import { generatedSecret } from './generated-secret.ts';

export interface UsagePlansProps {
  readonly platform: Platform;
  readonly plans: Plans;
  readonly api: SpecRestApi;
}

/**
 * A usage plan with a key for each partner's program that has limits of its own, and one for everybody else. Nobody sends a
 * key: the authorizer names it for whoever the token proves. Templates hold no key, only where the beginning of all is kept.
 */
export class UsagePlans extends Construct {
  constructor(scope: Construct, id: string, { platform, plans, api }: UsagePlansProps) {
    super(scope, id);
    const { names, settings } = platform;
    const secret = generatedSecret(this, 'Secret', {
      ...{ platform, secretName: names.usageSecret, length: 48 },
      description: 'What the keys of all usage plans begin with',
      notRotated:
        'The keys let nobody in: they only say which plan counts a call, and none is taken from a request.',
    });
    const endings = keyEndings(plans);
    const counted = [
      { name: EVERYONE, ...plans.everyone },
      ...plans.partners.map((plan) => ({ name: planName(plan), ...plan })),
    ];
    for (const { name, callsPerSecond, burst, callsPerMonth } of counted) {
      // No id holds a dot, so no two plans have one name.
      const id = name.replace('/', '.');
      const plan = new UsagePlan(this, `Plan-${id}`, {
        name: `${names.prefix}-${id}`,
        description: `Stage ${settings.stage}: calls of ${name}`,
        apiStages: [{ api, stage: api.deploymentStage }],
        throttle: { rateLimit: callsPerSecond, burstLimit: burst },
        ...(callsPerMonth ? { quota: { limit: callsPerMonth, period: Period.MONTH } } : {}),
      });
      const key = new ApiKey(this, `Key-${id}`, {
        apiKeyName: `${names.prefix}-${id}`,
        value: `${secret.secretValue.unsafeUnwrap()}${endings[name]}`,
      });
      // Not by the plan's own method, which puts the stage into the id.
      new CfnUsagePlanKey(this, `Counts-${id}`, {
        keyId: key.keyId,
        keyType: 'API_KEY',
        usagePlanId: plan.usagePlanId,
      });
    }
  }
}
