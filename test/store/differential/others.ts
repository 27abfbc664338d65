import fc from 'fast-check';
import { tenantDocument } from '../../support/tenant.ts';
import { at, type Call, id, maybe, small } from './call.ts';

export const otherCalls: fc.Arbitrary<Call>[] = [
  fc.tuple(id, at).map(
    ([eventId, now]): Call =>
      ({ intake }, tenant) =>
        intake.claim(tenant, eventId, now),
  ),
  fc.tuple(id, at).map(
    ([eventId, now]): Call =>
      ({ intake }, tenant) =>
        intake.markPublished(tenant, eventId, now),
  ),
  fc.tuple(id, id, at, small).map(
    ([sscc, processId, now, days]): Call =>
      ({ intake }, tenant) =>
        intake.claimSscc(tenant, 'S1', sscc, processId, now, days),
  ),
  fc.tuple(small, fc.constantFrom('Acme', 'Acme 2')).map(
    ([version, name]): Call =>
      ({ tenants }, tenant) =>
        tenants.apply(tenant, tenantDocument(tenant, { version, name }), '2026-03-02T08:00:00Z'),
  ),
  fc.constant(({ tenants }, tenant) => tenants.current(tenant)),
  fc.tuple(id, small).map(
    ([sku, version]): Call =>
      ({ quality }, tenant) =>
        quality.record(
          tenant,
          'S1',
          sku,
          { severity: 'reduced', receipts: version, outcomes: [] },
          version,
          [],
        ),
  ),
  id.map(
    (sku): Call =>
      ({ quality }, tenant) =>
        quality.history(tenant, 'S1', sku),
  ),
  fc.tuple(id, small, maybe(at)).map(
    ([system, version, openUntil]): Call =>
      ({ circuits }, tenant) =>
        circuits.write(tenant, system, { state: 'open', failures: ['f'], openUntil }, version),
  ),
  id.map(
    (system): Call =>
      ({ circuits }, tenant) =>
        circuits.read(tenant, system),
  ),
  fc.tuple(id, id, small, at, at).map(
    ([bin, claim, version, now, until]): Call =>
      ({ bins }, tenant) =>
        bins.reserve(
          tenant,
          { site: 'dc1', bin },
          { claim, sku: 'S1', weightGrams: 1, volumeMl: 1, until },
          { version, now },
        ),
  ),
  fc.tuple(id, at, at, small).map(
    ([entry, start, since, hits]): Call =>
      ({ tallies }, tenant) =>
        tallies.count(
          tenant,
          ['supplier', 'S1'],
          [{ id: entry, eventId: entry, sequence: hits, of: 3, hits }],
          {
            start,
            at: start,
            since,
          },
        ),
  ),
  fc.tuple(id, id).map(
    ([bin, claim]): Call =>
      ({ bins }, tenant) =>
        bins.release(tenant, { site: 'dc1', bin }, claim),
  ),
  fc.tuple(id, id, at).map(
    ([one, other, now]): Call =>
      ({ bins }, tenant) =>
        bins.reserved(tenant, 'dc1', [one, other], now),
  ),
];
