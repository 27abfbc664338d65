import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { catalog } from '../../../events/index.ts';
import { namesOf } from '../../../lib/names.ts';
import type { RunningIssuer } from '../../../local/issuer/issuer.ts';
import { DAY_STARTS, day, endingsOf } from '../../../local/scenarios/day.ts';
import { type Floor, floorOf } from '../../../local/scenarios/floor.ts';
import { prepareDay, startDayIssuer } from '../../../local/scenarios/prepare.ts';
import { verdictOf } from '../../../local/scenarios/verdict.ts';
import { type BusWatch, watchBus } from '../../../local/scenarios/watch.ts';
import { systemsControl } from '../../../local/systems/control-client.ts';
import { type RunningSystems, startSystems } from '../../../local/systems/server.ts';
import { connectTo } from '../../../scripts/ops/connect.ts';

/** The main job, on the real stacks: events and files in, events and stock out. */
let systems: RunningSystems;
let issuer: RunningIssuer;
let floor: Floor;
let watch: BusWatch;

beforeAll(async () => {
  const endpoint = inject('awsEndpoint');
  const stage = await connectTo(endpoint);
  systems = await startSystems();
  floor = floorOf(stage, systemsControl(systems.url));
  issuer = await startDayIssuer(namesOf('local').audience);
  await prepareDay(floor, { systems: systems.url, issuer: issuer.url }, namesOf('local').secret);
  await floor.setClock(DAY_STARTS);
  watch = await watchBus(endpoint, stage.clients.events, stage.names.bus);
});

afterAll(async () => {
  await watch.stop();
  await floor.stage.resetClock();
  await systems.stop();
  await issuer.stop();
});

describe('a day at two warehouses', () => {
  it.each(day.map((act) => [act.title, act.expect, act] as const))('%s: %s', async (_title, _expect, act) => {
    await act.run(floor);
  });

  it('ends as it should: states, stock, audit chain, outbox', async () => {
    const { checks, processes } = await verdictOf(floor, endingsOf(day), watch);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(processes).toHaveLength(endingsOf(day).length);
  });

  it('takes at most twelve Standard transitions when nothing is out of the ordinary', async () => {
    const { processes } = await verdictOf(floor, endingsOf(day).slice(0, 1), watch);
    expect(processes[0]?.transitions).toBeLessThanOrEqual(12);
  });

  it('put only events of the catalog on the bus, each true to its contract', () => {
    const problems = watch.seen.filter((event) => !catalog.get(event.type)?.event.safeParse(event).success);
    expect(problems).toEqual([]);
    expect(new Set(watch.seen.map((event) => event.type))).toContain('ReceiptPosted');
  });

  it('refused the repeated notice with V3', () => {
    const rejected = watch.seen.find((event) => event.type === 'AsnRejected');
    expect(rejected?.data).toMatchObject({
      asnId: 'ACN-70001',
      findings: [{ code: 'V3', action: 'reject' }],
    });
  });

  it('called every system with a key and made every effect once', async () => {
    const effects = await floor.systems.effects('northwind-grocery', 'erp');
    const keys = (
      await floor.systems.log({ tenant: 'northwind-grocery', system: 'erp', operation: 'postGoodsReceipt' })
    ).map((call) => call.idempotencyKey);
    expect(effects.postGoodsReceipt).toBe(new Set(keys).size);
  });
});
