import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { schema, type TableName, tableName } from '../../lambdas/store/schema.ts';
import { apiFunctions } from '../../lib/kernel.ts';
import { namesOf } from '../../lib/names.ts';
import { type Json, ofType } from './synthesized.ts';

/**
 * What the synthesized policies allow, as IAM decides it: LocalStack enforces none of them. Every function behind the
 * gateway is judged with its own role and with the role of its tenants' sessions.
 */

const ACCOUNT = '123456789012';
const stages = ['dev', 'prod'] as const;
const reads = ['GetItem', 'BatchGetItem', 'Query'];
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'ConditionCheckItem'];

/** A template's value as the deployment would have it. */
function resolved(value: Json): Json {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(resolved).join('');
  if (value['Fn::GetAtt']) return `arn:aws:iam::${ACCOUNT}:role/${value['Fn::GetAtt'][0]}`;
  if (value.Ref) {
    const pseudo = { 'AWS::AccountId': ACCOUNT, 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1' };
    return pseudo[value.Ref as keyof typeof pseudo] ?? value.Ref;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

type Stage = (typeof stages)[number];
const policyOf = (stage: Stage, role: string): Json => {
  const statements = ofType(stage, 'AWS::IAM::Policy')
    .filter(
      ({ stack, properties }) => stack === 'api' && properties.Roles.some((one: Json) => one.Ref === role),
    )
    .flatMap(({ properties }) => resolved(properties.PolicyDocument).Statement);
  return { Version: '2012-10-17', Statement: statements };
};
const roleIdOf = (arn: Json): string => arn['Fn::GetAtt'][0];

/** The roles of a function: its own, and the one its sessions have. */
function rolesOf(stage: Stage, entry: string) {
  const lambda = ofType(stage, 'AWS::Lambda::Function').find(
    ({ properties }) => properties.FunctionName === namesOf(stage).function(entry),
  );
  const variables = lambda?.properties.Environment.Variables;
  return { own: roleIdOf(lambda?.properties.Role), ofTenant: roleIdOf(variables.DATA_ROLE) };
}

interface Asked {
  readonly policy: Json;
  readonly action: string;
  readonly resource: string;
  readonly keys?: readonly string[];
  /** What a list of objects begins with. */
  readonly prefix?: string;
  readonly tenant?: string;
}

async function judged({ policy, action, resource, keys, prefix, tenant }: Asked): Promise<string> {
  const outcome = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/session/tenant`,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          ...(keys ? { 'dynamodb:LeadingKeys': [...keys] } : {}),
          ...(prefix === undefined ? {} : { 's3:prefix': prefix }),
          ...(tenant ? { 'aws:PrincipalTag/tenant': tenant } : {}),
        },
      },
      identityPolicies: [{ name: 'policy', policy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
  return outcome.overallResult;
}

const tableArn = (stage: Stage, table: TableName) =>
  `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${tableName(stage, table)}`;

const cases = stages.flatMap((stage) =>
  apiFunctions.flatMap(({ entry, access }) =>
    Object.entries(access.tables ?? {}).map(([table, mode]) => ({
      stage,
      entry,
      table: table as TableName,
      mode,
    })),
  ),
);

describe.each(cases)('$entry on $table in $stage', ({ stage, entry, table, mode }) => {
  const { own, ofTenant } = rolesOf(stage, entry);
  const policy = policyOf(stage, ofTenant);
  const granted = mode === 'write' ? [...reads, ...writes] : reads;
  const indexes = schema[table].indexes.map(({ name, acrossTenants }) => ({
    acrossTenants,
    arn: `${tableArn(stage, table)}/index/${name}`,
  }));
  const ask = (action: string, keys: readonly string[] | undefined, more: Partial<Asked> = {}) =>
    judged({
      policy,
      action: `dynamodb:${action}`,
      resource: tableArn(stage, table),
      tenant: 'acme',
      ...(keys ? { keys } : {}),
      ...more,
    });

  it('reaches its own tenant, as far as the function may', async () => {
    for (const action of granted) {
      expect([action, await ask(action, ['T#acme'])]).toEqual([action, 'Allowed']);
      expect([action, await ask(action, ['T#acme#P#1', 'T#acme#P#2'])]).toEqual([action, 'Allowed']);
    }
    for (const action of [...reads, ...writes].filter((one) => !granted.includes(one)))
      expect([action, await ask(action, ['T#acme#P#1'])]).toEqual([action, 'ImplicitlyDenied']);
  });

  it.each([
    ['another tenant', ['T#globex#P#1']],
    ['its own and another tenant at once', ['T#acme#P#1', 'T#globex#P#1']],
    ['a tenant whose name begins alike', ['T#acme2#P#1']],
    ['a tenant whose name ends alike', ['T#globex#T#acme#P#1']],
    ['a key of all tenants', ['DUE#03']],
    ['no key', undefined],
    ['an empty list of keys', []],
  ])('does not reach %s', async (_what, keys) => {
    for (const action of granted)
      expect([action, await ask(action, keys)]).toEqual([action, 'ImplicitlyDenied']);
  });

  it('reaches nothing without a tenant, or with one that would match more', async () => {
    const { tenant: _none, ...untagged } = { policy, tenant: undefined };
    for (const action of granted) {
      const asked = { ...untagged, action: `dynamodb:${action}`, resource: tableArn(stage, table) };
      expect(await judged({ ...asked, keys: ['T#acme#P#1'] })).toBe('ImplicitlyDenied');
      expect(await ask(action, ['T#globex#P#1'], { tenant: '*' })).toBe('ImplicitlyDenied');
    }
  });

  it('neither scans nor exports nor changes the table', async () => {
    for (const action of ['Scan', 'PartiQLSelect', 'ExportTableToPointInTime', 'UpdateTable', 'DeleteTable'])
      expect([action, await ask(action, ['T#acme'])]).toEqual([action, 'ImplicitlyDenied']);
  });

  it('queries indexes that tenants have to themselves, and no others', async () => {
    for (const { arn, acrossTenants } of indexes) {
      expect(await ask('Query', ['T#acme#SITE'], { resource: arn })).toBe(
        acrossTenants ? 'ImplicitlyDenied' : 'Allowed',
      );
      expect(await ask('Query', ['T#globex#SITE'], { resource: arn })).toBe('ImplicitlyDenied');
    }
  });

  it('has no way around by the function’s own role', async () => {
    const around = { policy: policyOf(stage, own), keys: ['T#acme'], resource: tableArn(stage, table) };
    for (const action of [...reads, ...writes, 'Scan'])
      expect([action, await judged({ ...around, action: `dynamodb:${action}` })]).toEqual([
        action,
        // Whom to believe is in the document of the tenant a token names.
        table === 'tenants' && reads.includes(action) ? 'Allowed' : 'ImplicitlyDenied',
      ]);
  });

  it('would notice if the keys were not looked at', async () => {
    const careless = {
      ...policy,
      Statement: policy.Statement.map(({ Condition: _dropped, ...statement }: Json) => statement),
    };
    expect(await ask('GetItem', ['T#globex#P#1'], { policy: careless })).toBe('Allowed');
    const lax = {
      ...policy,
      Statement: policy.Statement.filter(({ Condition }: Json) => Condition?.['ForAllValues:StringLike']).map(
        ({ Condition, ...statement }: Json) => ({
          ...statement,
          Condition: { 'ForAllValues:StringLike': Condition['ForAllValues:StringLike'] },
        }),
      ),
    };
    expect(await ask('GetItem', undefined, { policy: lax })).toBe('Allowed');
  });
});

describe.each(stages.flatMap((stage) => apiFunctions.map(({ entry }) => ({ stage, entry }))))(
  'sessions of $entry in $stage',
  ({ stage, entry }) => {
    const { own, ofTenant } = rolesOf(stage, entry);
    const trust = resolved(
      ofType(stage, 'AWS::IAM::Role').find(({ id }) => id === ofTenant)?.properties.AssumeRolePolicyDocument,
    );

    it('are opened by the function alone, with its tenant and no other tag', () => {
      for (const statement of trust.Statement)
        expect(statement).toMatchObject({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${own}` },
          Condition: {
            StringLike: { 'aws:RequestTag/tenant': '?*' },
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
          },
        });
      expect(trust.Statement.flatMap(({ Action }: Json) => Action).sort()).toEqual([
        'sts:AssumeRole',
        'sts:TagSession',
      ]);
    });

    it('are what the function may open', async () => {
      const open = {
        policy: policyOf(stage, own),
        action: 'sts:AssumeRole',
        resource: `arn:aws:iam::${ACCOUNT}:role/${ofTenant}`,
      };
      expect(await judged(open)).toBe('Allowed');
      expect(await judged({ ...open, resource: `arn:aws:iam::${ACCOUNT}:role/other` })).toBe(
        'ImplicitlyDenied',
      );
    });
  },
);

