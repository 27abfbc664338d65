import { describe, expect, it } from 'vitest';
import { DAMAGE, FINANCE, Floor, MANAGER, SUPERVISOR } from './floor.ts';

/** Every option a person has, taken once; who may take it; what a form asks for. */

const usd = (minor: number) => ({ minor, currency: 'USD' });
const optionsOf = async (floor: Floor, step = 'assess') =>
  (await floor.task(step)).options.map(({ code }) => code);

describe('the options of each party', () => {
  it('of the site: nobody is claimed', async () => {
    const floor = await Floor.of();
    await floor.report();
    expect(await optionsOf(floor)).toEqual(['REWORK', 'DOWNGRADE', 'DONATE', 'DISPOSE', 'FOUND_GOOD']);
  });

  it('of the supplier: goods go back while the window is open', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT', supplierId: 'SUP-1' });
    expect(await optionsOf(floor)).toEqual(['REWORK', 'DOWNGRADE', 'DONATE', 'RTV', 'DISPOSE', 'FOUND_GOOD']);
  });

  it('of the carrier: it is claimed', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true });
    expect(await optionsOf(floor)).toEqual([
      'REWORK',
      'DOWNGRADE',
      'DONATE',
      'CARRIER_CLAIM',
      'DISPOSE',
      'FOUND_GOOD',
    ]);
  });

  it('take what is asked of them at the end of the window, and not after it', async () => {
    for (const [foundAt, offered] of [
      ['2026-01-31T15:00:00.001Z', true],
      ['2026-01-31T15:00:00.000Z', true],
      ['2026-01-31T14:59:59.999Z', false],
    ] as const) {
      const floor = await Floor.of();
      await floor.report({ packState: 'INTACT', supplierId: 'SUP-1', foundAt });
      expect([foundAt, (await optionsOf(floor)).includes('RTV')]).toEqual([foundAt, offered]);
    }
  });
});

describe('what becomes of the goods', () => {
  it('DOWNGRADE: they become another item, and what is still got for them is not written off', async () => {
    const floor = await Floor.of();
    await floor.report();
    await floor.answer('assess', 'DOWNGRADE', { form: { toSku: 'OATS-B', recoveredMinor: 2_500 } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'downgraded' });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 0 });
    expect(await floor.buckets('OATS-B')).toMatchObject({ available: 12, free: 12 });
    expect(floor.standing('finance', 'writeOffs')).toMatchObject([{ amount: usd(3_500) }]);
  });

  it.each([
    [5_999, [{ amount: usd(1) }]],
    [6_000, []],
    [6_001, []],
  ])('DOWNGRADE that still gets %i of 6000 writes off %j', async (recoveredMinor, writeOffs) => {
    const floor = await Floor.of();
    await floor.report();
    await floor.answer('assess', 'DOWNGRADE', { form: { toSku: 'OATS-B', recoveredMinor } });
    expect(floor.standing('finance', 'writeOffs')).toMatchObject(writeOffs);
    expect(floor.standing('finance', 'writeOffs')).toHaveLength(writeOffs.length);
  });

  it('RTV: they go back and the supplier is claimed, until it has answered', async () => {
    const floor = await Floor.of();
    await floor.report({ packState: 'INTACT' });
    await expect(floor.answer('assess', 'RTV')).rejects.toThrow('supplierId is missing');
    await floor.answer('assess', 'RTV', { form: { supplierId: 'SUP-1' } });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 0 });
    expect(floor.standing('supplier-portal', 'claims')).toMatchObject([
      { supplierId: 'SUP-1', lines: [{ quantity: 12, value: usd(6_000) }] },
    ]);
    expect(floor.published('ClaimFiled')).toMatchObject([
      { against: 'SUPPLIER', supplierId: 'SUP-1', claimId: 'CLM-000001', filedBy: SUPERVISOR },
    ]);
    expect(await floor.row()).toMatchObject({ state: 'WATCHING', waiting: true });
    expect(await optionsOf(floor, 'claim')).toEqual(['SETTLED', 'REFUSED']);
    await floor.answer('claim', 'REFUSED');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'returned' });
    expect(floor.published('DamageClosed')).toMatchObject([{ writtenOff: usd(6_000), disposition: 'RTV' }]);
  });

  it('DONATE: they leave and are written off', async () => {
    const floor = await Floor.of();
    await floor.report();
    await expect(floor.answer('assess', 'DONATE')).rejects.toThrow('recipient is missing');
    await floor.answer('assess', 'DONATE', { form: { recipient: 'a food bank', cause: 'OBSOLETE' } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'donated' });
    expect(floor.published('DamageClosed')).toMatchObject([
      { adjustments: [{ reason: 'AU' }, { reason: 'AX' }] },
    ]);
  });

  it('DISPOSE: hazardous goods need the number of a certificate', async () => {
    const floor = await Floor.of({ hazardClass: '3' });
    await floor.report();
    await expect(floor.answer('assess', 'DISPOSE')).rejects.toThrow('certificate is missing');
    await expect(floor.answer('assess', 'DISPOSE', { form: { certificate: '' } })).rejects.toThrow(
      'at least 1 characters',
    );
    await floor.answer('assess', 'DISPOSE', { form: { certificate: 'HAZ-1' } });
    expect(floor.published('DamageClosed')).toMatchObject([{ certificate: 'HAZ-1', outcome: 'disposed' }]);
  });

  it('REWORK: they stay blocked until an inspection says that they are good', async () => {
    const floor = await Floor.of();
    await floor.report();
    await floor.answer('assess', 'REWORK');
    expect(await floor.row()).toMatchObject({ state: 'REWORK' });
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
    await floor.answer('rework', 'FAILED');
    expect(await floor.openSteps()).toEqual(['assess']);
    await floor.answer('assess', 'REWORK');
    await floor.answer('rework', 'REWORKED', { form: { inspectionId: 'INS-1' } });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'reworked' });
    expect(await floor.buckets()).toMatchObject({ available: 100, damaged: 0, free: 100 });
    expect(floor.standing('finance', 'writeOffs')).toEqual([]);
    expect(floor.published('DamageClosed')).toMatchObject([{ inspectionId: 'INS-1' }]);
  });

  it('CARRIER_CLAIM: they are kept for the carrier, then decided about again without a second write-off', async () => {
    const floor = await Floor.of();
    await floor.report({ place: 'DOCK', notedOnDelivery: true });
    await expect(floor.answer('assess', 'CARRIER_CLAIM')).rejects.toThrow('shipmentId is missing');
    await floor.answer('assess', 'CARRIER_CLAIM', { form: { shipmentId: 'SHP-7' } });
    expect(floor.published('ClaimFiled')).toEqual([]);
    expect(await floor.buckets()).toMatchObject({ available: 88, damaged: 12 });
    expect(floor.standing('tms', 'claims')).toHaveLength(1);
    await floor.answer('claim', 'FILED', { form: {} });
    expect(floor.published('ClaimFiled')).toMatchObject([
      { against: 'CARRIER', claimId: expect.any(String), shipmentId: 'SHP-7' },
    ]);
    await floor.answer('claim', 'SETTLED', { form: { paidMinor: 6_000 } });
    expect(await optionsOf(floor)).toEqual(['DOWNGRADE', 'DONATE', 'DISPOSE', 'FOUND_GOOD']);
    await floor.answer('assess', 'DISPOSE');
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
    expect(floor.standing('finance', 'writeOffs')).toHaveLength(1);
    expect(floor.published('DamageClosed')).toMatchObject([{ recovered: usd(6_000), party: 'CARRIER' }]);
  });
});

