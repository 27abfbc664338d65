import { beforeEach, describe, expect, it } from 'vitest';
import { route as approveProposal } from '../../lambdas/api/approve-proposal.ts';
import { route as listProposals } from '../../lambdas/api/list-proposals.ts';
import { route as listRules } from '../../lambdas/api/list-rules.ts';
import { route as listTenantVersions } from '../../lambdas/api/list-tenant-versions.ts';
import { route as planTenant } from '../../lambdas/api/plan-tenant.ts';
import { route as proposeRule } from '../../lambdas/api/propose-rule.ts';
import { route as refuseProposal } from '../../lambdas/api/refuse-proposal.ts';
import { route as showProposal } from '../../lambdas/api/show-proposal.ts';
import { route as showRule } from '../../lambdas/api/show-rule.ts';
import { route as showTenant } from '../../lambdas/api/show-tenant.ts';
import { route as showTenantVersion } from '../../lambdas/api/show-tenant-version.ts';
import { ruleNames, tenantRules } from '../../lambdas/domain/tenant-rules.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { applyTenant } from '../../lambdas/work/apply-tenant.ts';
import { acme, auditKinds } from '../work/support.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

const like = (part: object) => expect.objectContaining(part);
let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  for (const [name, roles, sites] of [
    ['dora', ['dc-manager'], ['*']],
    ['dirk', ['dc-manager'], ['*']],
    ['local', ['dc-manager'], ['BER1']],
    ['fay', ['finance'], ['*']],
    ['tia', ['tenant-admin'], ['*']],
    ['toni', ['tenant-admin'], ['*']],
  ] as const)
    deps.principals.set(name, principal({ subject: name, roles, sites }));
});

const rule = 'cycle-count';
const reason = 'Counters find too little at night.';
const value = { sites: { BER1: { lowStock: 5 } } };
const standing = async () => {
  const document = await deps.stores.tenants.current(acme);
  if (!document) throw new Error('no document');
  return document;
};
const propose = (more: object = {}, of: string = rule, as = 'ida') =>
  send(deps, proposeRule, {
    as,
    params: { rule: of },
    headers: { 'if-match': '"v1"' },
    body: { value, reason, ...more },
  });
const told = async (subject: string) =>
  (await deps.stores.inventory.eventsOf(acme, subject)).map(({ event }) => event);
const approve = (id: string, as = 'dora') => send(deps, approveProposal, { as, params: { id }, body: {} });

describe('rules', () => {
  it('are parts of the document, each once', async () => {
    const { body, headers } = await send(deps, listRules, { as: 'vic' });
    const names = body.items.map((item: { rule: string }) => item.rule);
    expect(names).toEqual(ruleNames.filter((name) => name !== 'document'));
    expect(headers.etag).toBe('"v1"');
    const parts = ruleNames.flatMap((name) => ('part' in tenantRules[name] ? [tenantRules[name].part] : []));
    expect(new Set(parts).size).toBe(parts.length);
  });

  it('say null where the document leaves them to the starting values, and the whole document to few', async () => {
    const shown = await send(deps, showRule, { as: 'vic', params: { rule } });
    expect(shown.body).toMatchObject({
      rule,
      value: null,
      approvedBy: ['dc-manager', 'finance', 'tenant-admin'],
    });
    expect(await send(deps, showRule, { as: 'sue', params: { rule: 'document' } })).toMatchObject({
      status: 403,
    });
    const whole = await send(deps, showRule, { as: 'tia', params: { rule: 'document' } });
    expect(whole.body.value).toEqual(await standing());
  });
});

