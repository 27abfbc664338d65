import { describe, expect, it } from 'vitest';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { signalProcess } from '../../../lambdas/work/signal.ts';
import { Floor, TENANT } from './floor.ts';

/** Every deadline of a damage: one inside, one at, one outside. Nothing is decided, posted or filed because time passed. */

const justBefore = (moment: string) => new Date(Date.parse(moment) - 1).toISOString();
const justAfter = (moment: string) => new Date(Date.parse(moment) + 1).toISOString();

describe('five minutes to quarantine', () => {
  /** The WMS is away from the first moment. */
  const away = async () => {
    const floor = await Floor.of();
    floor.world.fault = (moment, name) => {
      if (moment === 'before' && name.startsWith('wms.')) throw new AdapterUnavailable('the WMS is away');
    };
    await floor.report();
    return floor;
  };

  it.each([
    ['inside', '2026-03-02T15:04:59.999Z', []],
    ['at the limit', '2026-03-02T15:05:00.000Z', []],
    ['outside', '2026-03-02T15:05:00.001Z', ['QUARANTINE_LATE']],
  ])('%s', async (_when, moment, cases) => {
    const floor = await away();
    expect(await floor.row()).toMatchObject({ state: 'WAITING_PARTNER' });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
    await floor.until(moment);
    expect(await floor.cases()).toEqual(cases);
  });

  it('is the tenant’s own number', async () => {
    const floor = await Floor.of({ settings: { quarantineMinutes: 2 } });
    await floor.report();
    const [step] = await floor.decisions('quarantine');
    expect(step?.thresholds).toEqual({ quarantineMinutes: { value: 2, level: 'tenant' } });
  });

  it('ends when the system is back: the same calls, once', async () => {
    const floor = await away();
    floor.world.fault = () => {};
    await floor.world.advance(10);
    expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
    expect(floor.fake('wms').effects()).toEqual({ changeStockStatus: 1 });
  });
});

describe('a decision nobody makes', () => {
  it('is reminded at 4 h, due at 8 h, with level 2 at 24 h, parked at 72 h of business time', async () => {
    const floor = await Floor.of();
    await floor.report();
    const task = await floor.task('assess');
    expect(task).toMatchObject({
      reminderAt: '2026-03-02T19:00:00.000Z',
      dueAt: '2026-03-02T23:00:00.000Z',
      parkAt: '2026-03-06T23:00:00.000Z',
      escalations: [{ at: '2026-03-03T23:00:00.000Z', group: 'dc-manager', level: 2 }],
    });
    await floor.until(justBefore(task.reminderAt));
    expect(floor.published('TaskReminded')).toEqual([]);
    await floor.until(task.reminderAt);
    expect(floor.published('TaskReminded')).toHaveLength(1);
    await floor.until('2026-03-03T22:59:59.999Z');
    expect(floor.published('TaskEscalated')).toEqual([]);
    await floor.until('2026-03-03T23:00:00.000Z');
    expect(floor.published('TaskEscalated')).toMatchObject([{ group: 'dc-manager' }]);
    await floor.until(justBefore(task.parkAt));
    expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
    await floor.until(task.parkAt);
    expect(await floor.row()).toMatchObject({ state: 'PARKED', waiting: true, dueAt: expect.any(String) });
    expect(await floor.cases()).toEqual(['DECISION_PARKED']);
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
    expect(floor.fake('finance').effects()).toEqual({});
  });

  const parked = async () => {
    const floor = await Floor.of();
    await floor.report();
    await floor.until('2026-03-06T23:00:00.000Z');
    expect(await floor.row()).toMatchObject({ state: 'PARKED' });
    return floor;
  };

  it('is asked again when an operator says so', async () => {
    const floor = await parked();
    await signalProcess(floor.world.hands, tenantScope(TENANT), floor.processId, ['1:retry/supervisor-atl']);
    await floor.world.settle();
    expect(await floor.openSteps()).toEqual(['assess']);
    await floor.answer('assess', 'DISPOSE');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
  });

  it('ends as parked once its case is resolved; the goods stay blocked', async () => {
    const floor = await parked();
    await floor.world.advance(1_440);
    expect(await floor.row()).toMatchObject({ state: 'PARKED' });
    await floor.resolve('DECISION_PARKED');
    await floor.world.advance(1_440);
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'parked' });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
  });

  it.each([
    ['evidence', { evidence: [] }, undefined],
    ['rework', {}, 'REWORK'],
  ])('parks the damage when %s does not come', async (step, change, option) => {
    const floor = await Floor.of();
    await floor.report(change);
    if (option) await floor.answer('assess', option);
    await floor.until((await floor.task(step)).parkAt);
    expect(await floor.row()).toMatchObject({ state: 'PARKED' });
    expect(await floor.cases()).toEqual(['DECISION_PARKED']);
  });

  it('parks goods that nobody looks for', async () => {
    const floor = await Floor.of({ stock: { available: 1 } });
    await floor.report();
    await floor.until((await floor.task('stock')).parkAt);
    expect(await floor.row()).toMatchObject({ state: 'PARKED' });
    expect(await floor.cases()).toEqual(['DAMAGE_NOT_FOUND', 'DECISION_PARKED', 'QUARANTINE_LATE']);
  });
});

