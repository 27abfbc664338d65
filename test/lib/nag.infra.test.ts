import { Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { stageNames } from '../../lib/stage.ts';
import { defineApp } from './synthesized.ts';

const violationsIn = (app: ReturnType<typeof defineApp>) =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );

it.each(stageNames)('leaves no AwsSolutions rule unacknowledged in %s', (stage) => {
  expect(violationsIn(defineApp([stage]))).toEqual([]);
});

it('passes the checks CloudFormation itself has for templates, in all stages', () => {
  expect(defineApp(stageNames).synth().stacks).not.toHaveLength(0);
}, 300_000);

it('would notice a bucket without protection', () => {
  const app = defineApp([]);
  new Bucket(new Stack(app, 'Careless'), 'Bucket');
  expect(violationsIn(app)).toEqual(expect.arrayContaining([expect.stringContaining('AwsSolutions-S10')]));
});

it.each(stageNames)('acknowledges rules in %s with a reason, where they are broken', (stage) => {
  const app = defineApp([stage]);
  const acknowledged = app.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .map(({ data }) => ({ construct, data })),
    );
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const { construct, data } of acknowledged) {
    // An acknowledgment on a stack would also cover what somebody adds to it tomorrow.
    expect([construct.node.path, Stack.isStack(construct)]).toEqual([construct.node.path, false]);
    for (const reason of Object.values(data as Record<string, string>))
      expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  }
});