describe('a proposal', () => {
  it('changes nothing until another person approves it, and then it is the next version', async () => {
    const made = await propose();
    expect(made).toMatchObject({
      status: 201,
      body: { rule, state: 'OPEN', proposedBy: 'ida', basedOn: 1, value },
    });
    expect((await standing()).version).toBe(1);
    const { id } = made.body;
    expect(await approve(id)).toMatchObject({
      status: 200,
      body: { state: 'APPROVED', settledBy: 'dora', appliedAs: 2 },
    });
    expect(await standing()).toMatchObject({ version: 2, cycleCount: value });
    const audited = await auditKinds(deps.stores, 'all');
    expect(audited).toHaveLength(3);
    expect(audited).toMatchObject(
      expect.arrayContaining([
        like({ kind: 'rule-proposal', actor: 'ida', body: like({ proposalId: id, reason }) }),
        like({ kind: 'tenant-change', actor: 'dora', body: like({ version: 2, reason }) }),
        like({ kind: 'rule-proposal', actor: 'dora', body: like({ proposedBy: 'ida', approvedBy: 'dora' }) }),
      ]),
    );
    expect(await told(id)).toMatchObject([
      { type: 'RuleProposed', data: { fields: ['cycleCount'], changes: 1 } },
      { type: 'RuleChanged', data: { approvedBy: 'dora', version: 2 } },
    ]);
    expect(await told(acme)).toMatchObject([
      { type: 'TenantApplied', data: { version: 2, appliedBy: 'dora' } },
    ]);
  });

  it('is not approved by who made it, in whatever role', async () => {
    deps.principals.set('max', principal({ subject: 'max', roles: ['inventory-manager', 'dc-manager'] }));
    const { id } = (await propose({}, rule, 'max')).body;
    expect(await approve(id, 'max')).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/max proposed .*somebody else/) },
    });
    expect((await standing()).version).toBe(1);
  });

  it('is approved by the roles of its rule alone, granted every site', async () => {
    const { id } = (await propose()).body;
    expect(await approve(id, 'sue')).toMatchObject({ status: 403 });
    expect(await approve(id, 'local')).toMatchObject({ status: 403 });
    const money = await propose(
      { value: [{ upTo: null, approvers: ['finance'] }] },
      'approval-tiers',
      'dirk',
    );
    expect(await approve(money.body.id, 'dora')).toMatchObject({ status: 403 });
    expect(await approve(money.body.id, 'fay')).toMatchObject({ status: 200 });
  });

  it('is made by the roles of its rule alone', async () => {
    expect(await propose({}, rule, 'sue')).toMatchObject({ status: 403 });
    expect(await propose({ value: await standing() }, 'document', 'ida')).toMatchObject({ status: 403 });
  });

  it('says every problem of its value, with field, value and remedy', async () => {
    const wrong = await propose({ value: [{ process: 'receving', site: 'BER9', level: 'act' }] }, 'cut-over');
    expect(wrong).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/cut-over cannot say this/) },
    });
    expect(wrong.body.errors).toMatchObject([
      {
        field: 'cutover[receving@BER9].process',
        value: '"receving"',
        message: expect.stringMatching(/receiving/),
      },
      { field: 'cutover[receving@BER9].site', value: '"BER9"', message: expect.stringMatching(/BER1/) },
    ]);
    expect(await propose({ value: { unheard: 1 } })).toMatchObject({ status: 422 });
    expect(await propose({ value: null })).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/says the same/) },
    });
  });

  it('is not kept back by what is wrong elsewhere already, and adds nothing to it', async () => {
    const members = [
      ...(await standing()).members,
      { userId: 'vera', roles: ['viewer' as const], sites: ['GONE'] },
    ];
    await applyTenant(deps, acme, { ...(await standing()), members }, { by: 'tia', reason });
    const ask = (asked: unknown, of: string) =>
      send(deps, proposeRule, {
        as: 'ida',
        params: { rule: of },
        headers: { 'if-match': '"v2"' },
        body: { value: asked, reason },
      });
    const made = await ask(value, rule);
    expect(made).toMatchObject({ status: 201 });
    expect(await approve(made.body.id)).toMatchObject({ status: 200 });
    const plan = await send(deps, planTenant, { as: 'tia', body: { document: await standing() } });
    expect(plan.body.problems).toMatchObject([{ field: 'members[vera].sites', value: 'GONE' }]);
  });

  it('never turns the document into that of another tenant', async () => {
    const other = { ...(await standing()), tenantId: 'globex' };
    const wrong = await propose({ value: other }, 'document', 'tia');
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'tenantId', value: '"globex"' }] },
    });
  });

  it('is made from the version in force', async () => {
    await applyTenant(deps, acme, { ...(await standing()), name: 'Acme 2' }, { by: 'tia', reason });
    expect(await propose()).toMatchObject({ status: 412 });
  });

  it('is refused when its rule was changed since, and stands when another part was', async () => {
    const [first, second] = [(await propose()).body.id, (await propose({ value: { lowStock: 4 } })).body.id];
    await applyTenant(deps, acme, { ...(await standing()), name: 'Acme 2' }, { by: 'tia', reason });
    expect(await approve(first)).toMatchObject({ body: { appliedAs: 3 } });
    expect(await standing()).toMatchObject({ name: 'Acme 2', cycleCount: value });
    expect(await approve(second)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/changed since/) },
    });
  });

  it('ends once: rejected by another, withdrawn by who made it', async () => {
    const refuse = (id: string, as: string) =>
      send(deps, refuseProposal, { as, params: { id }, body: { comment: 'Not before the peak.' } });
    const [first, second] = [(await propose()).body.id, (await propose()).body.id];
    expect(await refuse(first, 'sue')).toMatchObject({ status: 403 });
    expect(await refuse(first, 'dora')).toMatchObject({ body: { state: 'REJECTED', settledBy: 'dora' } });
    expect(await refuse(second, 'ida')).toMatchObject({ body: { state: 'WITHDRAWN' } });
    expect(await approve(first)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/REJECTED/) },
    });
    const open = await send(deps, listProposals, { as: 'dora', query: { state: 'OPEN' } });
    expect(open.body.items).toEqual([]);
    const rejected = await send(deps, listProposals, { as: 'dora', query: { state: 'REJECTED' } });
    expect(rejected.body.items).toMatchObject([{ id: first, comment: 'Not before the peak.' }]);
    expect((await told(first)).at(-1)).toMatchObject({ data: { outcome: 'REJECTED', settledBy: 'dora' } });
    expect((await told(second)).at(-1)).toMatchObject({ data: { outcome: 'WITHDRAWN' } });
  });

  it('is told of by the same call again, when the first one died after the write', async () => {
    const { id } = (await propose()).body;
    const { audit } = deps.stores.inventory;
    const dying = {
      ...deps,
      storesOf: () => ({
        ...deps.stores,
        inventory: {
          ...deps.stores.inventory,
          audit: async () => {
            throw new Error('the function was killed');
          },
        },
      }),
    };
    expect(await send(dying, approveProposal, { as: 'dora', params: { id }, body: {} })).toMatchObject({
      status: 500,
    });
    expect((await standing()).version).toBe(2);
    expect(deps.stores.inventory.audit).toBe(audit);
    expect(await approve(id)).toMatchObject({ status: 200, body: { appliedAs: 2 } });
    expect(await auditKinds(deps.stores, 'all')).toHaveLength(3);
    expect((await told(id)).map(({ type }) => type)).toEqual(['RuleProposed', 'RuleChanged']);
    expect(await approve(id, 'dirk')).toMatchObject({ status: 409 });
  });

  it('is nobody’s of another tenant', async () => {
    const { id } = (await propose()).body;
    const globex = tenantScope('globex');
    deps.principals.set(
      'gus',
      principal({ tenant: globex, subject: 'gus', roles: ['tenant-admin', 'dc-manager'] }),
    );
    expect(await send(deps, showProposal, { as: 'gus', params: { id } })).toMatchObject({ status: 404 });
    expect(await approve(id, 'gus')).toMatchObject({ status: 404 });
    expect((await send(deps, listProposals, { as: 'gus' })).body.items).toEqual([]);
    expect(await send(deps, showProposal, { as: 'dora', params: { id } })).toMatchObject({ status: 200 });
  });
});