describe.each(stages.flatMap((stage) => apiFunctions.map(({ entry, access }) => ({ stage, entry, access }))))(
  'files and $entry in $stage',
  ({ stage, entry, access }) => {
    const { ofTenant } = rolesOf(stage, entry);
    const bucket = `arn:aws:s3:::${namesOf(stage).bucket('documents', ACCOUNT, 'us-east-1')}`;
    const ask = (action: string, at: string, more: Partial<Asked> = {}) =>
      judged({
        policy: policyOf(stage, ofTenant),
        action: `s3:${action}`,
        resource: `${bucket}/${at}`,
        tenant: 'acme',
        ...more,
      });
    const list = (prefix: string | undefined, tenant = 'acme', role = ofTenant) =>
      judged({
        policy: policyOf(stage, role),
        action: 's3:ListBucket',
        resource: bucket,
        tenant,
        ...(prefix === undefined ? {} : { prefix }),
      });

    it('the session of a tenant reaches that tenant’s inbox and reports, where the function has to do with files', async () => {
      const allowed = access.files ? 'Allowed' : 'ImplicitlyDenied';
      expect(await ask('PutObject', 'inbox/acme/acorn/a.csv')).toBe(allowed);
      expect(await ask('GetObject', 'reports/acme/acorn/a.csv.report.json')).toBe(allowed);
      expect(await list('reports/acme/')).toBe(allowed);
      expect(await list('reports/acme/acorn/a.csv.')).toBe(allowed);
      expect(await list('inbox/acme/acorn/a.csv')).toBe(allowed);
    });

    it('it reaches nothing of another tenant, and no other folder', async () => {
      for (const tenant of ['globex', 'acme2', 'acm', '', 'globex/acme', 'acme%2F..%2Fglobex'])
        for (const [action, folder] of [
          ['PutObject', 'inbox'],
          ['GetObject', 'reports'],
        ] as const)
          expect([tenant, await ask(action, `${folder}/${tenant}/acorn/a.csv`)]).toEqual([
            tenant,
            'ImplicitlyDenied',
          ]);
      for (const at of [
        'reports/acme',
        'canonical/acme/a.json',
        'quarantine/acme/a.csv',
        'inbox/acme/acorn/a.csv',
      ])
        expect([at, await ask('GetObject', at)]).toEqual([at, 'ImplicitlyDenied']);
      for (const at of ['reports/acme/acorn/a.csv.report.json', 'canonical/acme/asn/a.json'])
        expect([at, await ask('PutObject', at)]).toEqual([at, 'ImplicitlyDenied']);
      for (const action of ['DeleteObject', 'GetObjectVersion', 'PutObjectAcl'])
        expect([action, await ask(action, 'inbox/acme/acorn/a.csv')]).toEqual([action, 'ImplicitlyDenied']);
      for (const prefix of [
        undefined,
        '',
        'reports/',
        'reports/acme',
        'reports/globex/',
        'reports/acme2/',
        'journal/acme/',
      ])
        expect([prefix, await list(prefix)]).toEqual([prefix, 'ImplicitlyDenied']);
    });

    it('nobody without a tenant, or with one that would match more, reaches any', async () => {
      for (const tenant of ['', '*', '?cme']) {
        expect(await ask('GetObject', 'reports/globex/acorn/a.json', { tenant })).toBe('ImplicitlyDenied');
        expect(await list('reports/globex/', tenant)).toBe('ImplicitlyDenied');
      }
    });
  },
);

describe.each(
  stages.flatMap((stage) =>
    apiFunctions.filter(({ access }) => access.files).map(({ entry }) => ({ stage, entry })),
  ),
)('files and the own role of $entry in $stage', ({ stage, entry }) => {
  const policy = policyOf(stage, rolesOf(stage, entry).own);
  const bucket = `arn:aws:s3:::${namesOf(stage).bucket('documents', ACCOUNT, 'us-east-1')}`;
  it.each([
    ['s3:PutObject', `${bucket}/inbox/acme/acorn/a.csv`, {}],
    ['s3:GetObject', `${bucket}/reports/acme/acorn/a.json`, {}],
    ['s3:ListBucket', bucket, { prefix: 'reports/acme/' }],
  ])('%s is not allowed without the session of a tenant', async (action, resource, more) => {
    expect(await judged({ policy, action, resource, tenant: 'acme', ...more })).toBe('ImplicitlyDenied');
  });
});
