import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type OpenSession,
  sessionsOf,
  storesPerTenant,
} from '../../../lambdas/api/identity/tenant-sessions.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';

const acme = tenantScope('acme');
const globex = tenantScope('globex');
const tables = { processes: 'p', work: 'w', inventory: 'i', intake: 'n', tenants: 't' };
const HOUR_MS = 3_600_000;

/** Stores whose table is empty, with what they were asked and under whose credentials. */
function watched(sessionMs: number) {
  const opened: string[] = [];
  const signedBy: string[] = [];
  const open: OpenSession = async (tenant) => {
    opened.push(tenant);
    return {
      accessKeyId: `key-of-${tenant}`,
      secretAccessKey: 'secret',
      sessionToken: 'session',
      expiration: new Date(Date.now() + sessionMs),
    };
  };
  const requestHandler = {
    handle: async (request: { headers: Record<string, string> }) => {
      signedBy.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'nobody');
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      return { response: { statusCode: 200, headers, body: new TextEncoder().encode('{}') } };
    },
  };
  const storesOf = storesPerTenant({ tables, open, requestHandler: requestHandler as never });
  return { opened, signedBy, storesOf };
}
process.env.AWS_REGION ??= 'us-east-1';

it('asks for each tenant with that tenant’s own session', async () => {
  const { signedBy, storesOf } = watched(HOUR_MS);
  await storesOf(acme).processes.get(acme, 'receiving:X');
  await storesOf(globex).processes.get(globex, 'receiving:X');
  // Even a key of somebody else is asked for as who the request belongs to, and so refused by the policy.
  await storesOf(acme).processes.get(globex, 'receiving:X');
  expect(signedBy).toEqual(['key-of-acme', 'key-of-globex', 'key-of-acme']);
});

it('opens a session once, and a new one shortly before it ends', async () => {
  const lasting = watched(HOUR_MS);
  for (let call = 0; call < 3; call += 1) await lasting.storesOf(acme).processes.get(acme, 'receiving:X');
  expect(lasting.opened).toEqual(['acme']);
  const ending = watched(60_000);
  for (let call = 0; call < 3; call += 1) await ending.storesOf(acme).processes.get(acme, 'receiving:X');
  expect(ending.opened.length).toBeGreaterThan(1);
});

it('forgets the tenant used longest ago when there are too many', async () => {
  const { storesOf } = watched(HOUR_MS);
  const first = storesOf(acme);
  const second = storesOf(globex);
  for (let tenant = 0; tenant < 98; tenant += 1) storesOf(tenantScope(`t-${tenant}`));
  expect(storesOf(acme)).toBe(first);
  storesOf(tenantScope('one more'));
  expect(storesOf(acme)).toBe(first);
  expect(storesOf(globex)).not.toBe(second);
});

describe('a session', () => {
  const credentials = { accessKeyId: 'own', secretAccessKey: 'secret', sessionToken: 'session' };
  const given =
    '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>id</AccessKeyId><SecretAccessKey>s/+=</SecretAccessKey>' +
    '<SessionToken>token==</SessionToken><Expiration>2026-03-02T09:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>';
  const asked: { url: string; signedBy: string | undefined; body: Record<string, string> }[] = [];
  const opening = (status: number, answer: string) => {
    vi.stubGlobal('fetch', async (request: Request) => {
      const signedBy = /Credential=(\w+)/.exec(request.headers.get('authorization') ?? '')?.[1];
      const body = Object.fromEntries(new URLSearchParams(await request.text()));
      asked.push({ url: request.url, signedBy, body });
      return new Response(answer, { status });
    });
    return sessionsOf('arn:role', { region: 'eu-west-1', credentials });
  };
  afterEach(() => vi.unstubAllGlobals());

  it('is tagged with the tenant, whatever its name has to leave out', async () => {
    expect(await opening(200, given)(tenantScope('a/b:c'))).toEqual({
      accessKeyId: 'id',
      secretAccessKey: 's/+=',
      sessionToken: 'token==',
      expiration: new Date('2026-03-02T09:00:00Z'),
    });
    expect(asked).toEqual([
      {
        url: 'https://sts.eu-west-1.amazonaws.com/',
        signedBy: 'own',
        body: {
          Action: 'AssumeRole',
          Version: '2011-06-15',
          RoleArn: 'arn:role',
          RoleSessionName: 'tenant-a-b-c',
          'Tags.member.1.Key': 'tenant',
          'Tags.member.1.Value': 'a/b:c',
        },
      },
    ]);
  });

  it('that is refused says why', async () => {
    const refused =
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>';
    await expect(opening(403, refused)(acme)).rejects.toThrow(
      /for tenant acme: STS answered 403 AccessDenied: not you/,
    );
    await expect(opening(200, '<AssumeRoleResponse/>')(acme)).rejects.toThrow(/for tenant acme/);
  });
});
