import { describe, expect, it } from 'vitest';
import type { TenantDocument } from '../../../lambdas/domain/tenant.ts';
import { Conflict, ContractViolation, WriteConflict } from '../../../lambdas/shared/errors.ts';
import { tenantDocument } from '../../support/tenant.ts';
import { event, MORNING, NOON, someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

/** What every form of the intake, tenant, quality and circuit stores must do. */
export function otherContracts(makeStores: MakeStores): void {
  describe('intake', () => {
    it('lets one of many claim an event and tells the others how far it got', async () => {
      const { intake } = await makeStores();
      const [tenant, other] = [someTenant(), someTenant()];
      const claims = await Promise.all(
        Array.from({ length: 8 }, () => intake.claim(tenant, 'event-1', MORNING)),
      );
      expect(claims.filter(({ first }) => first)).toHaveLength(1);
      expect(await intake.claim(tenant, 'event-1', NOON)).toEqual({ first: false, published: false });
      await intake.markPublished(tenant, 'event-1', NOON);
      expect(await intake.claim(tenant, 'event-1', NOON)).toEqual({ first: false, published: true });
      expect(await intake.claim(other, 'event-1', NOON)).toEqual({ first: true, published: false });
    });

    it('remembers a pack number for its supplier and no longer than asked', async () => {
      const { intake } = await makeStores();
      const tenant = someTenant();
      const claim = (processId: string, at: string, supplier = 'S1') =>
        intake.claimSscc(tenant, supplier, '00123', processId, at, 365);
      expect(await claim('p:1', '2026-03-02T08:00:00Z')).toBe(true);
      expect(await claim('p:1', '2026-03-02T09:00:00Z')).toBe(true);
      expect(await claim('p:2', '2026-03-02T08:00:00Z')).toBe(false);
      expect(await claim('p:2', '2026-03-02T08:00:00Z', 'S2')).toBe(true);
      expect(await claim('p:2', '2027-03-02T07:59:59.999Z')).toBe(false);
      expect(await claim('p:2', '2027-03-02T08:00:00Z')).toBe(true);
      expect(await claim('p:1', '2027-03-02T08:00:00Z')).toBe(false);
    });
  });

  describe('a tenant document', () => {
    it('goes up version by version; the same again changes nothing', async () => {
      const { tenants } = await makeStores();
      const tenant = someTenant();
      const first = tenantDocument(tenant);
      const second = tenantDocument(tenant, { version: 2, name: 'Acme 2' });
      expect(await tenants.current(tenant)).toBeUndefined();
      await expect(tenants.apply(tenant, second, MORNING)).rejects.toThrow(Conflict);
      expect(await tenants.apply(tenant, first, MORNING)).toEqual({ applied: true });
      expect(await tenants.apply(tenant, { ...first }, NOON)).toEqual({ applied: false });
      await expect(tenants.apply(tenant, { ...first, name: 'changed' }, NOON)).rejects.toThrow(/version 2/);
      expect(await tenants.apply(tenant, second, NOON)).toEqual({ applied: true });
      await expect(tenants.apply(tenant, first, NOON)).rejects.toThrow(Conflict);
      await expect(tenants.apply(tenant, { ...second, version: 4 }, NOON)).rejects.toThrow(/version 3/);
      expect(await tenants.current(tenant)).toEqual(second);
      expect(await tenants.all()).toContain(tenant);
      expect((await tenants.all()).filter((one) => one === tenant)).toHaveLength(1);
    });

    it('keeps every version, with the moment it was applied', async () => {
      const { tenants } = await makeStores();
      const tenant = someTenant();
      const first = tenantDocument(tenant);
      const second = { ...first, version: 2, name: 'Acme 2' };
      expect(await tenants.versions(tenant, 10)).toEqual([]);
      await tenants.apply(tenant, first, MORNING);
      await tenants.apply(tenant, second, NOON);
      expect(await tenants.version(tenant, 1)).toEqual(first);
      expect(await tenants.version(tenant, 2)).toEqual(second);
      expect(await tenants.version(tenant, 3)).toBeUndefined();
      expect(await tenants.version(someTenant(), 1)).toBeUndefined();
      expect(await tenants.versions(tenant, 10)).toEqual([
        { version: 2, appliedAt: NOON },
        { version: 1, appliedAt: MORNING },
      ]);
      expect(await tenants.versions(tenant, 1)).toEqual([{ version: 2, appliedAt: NOON }]);
      expect(await tenants.versions(someTenant(), 10)).toEqual([]);
    });

    it('comes into force with the proposal that leads to it, or neither does', async () => {
      const { tenants } = await makeStores();
      const tenant = someTenant();
      const first = tenantDocument(tenant);
      await tenants.apply(tenant, first, MORNING);
      const asked = {
        ...{ proposalId: 'p-1', value: { name: 'Acme 2' }, reason: 'a new name' },
        rule: 'document',
        ...{ proposedBy: 'ida', proposedAt: MORNING, basedOn: 1 },
      } as const;
      const open = await tenants.propose(tenant, asked);
      expect(open).toEqual({ ...asked, state: 'OPEN', version: 1 });
      expect(await tenants.propose(tenant, { ...asked, proposedAt: NOON })).toEqual(open);
      await tenants.propose(tenant, { ...asked, proposalId: 'p-2' });

      const approved = { state: 'APPROVED', settledBy: 'dora', settledAt: NOON } as const;
      const stale = tenantDocument(tenant, { version: 3 });
      await expect(tenants.settle(tenant, 'p-1', approved, stale)).rejects.toThrow(Conflict);
      expect(await tenants.proposal(tenant, 'p-1')).toEqual(open);

      const next = tenantDocument(tenant, { version: 2, name: 'Acme 2' });
      const settled = { ...open, ...approved, appliedAs: 2, version: 2 };
      expect(await tenants.settle(tenant, 'p-1', approved, next)).toEqual(settled);
      expect(await tenants.current(tenant)).toEqual(next);
      expect(await tenants.versions(tenant, 1)).toEqual([{ version: 2, appliedAt: NOON }]);
      await expect(tenants.settle(tenant, 'p-1', { ...approved, state: 'REJECTED' })).rejects.toThrow(
        /p-1 is APPROVED by dora/,
      );
      await tenants.settle(tenant, 'p-2', { ...approved, state: 'REJECTED', comment: 'no' });
      expect(await tenants.versions(tenant, 10)).toHaveLength(2);

      const { rows, cursor } = await tenants.proposals(tenant, { limit: 1 });
      expect(rows).toEqual([settled]);
      expect((await tenants.proposals(tenant, { limit: 1, cursor: cursor ?? '' })).rows).toMatchObject([
        { proposalId: 'p-2', state: 'REJECTED', comment: 'no' },
      ]);
      const other = someTenant();
      expect(await tenants.proposal(other, 'p-1')).toBeUndefined();
      expect(await tenants.proposals(other, { limit: 10 })).toEqual({ rows: [] });
      await expect(tenants.settle(other, 'p-1', approved)).rejects.toThrow(/no proposal p-1/);
    });

    it('is approved by one of many at once', async () => {
      const { tenants } = await makeStores();
      const tenant = someTenant();
      await tenants.apply(tenant, tenantDocument(tenant), MORNING);
      await tenants.propose(tenant, {
        ...{ proposalId: 'p-1', rule: 'document', value: {}, reason: 'a new name' },
        ...{ proposedBy: 'ida', proposedAt: MORNING, basedOn: 1 },
      });
      const names = ['dora', 'dirk', 'tia', 'toni'];
      const ends = await Promise.allSettled(
        names.map((name) =>
          tenants.settle(
            tenant,
            'p-1',
            { state: 'APPROVED', settledBy: name, settledAt: NOON },
            tenantDocument(tenant, { version: 2, name }),
          ),
        ),
      );
      const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.settledBy] : []));
      expect(won).toHaveLength(1);
      expect(await tenants.current(tenant)).toMatchObject({ version: 2, name: won[0] });
    });

    it('that breaks its contract is refused with field, value and reason', async () => {
      const { tenants } = await makeStores();
      const tenant = someTenant();
      const broken = {
        ...tenantDocument(tenant),
        currency: 'usd',
        environment: 'staging',
      } as unknown as TenantDocument;
      await expect(tenants.apply(tenant, broken, MORNING)).rejects.toThrow(
        /currency is "usd".*environment is "staging"/,
      );
      await expect(tenants.apply(tenant, broken, MORNING)).rejects.toThrow(ContractViolation);
      await expect(tenants.apply(tenant, tenantDocument(someTenant()), MORNING)).rejects.toThrow(
        ContractViolation,
      );
      expect(await tenants.current(tenant)).toBeUndefined();
    });
  });

  describe('an inspection history', () => {
    it('starts normal and refuses a stale version', async () => {
      const { quality, inventory } = await makeStores();
      const tenant = someTenant();
      expect(await quality.history(tenant, 'S1', 'SKU-1')).toEqual({
        severity: 'normal',
        receipts: 0,
        outcomes: [],
        version: 0,
      });
      const next = {
        severity: 'tightened' as const,
        receipts: 1,
        outcomes: [{ accepted: false, at: NOON, lotKey: 'L1', defectUnits: 2, inspectedUnits: 8 }],
      };
      await quality.record(tenant, 'S1', 'SKU-1', next, 0, [event(tenant, 'a')]);
      await expect(quality.record(tenant, 'S1', 'SKU-1', next, 0, [event(tenant, 'b')])).rejects.toThrow(
        WriteConflict,
      );
      await quality.record(tenant, 'S1', 'SKU-1', { ...next, receipts: 2 }, 1, []);
      expect(await quality.history(tenant, 'S1', 'SKU-1')).toEqual({ ...next, receipts: 2, version: 2 });
      expect((await quality.history(tenant, 'S2', 'SKU-1')).version).toBe(0);
      expect((await quality.history(someTenant(), 'S1', 'SKU-1')).version).toBe(0);
      expect((await inventory.eventsOf(tenant, 'S1/ASN-1')).map((row) => row.event.id)).toEqual(['event-a']);
    });
  });

  describe('a circuit', () => {
    it('is written by one of many that saw the same version', async () => {
      const { circuits } = await makeStores();
      const tenant = someTenant();
      expect(await circuits.read(tenant, 'erp')).toEqual({ state: 'closed', failures: [], version: 0 });
      expect(
        await circuits.write(tenant, 'erp', { state: 'open', failures: [MORNING], openUntil: NOON }, 0),
      ).toBe(true);
      const probes = await Promise.all(
        Array.from({ length: 8 }, () =>
          circuits.write(tenant, 'erp', { state: 'half-open', failures: [] }, 1),
        ),
      );
      expect(probes.filter(Boolean)).toHaveLength(1);
      expect(await circuits.read(tenant, 'erp')).toEqual({ state: 'half-open', failures: [], version: 2 });
      expect((await circuits.read(someTenant(), 'erp')).version).toBe(0);
    });
  });
}
