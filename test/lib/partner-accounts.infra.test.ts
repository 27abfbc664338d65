import { runSimulation } from '@cloud-copilot/iam-simulate';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { ACCEPTED } from '../../events/from-outside.ts';
import { platformOf } from '../../lib/platform.ts';
import { BusStack } from '../../lib/stacks/bus-stack.ts';
import { checkSettings, type StageSettings, stageNames, stageSettings } from '../../lib/stage.ts';
import type { Json } from './synthesized.ts';

const ACME = { tenantId: 'acme', partnerId: 'fast-freight', account: '111111111111' };
const OTHER = { tenantId: 'acme', partnerId: 'slow-freight', account: '222222222222' };
const BUS = 'arn:aws:events:us-east-1:999999999999:event-bus/tallyflow-prod';

function statements(partnerAccounts: StageSettings['partnerAccounts']): readonly Json[] {
  const app = new App();
  const given = { ...stageSettings('prod', { account: '999999999999' }), partnerAccounts };
  const platform = platformOf(checkSettings(given), () => Code.fromInline('exports.handler = () => {};'));
  new BusStack(app, 'bus', platform, { streamArns: {} });
  const [bus] = app.synth({ skipValidation: true }).stacks;
  return Object.values<Json>(bus?.template.Resources ?? {})
    .filter(({ Type }) => Type === 'AWS::Events::EventBusPolicy')
    .map(({ Properties }) => resolved(Properties.Statement));
}

/** The statement as AWS would have it: the bus and the partition are known only there. */
function resolved(statement: Json): Json {
  const text = JSON.stringify(statement, (_, value) =>
    value?.['Fn::GetAtt']?.[1] === 'Arn' ? BUS : value?.['Fn::Join'] ? join(value['Fn::Join'][1]) : value,
  );
  return JSON.parse(text);
}
const join = (parts: readonly Json[]) =>
  parts.map((part) => (typeof part === 'string' ? part : 'aws')).join('');

const policy = { Version: '2012-10-17', Statement: statements([ACME, OTHER]) };
/** An administrator of the account, so that only the bus's own policy decides. */
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

interface Asked {
  readonly sources?: readonly string[];
  readonly types?: readonly string[];
  readonly action?: string;
}

async function may(account: string, asked: Asked = {}): Promise<boolean> {
  const { sources = ['partner.acme.fast-freight'], types = ['ShipmentConfirmed'] } = asked;
  const { action = 'events:PutEvents' } = asked;
  // A key nothing is known of is not there.
  const contextVariables = Object.fromEntries(
    Object.entries({ 'events:source': [...sources], 'events:detail-type': [...types] }).filter(
      ([, values]) => values.length > 0,
    ),
  );
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${account}:role/sender`,
        action,
        resource: { resource: BUS, accountId: '999999999999' },
        contextVariables: action === 'events:PutEvents' ? contextVariables : {},
      },
      identityPolicies: [{ name: 'everything', policy: everything }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: policy,
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}

describe('the policy of the bus', () => {
  it('lets a partner put what outsiders may send under its own source', async () => {
    expect(await may(ACME.account, { types: [...ACCEPTED] })).toBe(true);
  });

  it.each([
    ['the source of another partner', { sources: ['partner.acme.slow-freight'] }],
    ['the source of another tenant', { sources: ['partner.rival.fast-freight'] }],
    ['a source of ours', { sources: ['warehouse.fulfillment'] }],
    ['a source that only begins like its own', { sources: ['partner.acme.fast-freight.x'] }],
    ['an event that is ours to tell', { types: ['ReceiptPosted'] }],
    ['a type nobody knows', { types: ['AnythingElse'] }],
    [
      'its own source and another one beside it',
      { sources: ['partner.acme.fast-freight', 'warehouse.inbound'] },
    ],
    ['one event it may and one it may not', { types: ['ShipmentConfirmed', 'ReceiptPosted'] }],
    ['an event without a source', { sources: [] }],
    ['an event without a type', { types: [] }],
    ['a look at the bus', { action: 'events:DescribeEventBus' }],
  ])('refuses it %s', async (_, asked) => {
    expect(await may(ACME.account, asked)).toBe(false);
  });

  it('refuses one partner what another may, and an account nobody registered everything', async () => {
    expect(await may(OTHER.account)).toBe(false);
    expect(await may('333333333333')).toBe(false);
  });
});

it('is written for nobody where no account is registered', () => {
  expect(statements([])).toEqual([]);
  for (const stage of stageNames) expect(stageSettings(stage).partnerAccounts).toEqual([]);
});

it('takes no id that could stand for two partners in a source', () => {
  for (const tenantId of ['acme.fast', '', 'a/b', 'a*'])
    expect(
      () => checkSettings({ ...stageSettings('prod'), partnerAccounts: [{ ...ACME, tenantId }] }),
      tenantId,
    ).toThrow('partnerAccounts.0.tenantId');
});