describe('the tenant’s document', () => {
  it('is shown in every version there was', async () => {
    const first = await standing();
    await applyTenant(deps, acme, { ...first, name: 'Acme 2' }, { by: 'tia', reason });
    expect((await send(deps, showTenant, { as: 'tia' })).body).toMatchObject({ version: 2, name: 'Acme 2' });
    expect(await send(deps, showTenant, { as: 'sue' })).toMatchObject({ status: 403 });
    const versions = await send(deps, listTenantVersions, { as: 'tia' });
    expect(versions.body.items.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    const earlier = await send(deps, showTenantVersion, { as: 'tia', params: { version: '1' } });
    expect(earlier.body).toEqual(first);
    expect(await send(deps, showTenantVersion, { as: 'tia', params: { version: '3' } })).toMatchObject({
      status: 404,
    });
    expect(await send(deps, showTenantVersion, { as: 'tia', params: { version: '01' } })).toMatchObject({
      status: 400,
    });
  });

  it('is planned without being changed', async () => {
    const document = { ...(await standing()), name: 'Acme 2', sites: [] };
    const { body } = await send(deps, planTenant, { as: 'tia', body: { document } });
    expect(body.changes).toContainEqual({ field: 'name', before: 'acme', after: 'Acme 2' });
    expect(body.problems).toContainEqual(
      expect.objectContaining({ field: 'members[sue].sites', value: 'BER1' }),
    );
    expect((await standing()).version).toBe(1);
  });
});