describe('who may decide (rule 4.4)', () => {
  it.each([
    ['automatic tier', 833, 'supervisor', undefined],
    ['above 100', 834, 'supervisor', ['supervisor']],
    ['up to 1,000', 8_333, 'supervisor', ['supervisor']],
    ['above 1,000', 8_334, 'inventory-manager', ['inventory-manager']],
    ['up to 10,000', 83_333, 'inventory-manager', ['inventory-manager']],
    ['above 10,000', 83_334, 'inventory-manager', ['inventory-manager', 'finance']],
  ] as const)('%s: a unit cost of %i asks the %s', async (_tier, unitCost, group, approvers) => {
    const floor = await Floor.of({ unitCost });
    await floor.report();
    const task = await floor.task('assess');
    expect(task.group).toBe(group);
    expect((task.context.approvals as { approvers: unknown } | undefined)?.approvers).toEqual(approvers);
  });

  it('two people above 10,000, and nothing happens before the second', async () => {
    const floor = await Floor.of({ unitCost: 100_000 });
    await floor.report();
    await floor.answer('assess', 'DISPOSE', { by: MANAGER });
    expect(await floor.buckets()).toMatchObject({ damaged: 12 });
    expect(floor.fake('finance').effects()).toEqual({});
    await expect(floor.answer('assess', 'DISPOSE', { by: MANAGER })).resolves.toBeUndefined();
    expect(await floor.buckets()).toMatchObject({ damaged: 12 });
    await floor.answer('assess', 'DISPOSE', { by: FINANCE });
    expect(await floor.row()).toMatchObject({ state: 'CLOSED', outcome: 'disposed' });
    expect(await floor.buckets()).toMatchObject({ damaged: 0 });
  });

  it('who found it brings evidence and decides nothing', async () => {
    const floor = await Floor.of();
    await floor.report({ foundBy: SUPERVISOR, evidence: [] });
    await floor.answer('evidence', 'PROVIDED', { form: { photo: 'p-2' } });
    await expect(floor.answer('assess', 'DISPOSE')).rejects.toThrow('may not answer');
    await expect(floor.answer('assess', 'FOUND_GOOD', { form: { inspectionId: 'I' } })).rejects.toThrow(
      'may not answer',
    );
    expect(await floor.row()).toMatchObject({ state: 'REVIEW' });
  });
});

describe('evidence', () => {
  it.each([
    [416, 'REVIEW'],
    [417, 'AWAITING_EVIDENCE'],
  ])('a unit cost of %i without a photo: %s', async (unitCost, state) => {
    const floor = await Floor.of({ unitCost });
    await floor.report({ evidence: [] });
    expect(await floor.row()).toMatchObject({ state });
  });

  it('that cannot be had is done without', async () => {
    const floor = await Floor.of();
    await floor.report({ evidence: [], packState: 'UNKNOWN', place: 'DOCK' });
    await floor.answer('evidence', 'NOT_AVAILABLE');
    expect(await floor.openSteps()).toEqual(['assess']);
    expect(floor.published('DamageAssessed')).toMatchObject([
      { damageId: DAMAGE, party: 'SITE', missing: ['photo', 'packState'] },
    ]);
  });
});
