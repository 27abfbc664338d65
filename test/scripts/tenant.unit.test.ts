import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { memoryStores } from '../../lambdas/store/memory/index.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { run } from '../../scripts/tenant/run.ts';

const root = new URL('../../', import.meta.url);
const pilot = tenantScope('pilot-outlet');
const PILOT = 'local/scenarios/tenants/pilot-outlet.json';
const SET = ['--set', 'systems=https://systems.example', '--set', 'issuer=https://login.example'];
const WHO = ['--as', 'tenant-admin-1', '--reason', 'a test'];

/** Commands over stores in memory; `files` take the place of those of the checkout. */
function desk(files: Readonly<Record<string, unknown>> = {}) {
  const stores = memoryStores();
  let ids = 0;
  const hands = {
    stores,
    clock: () => '2026-03-02T08:00:00.000Z',
    newId: () => `id-${String(++ids).padStart(8, '0')}`,
    lookUp: async () => ({}),
    hasSecret: async (name: string) => !name.endsWith('/erp'),
  };
  const read = async (path: string) =>
    path in files ? JSON.stringify(files[path]) : readFileSync(new URL(path, root), 'utf8');
  return { stores, tenant: (...words: string[]) => run(words, async () => hands, read) };
}

const document = (path: string): TenantDocument =>
  JSON.parse(
    readFileSync(new URL(path, root), 'utf8')
      .replaceAll('{{systems}}', 'https://systems.example')
      .replaceAll('{{issuer}}', 'https://login.example'),
  );

describe.each(['northwind-grocery', 'harbor-home', 'pilot-outlet'])('the example tenant %s', (name) => {
  const path = `local/scenarios/tenants/${name}.json`;

  it('is whole, comes into force once, and says so the second time', async () => {
    const { stores, tenant } = desk();
    expect(await tenant('plan', path, ...SET)).toMatchObject({ exitCode: 0 });
    expect((await tenant('apply', path, ...SET, ...WHO)).out).toContain(`Version 1 of ${name} is in force`);
    expect((await tenant('apply', path, ...SET, ...WHO)).out).toContain('Nothing to do: version 1');
    expect(await stores.tenants.versions(tenantScope(name), 10)).toHaveLength(1);
    expect((await tenant('diff', path, ...SET)).out).toBe('Nothing changes.');
  });
});

it('names the secrets that must exist and do not, never what one holds', async () => {
  const { out } = await desk().tenant('plan', PILOT, ...SET);
  expect(out).toContain('1 secret is still to be made: tallyflow/local/pilot-outlet/erp');
});

it('leaves one audit entry and one event for each version, with who and why', async () => {
  const { stores, tenant } = desk();
  await tenant('apply', PILOT, ...SET, ...WHO);
  await tenant('apply', PILOT, ...SET, '--as', 'somebody-else', '--reason', 'again');
  const entries = [];
  for await (const entry of stores.inventory.auditChain(pilot, 'all', '2026-03-02')) entries.push(entry);
  const changes = entries.filter(({ kind }) => kind === 'tenant-change');
  expect(changes).toEqual([
    expect.objectContaining({
      actor: 'tenant-admin-1',
      body: expect.objectContaining({ version: 1, reason: 'a test' }),
    }),
  ]);
  const told = await stores.inventory.eventsOf(pilot, pilot);
  expect(told.map(({ event }) => event.type)).toEqual(['TenantApplied']);
});

it('names every change by the name of what changed, wherever it stands in its list', async () => {
  const standing = document(PILOT);
  const [first, ...others] = standing.members;
  const changed = {
    ...standing,
    name: 'Pilot 2',
    members: [
      ...others.toReversed(),
      { ...first, roles: ['viewer'] },
      { userId: 'new-1', roles: [], sites: [] },
    ],
  };
  const { tenant } = desk({ 'changed.json': changed });
  await tenant('apply', PILOT, ...SET, ...WHO);
  const { out = '[]' } = await tenant('diff', 'changed.json', '--json');
  expect((JSON.parse(out) as { field: string }[]).map(({ field }) => field)).toEqual([
    'name',
    `members[${first?.userId}].roles`,
    'members[new-1]',
  ]);
});

it.each([
  ['http://login.example/jwks', false],
  ['http://127.0.0.1.login.example/jwks', false],
  ['login.example/jwks', false],
  ['file:///etc/keys', false],
  ['https://login.example/jwks', true],
  ['http://127.0.0.1:4700/jwks', true],
])('takes %s for the keys of an issuer: %s', async (jwksUri, taken) => {
  const good = document(PILOT);
  const issuers = good.identity?.issuers.map((issuer) => ({ ...issuer, jwksUri }));
  const { tenant } = desk({ 'keys.json': { ...good, identity: { issuers } } });
  const { exitCode, error } = await tenant('plan', 'keys.json');
  expect(exitCode).toBe(taken ? 0 : 2);
  if (!taken) expect(error).toContain('identity.issuers.0.jwksUri');
});

