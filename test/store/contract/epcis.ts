import { beforeEach, describe, expect, it } from 'vitest';
import type { EpcisStore, TraceEvent, TraceList } from '../../../lambdas/store/epcis.ts';
import { someTenant } from '../samples.ts';
import type { MakeStores } from './make-stores.ts';

const epc = 'https://id.gs1.org/00/006141411234567883';

function event(n: number, more: Partial<TraceEvent> = {}): TraceEvent {
  const eventTime = `2026-03-02T08:00:0${n}.000Z`;
  return {
    eventId: `ni:///sha-256;${n}?ver=CBV2.0`,
    eventTime,
    recordTime: '2026-03-02T09:00:00Z',
    bizStep: 'receiving',
    epcs: [epc],
    event: { type: 'ObjectEvent', eventTime },
    ...more,
  };
}

/** The trace trail, over any form of the store. */
export function epcisContract(makeStores: MakeStores): void {
  let epcis: EpcisStore;
  let [northwind, harbor] = [someTenant(), someTenant()];
  beforeEach(async () => {
    epcis = (await makeStores()).epcis;
    // Stores on a shared database remember what earlier tests did.
    [northwind, harbor] = [someTenant(), someTenant()];
  });
  const idsOf = async (list: TraceList, tenant = northwind) =>
    (await epcis.list(tenant, list, { limit: 10 })).rows.map(({ eventId }) => eventId);

  it('keeps an event once, and as it was first told', async () => {
    expect(await epcis.capture(northwind, event(1))).toEqual({ first: true });
    expect(await epcis.capture(northwind, event(1, { recordTime: '2026-03-09T09:00:00Z' }))).toEqual({
      first: false,
    });
    expect(await epcis.event(northwind, event(1).eventId)).toEqual(event(1));
    expect(await idsOf({ epc })).toEqual([event(1).eventId]);
  });

  it('notes an error declared later, and one declared at once', async () => {
    const errorDeclaration = { reason: 'did_not_occur' };
    await epcis.capture(northwind, event(1));
    expect(await epcis.capture(northwind, event(1, { errorDeclaration }))).toEqual({ first: false });
    await epcis.capture(northwind, event(2, { errorDeclaration }));
    expect(await epcis.event(northwind, event(1).eventId)).toEqual(event(1, { errorDeclaration }));
    expect(await epcis.event(northwind, event(2).eventId)).toEqual(event(2, { errorDeclaration }));
  });

  describe('lists', () => {
    it('hold events by identifier, by day, and by step and day, oldest first', async () => {
      const later = event(2, { bizStep: 'storing' });
      const { bizStep: _, ...stepless } = event(3, { epcs: ['https://id.gs1.org/01/04012345123456'] });
      for (const one of [later, event(1), stepless]) await epcis.capture(northwind, one);
      const [one, two, three] = [event(1).eventId, later.eventId, stepless.eventId];
      expect(await idsOf({ epc })).toEqual([one, two]);
      expect(await idsOf({ day: '2026-03-02' })).toEqual([one, two, three]);
      expect(await idsOf({ day: '2026-03-02', bizStep: 'storing' })).toEqual([two]);
      expect(await idsOf({ day: '2026-03-03' })).toEqual([]);
    });

    it('come in pages', async () => {
      for (const n of [1, 2, 3]) await epcis.capture(northwind, event(n));
      const first = await epcis.list(northwind, { epc }, { limit: 2 });
      expect(first.rows.map(({ eventId }) => eventId)).toEqual([event(1).eventId, event(2).eventId]);
      const cursor = first.cursor ?? '';
      expect(await epcis.list(northwind, { epc }, { limit: 2, cursor })).toEqual({ rows: [event(3)] });
      await expect(epcis.list(harbor, { epc }, { limit: 2, cursor })).rejects.toThrow(/cursor/);
    });
  });

  it('belongs to one tenant', async () => {
    await epcis.capture(northwind, event(1));
    expect(await epcis.event(harbor, event(1).eventId)).toBeUndefined();
    expect(await idsOf({ epc }, harbor)).toEqual([]);
    expect(await idsOf({ day: '2026-03-02' }, harbor)).toEqual([]);
  });

  it('keeps what became of a capture', async () => {
    const report = {
      captureId: 'c-1',
      capturedAt: '2026-03-02T09:00:00Z',
      subject: 'wms',
      events: [{ verdict: 'captured', eventID: 'ni:1' } as const],
    };
    await epcis.keepReport(northwind, report);
    expect(await epcis.report(northwind, 'c-1')).toEqual(report);
    expect(await epcis.report(harbor, 'c-1')).toBeUndefined();
  });
}