describe('concealed damage', () => {
  const concealed = async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', packState: 'WET', shipmentId: 'SHP-7' });
    return floor;
  };

  it('is told to the carrier within five business days', async () => {
    const floor = await concealed();
    expect(await floor.openSteps()).toEqual(expect.arrayContaining(['notice', 'assess']));
    expect((await floor.task('notice')).parkAt).toBe('2026-03-07T15:01:00.000Z');
    await floor.answer('notice', 'GIVEN', { form: { reference: 'N-1' } });
    await floor.answer('assess', 'DISPOSE');
    await floor.until('2026-03-09T15:00:00.000Z');
    expect(await floor.cases()).toEqual([]);
  });

  it.each([
    ['inside', justBefore('2026-03-07T15:00:00.000Z'), []],
    ['at the limit', '2026-03-07T15:00:00.000Z', []],
    ['outside', '2026-03-07T15:01:00.000Z', ['CLAIM_WINDOW_MISSED']],
  ])('is a missed window when nobody does: %s', async (_when, moment, missed) => {
    const floor = await concealed();
    await floor.answer('assess', 'DISPOSE');
    await floor.until(moment);
    expect(await floor.cases()).toEqual(missed);
  });
});

describe('a claim nobody files', () => {
  /** Thirty days to claim a supplier: until 1 April, and 80 % of them are over on 26 March. */
  const disposed = async (settings = {}) => {
    const floor = await Floor.of({ settings });
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
    await floor.answer('assess', 'DISPOSE');
    expect(await floor.row()).toMatchObject({
      state: 'WATCHING',
      waiting: true,
      dueAt: '2026-03-26T15:00:00.000Z',
    });
    return floor;
  };
  const DRAFT = '2026-03-26T15:00:00.000Z';

  it.each([
    ['inside', justBefore(DRAFT), []],
    ['at the limit', DRAFT, ['claim']],
    ['outside', justAfter(DRAFT), ['claim']],
  ])('is drafted at 80 %% of the window, %s', async (_when, moment, asked) => {
    const floor = await disposed();
    await floor.until(moment);
    expect(await floor.openSteps()).toEqual(asked);
    expect(floor.fake('supplier-portal').effects()).toEqual({});
  });

  it('is filed when a person says so, and only then', async () => {
    const floor = await disposed();
    await floor.until(DRAFT);
    await floor.answer('claim', 'FILE');
    expect(floor.published('ClaimFiled')).toMatchObject([{ against: 'SUPPLIER', supplierId: 'SUP-1' }]);
    expect(floor.fake('supplier-portal').effects()).toEqual({ fileClaim: 1 });
    await floor.answer('claim', 'SETTLED', { form: { paidMinor: 100 } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
  });

  it('may be filed at the last moment of its window', async () => {
    const floor = await disposed();
    await floor.until(DRAFT);
    await floor.until('2026-04-01T15:00:00.000Z');
    await floor.answer('claim', 'FILE');
    expect(floor.fake('supplier-portal').effects()).toEqual({ fileClaim: 1 });
  });

  it('is not filed when a person says no', async () => {
    const floor = await disposed();
    await floor.until(DRAFT);
    await floor.answer('claim', 'NO_CLAIM');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
    expect(floor.published('ClaimFiled')).toEqual([]);
  });

  it('lapses with the window, as a case', async () => {
    const floor = await disposed();
    await floor.until(DRAFT);
    await floor.until(justBefore('2026-04-01T15:00:00.000Z'));
    expect(await floor.row()).toMatchObject({ state: 'WATCHING' });
    await floor.until('2026-04-01T15:00:00.000Z');
    expect(await floor.row()).toMatchObject({ state: 'WATCHING' });
    await floor.until('2026-04-01T15:01:00.000Z');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
    expect(await floor.cases()).toEqual(['CLAIM_WINDOW_MISSED']);
    expect(floor.fake('supplier-portal').effects()).toEqual({});
  });

  it('that was filed and not answered until the window ends is a case for a person', async () => {
    const floor = await disposed();
    await floor.until(DRAFT);
    await floor.answer('claim', 'FILE');
    await floor.until('2026-04-01T15:00:00.000Z');
    expect(await floor.row()).toMatchObject({ state: 'WATCHING' });
    await floor.until('2026-04-01T15:01:00.000Z');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED' });
    expect(await floor.cases()).toEqual(['DECISION_PARKED']);
  });

  it('is drafted in the carrier platform and withdrawn again when nobody wants it', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true, shipmentId: 'SHP-7' });
    await floor.answer('assess', 'DISPOSE');
    await floor.until('2026-10-08T15:00:00.000Z');
    expect(floor.standing('tms', 'claims')).toMatchObject([{ shipmentId: 'SHP-7' }]);
    expect(floor.published('ClaimFiled')).toEqual([]);
    await floor.answer('claim', 'NO_CLAIM');
    expect(floor.standing('tms', 'claims')).toEqual([]);
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
  });

  it('is drafted for goods that are parked as well', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
    await floor.until('2026-03-06T23:00:00.000Z');
    expect(await floor.row()).toMatchObject({ state: 'PARKED' });
    await floor.until(DRAFT);
    expect(await floor.openSteps()).toEqual(['claim']);
    expect(await floor.buckets()).toMatchObject({ damaged: 12 });
  });

  it('was too late from the start for damage reported after the window', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1', foundAt: '2026-01-01T15:00:00.000Z' });
    expect(await floor.cases()).toEqual(['CLAIM_WINDOW_MISSED']);
    expect(await floor.openSteps()).toEqual(['assess']);
    await floor.answer('assess', 'DISPOSE', { by: 'supervisor-atl' });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
  });
});