it('tells everything that is wrong at once: field, value and remedy', async () => {
  const good = document(PILOT);
  const { erp: _, ...systems } = good.systems;
  const [site, ...sites] = good.sites;
  const [partner] = good.partners;
  const wrong = {
    ...good,
    nmae: 'a slip',
    systems,
    sites: [
      { ...site, gln: '9506000000115', calendar: { ...site?.calendar, zone: 'Mars/Olympus' } },
      ...sites,
    ],
    partners: [
      {
        ...partner,
        csvColumns: { despatch: 'No' },
        csvFiles: [{ format: 'csv-counts', names: 'CNT_*.csv', columns: { asnId: 'No' } }],
      },
    ],
    members: [{ userId: 'm-1', roles: ['finance', 'inventory-manager'], sites: ['*', 'NOWHERE'] }],
    cutover: [
      { process: 'receiving', site: site?.site, level: 'act' },
      { process: 'shipping', site: 'NOWHERE', level: 'shadow' },
    ],
    branding: {
      ...{ shownName: 'Pilot', supportContact: 'help@pilot.example', locale: 'not a locale' },
      colors: { text: '#777777', background: '#888888' },
    },
  };
  const { stores, tenant } = desk({ 'wrong.json': wrong });
  const { exitCode, error = '{}' } = await tenant('apply', 'wrong.json', ...WHO, '--json');
  expect(exitCode).toBe(2);
  const { problems } = JSON.parse(error) as { problems: { field: string; remedy: string }[] };
  expect(problems.map(({ field }) => field)).toEqual(
    expect.arrayContaining([
      'nmae',
      `sites[${site?.site}].gln`,
      `sites[${site?.site}].calendar.zone`,
      `partners[${partner?.partnerId}].csvColumns.despatch`,
      `partners[${partner?.partnerId}].csvFiles[CNT_*.csv].format`,
      `partners[${partner?.partnerId}].csvFiles[CNT_*.csv].columns.asnId`,
      'members[m-1].sites',
      `cutover[receiving@${site?.site}].level`,
      'cutover[shipping@NOWHERE].process',
      'cutover[shipping@NOWHERE].site',
      'approvalTiers.3.approvers',
      'branding.colors',
      'branding.locale',
    ]),
  );
  expect(problems.every(({ remedy }) => remedy.length > 0)).toBe(true);
  expect(await stores.tenants.current(pilot)).toBeUndefined();
});

it('says of each field that does not fit what would', async () => {
  const [member, ...members] = document(PILOT).members;
  const files = {
    'x.json': { ...document(PILOT), name: 5, members: [{ ...member, roles: ['boss'] }, ...members] },
  };
  const { exitCode, error } = await desk(files).tenant('plan', 'x.json');
  expect(exitCode).toBe(2);
  expect(error).toContain('must be string');
  expect(error).toMatch(/members\.0\.roles\.0.*"boss".*must be one of viewer, operator/);
});

it('refuses a shape that does not fit and a setting nobody gave', async () => {
  const { tenant } = desk({ 'broken.json': { ...document(PILOT), currency: 'usd' } });
  expect((await tenant('plan', 'broken.json')).error).toContain('currency');
  expect((await tenant('plan', PILOT)).error).toContain('--set systems=');
  expect((await tenant('apply', PILOT, ...SET)).error).toContain('--as');
  expect((await tenant('rollback', 'pilot-outlet', '--to', '7', ...WHO)).error).toContain('no version 7');
});

it('is onboarded by the commands of docs/onboarding.md, as they stand there', async () => {
  const page = readFileSync(new URL('docs/onboarding.md', root), 'utf8');
  const commands = [...page.matchAll(/^npm run tenant -- (.+)$/gm)].map(([, words = '']) =>
    [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
  );
  expect(new Set(commands.map(([verb]) => verb))).toEqual(
    new Set(['plan', 'diff', 'apply', 'rollback', 'history', 'agreement']),
  );
  const { stores, tenant } = desk();
  for (const words of commands)
    expect(await tenant(...words), words.join(' ')).toMatchObject({ exitCode: 0 });
  const [current, second, third] = await Promise.all([
    stores.tenants.current(pilot),
    stores.tenants.version(pilot, 2),
    stores.tenants.version(pilot, 3),
  ]);
  expect(second?.partners.map(({ partnerId }) => partnerId)).toContain('lakeside-3pl');
  expect(third?.cutover.filter(({ level }) => level === 'act')).toHaveLength(1);
  expect(current).toEqual({ ...second, version: 4 });
});
