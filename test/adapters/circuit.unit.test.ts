import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admit,
  afterAnswer,
  afterFailure,
  type Circuit,
  enterCircuit,
  isProbeDue,
  recordOutcome,
  circuitDefaults as settings,
} from '../../lambdas/adapters/circuit.ts';
import { movableClock } from '../../lambdas/shared/clock.ts';
import { CircuitOpen } from '../../lambdas/shared/errors.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { countedCircuits } from './support/stores.ts';

const START = '2026-03-02T08:00:00.000Z';
const at = (milliseconds: number) => new Date(Date.parse(START) + milliseconds).toISOString();
const closed: Circuit = { state: 'closed', failures: [] };
const failing = (...moments: number[]) =>
  moments.reduce<Circuit>((circuit, moment) => afterFailure(circuit, 'call', at(moment), settings), closed);

describe('the state machine', () => {
  it('stays closed after 4 failures and opens for 30 s at the fifth', () => {
    expect(failing(0, 1_000, 2_000, 3_000).state).toBe('closed');
    expect(failing(0, 1_000, 2_000, 3_000, 4_000)).toMatchObject({ state: 'open', openUntil: at(34_000) });
  });

  it('counts 5 failures within exactly 60 s, and not those spread over 61 s', () => {
    expect(failing(0, 15_000, 30_000, 45_000, 60_000).state).toBe('open');
    expect(failing(0, 15_000, 30_000, 45_000, 61_000).state).toBe('closed');
    expect(failing(0, 15_000, 30_000, 45_000, 61_000, 62_000).state).toBe('open');
  });

  it('refuses calls while open and lets a probe through at 30 s', () => {
    const open = failing(0, 0, 0, 0, 0);
    expect(admit(open, at(29_999), settings)).toEqual({ kind: 'refuse', until: at(30_000) });
    expect(isProbeDue(open, at(29_999))).toBe(false);
    expect(admit(open, at(30_000), settings)).toMatchObject({
      kind: 'probe',
      next: { state: 'half-open', openUntil: at(90_000) },
    });
    expect(isProbeDue(open, at(30_000))).toBe(true);
  });

  it('closes when the probe is answered and opens again when it fails', () => {
    const half: Circuit = { state: 'half-open', failures: [], openUntil: at(90_000) };
    expect(afterAnswer(half, 'probe')).toEqual(closed);
    expect(afterFailure(half, 'probe', at(31_000), settings)).toMatchObject({
      state: 'open',
      openUntil: at(61_000),
    });
  });

  it('lets nobody but the probe move a circuit that is not closed', () => {
    const half: Circuit = { state: 'half-open', failures: [], openUntil: at(90_000) };
    const open = failing(0, 0, 0, 0, 0);
    expect(afterAnswer(half, 'call')).toBe(half);
    expect(afterFailure(half, 'call', at(31_000), settings)).toBe(half);
    expect(afterFailure(open, 'call', at(1_000), settings)).toBe(open);
    expect(afterAnswer(open, 'call')).toBe(open);
  });

  it('opens at once for as long as a Retry-After asks, but never for ever', () => {
    expect(afterFailure(closed, 'call', at(0), settings, 2_000).state).toBe('closed');
    expect(afterFailure(closed, 'call', at(0), settings, 45_000)).toMatchObject({
      state: 'open',
      openUntil: at(45_000),
    });
    expect(afterFailure(closed, 'call', at(0), settings, 86_400_000)).toMatchObject({
      state: 'open',
      openUntil: at(300_000),
    });
  });

  it('property: opens exactly when 5 failures lie within 60 s, and keeps no more than it needs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 30 }), (gaps) => {
        const moments: number[] = [];
        let circuit = closed;
        for (const gap of gaps) {
          moments.push((moments.at(-1) ?? 0) + gap);
          circuit = afterFailure(circuit, 'call', at(moments.at(-1) ?? 0), settings);
          const fifthLast = moments.at(-5);
          const mustOpen = fifthLast !== undefined && (moments.at(-1) ?? 0) - fifthLast <= 60_000;
          expect(circuit.state).toBe(mustOpen ? 'open' : 'closed');
          expect(circuit.failures.length).toBeLessThanOrEqual(5);
          if (mustOpen) return;
        }
      }),
    );
  });
});

describe('over the shared store', () => {
  const tenant = tenantScope('north');
  const failed = { pass: 'call', failed: true } as const;
  const opened = async () => {
    const circuits = countedCircuits();
    for (let n = 0; n < 5; n += 1) await recordOutcome(circuits, tenant, 'erp', failed, START, settings);
    return circuits;
  };

  it('tells once that the circuit opened, with its sequence', async () => {
    const circuits = countedCircuits();
    const turns = [];
    for (let n = 0; n < 7; n += 1)
      turns.push(await recordOutcome(circuits, tenant, 'erp', failed, START, settings));
    expect(turns.filter(Boolean)).toEqual([{ to: 'open', sequence: 5, failures: 5, openUntil: at(30_000) }]);
  });

  it('keeps tenants and systems apart', async () => {
    const circuits = await opened();
    await expect(enterCircuit(circuits, tenant, 'erp', START, settings)).rejects.toBeInstanceOf(CircuitOpen);
    expect(await enterCircuit(circuits, tenant, 'wms', START, settings)).toBe('call');
    expect(await enterCircuit(circuits, tenantScope('south'), 'erp', START, settings)).toBe('call');
  });

  it('lets exactly one of many callers probe a due circuit', async () => {
    const circuits = await opened();
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, () => enterCircuit(circuits, tenant, 'erp', at(30_000), settings)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toEqual([
      { status: 'fulfilled', value: 'probe' },
    ]);
    for (const refused of tries.filter((entry) => entry.status === 'rejected'))
      expect(refused.reason).toBeInstanceOf(CircuitOpen);
  });

  it('lets another probe through when the first one died', async () => {
    const circuits = await opened();
    expect(await enterCircuit(circuits, tenant, 'erp', at(30_000), settings)).toBe('probe');
    await expect(enterCircuit(circuits, tenant, 'erp', at(89_999), settings)).rejects.toBeInstanceOf(
      CircuitOpen,
    );
    expect(await enterCircuit(circuits, tenant, 'erp', at(90_000), settings)).toBe('probe');
  });

  it('closes after an answered probe and counts anew', async () => {
    const circuits = await opened();
    await enterCircuit(circuits, tenant, 'erp', at(30_000), settings);
    expect(
      await recordOutcome(circuits, tenant, 'erp', { pass: 'probe', failed: false }, at(30_100), settings),
    ).toMatchObject({ to: 'closed' });
    expect(await enterCircuit(circuits, tenant, 'erp', at(30_200), settings)).toBe('call');
    expect(await recordOutcome(circuits, tenant, 'erp', failed, at(30_300), settings)).toBeUndefined();
  });

  it('opens again after a failed probe, for another 30 s', async () => {
    const circuits = await opened();
    await enterCircuit(circuits, tenant, 'erp', at(30_000), settings);
    expect(
      await recordOutcome(circuits, tenant, 'erp', { pass: 'probe', failed: true }, at(31_000), settings),
    ).toMatchObject({ to: 'open', openUntil: at(61_000) });
    await expect(enterCircuit(circuits, tenant, 'erp', at(60_999), settings)).rejects.toBeInstanceOf(
      CircuitOpen,
    );
    expect(await enterCircuit(circuits, tenant, 'erp', at(61_000), settings)).toBe('probe');
  });

  it('counts failures that are recorded at the same time', async () => {
    const circuits = countedCircuits();
    const turns = await Promise.all(
      Array.from({ length: 5 }, () => recordOutcome(circuits, tenant, 'erp', failed, START, settings)),
    );
    expect(turns.filter(Boolean)).toHaveLength(1);
  });

  it('costs one read and no write while all is well', async () => {
    const circuits = countedCircuits();
    const pass = await enterCircuit(circuits, tenant, 'erp', START, settings);
    await recordOutcome(circuits, tenant, 'erp', { pass, failed: false }, START, settings);
    expect(circuits.traffic).toEqual({ reads: 1, writes: 0 });
  });

  it('property: whatever callers do, calls are refused while open and at most one probe is under way', async () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 20_000 }),
      callers: fc.integer({ min: 1, max: 4 }),
      healthy: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const circuits = countedCircuits();
        const clock = movableClock(START);
        for (const { wait, callers, healthy } of steps) {
          clock.advance(wait);
          const before = await circuits.read(tenant, 'erp');
          const tries = await Promise.allSettled(
            Array.from({ length: callers }, () => enterCircuit(circuits, tenant, 'erp', clock(), settings)),
          );
          const passes = tries.flatMap((entry) => (entry.status === 'fulfilled' ? [entry.value] : []));
          const due = isProbeDue(before, clock());
          expect(passes).toEqual(
            before.state === 'closed' ? Array(callers).fill('call') : due ? ['probe'] : [],
          );
          for (const pass of passes)
            await recordOutcome(circuits, tenant, 'erp', { pass, failed: !healthy }, clock(), settings);
          const after = await circuits.read(tenant, 'erp');
          if (passes.includes('probe')) expect(after.state).toBe(healthy ? 'closed' : 'open');
          if (after.state !== 'closed')
            expect(Date.parse(after.openUntil ?? '')).toBeGreaterThan(Date.parse(clock()) - 60_000);
        }
      }),
    );
  });
});
