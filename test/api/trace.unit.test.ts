import { beforeEach, describe, expect, it } from 'vitest';
import { route as captureEvents } from '../../lambdas/api/capture-events.ts';
import { route as queryEvents } from '../../lambdas/api/query-events.ts';
import { route as showCapture } from '../../lambdas/api/show-capture.ts';
import { route as showEvent } from '../../lambdas/api/show-event.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { type Door, frontDoor, principal, send } from './front-door.ts';

const pallet = 'https://id.gs1.org/00/006141411234567883';
const item = 'https://id.gs1.org/01/04012345123456';
const berlin = 'urn:epc:id:sgln:4012345.00000.0';

let deps: Door;
beforeEach(async () => {
  deps = await frontDoor();
  const grants = { kind: 'client', roles: ['service'], scopes: ['events:write', 'events:read'] } as const;
  deps.principals.set('wms', principal({ ...grants, subject: 'wms', sites: ['BER1'] }));
  deps.principals.set('hub', principal({ ...grants, subject: 'hub' }));
  deps.principals.set('rival', principal({ ...grants, subject: 'hub', tenant: tenantScope('rival') }));
});

const event = (second: number, more: object = {}) => ({
  type: 'ObjectEvent',
  eventTime: `2026-03-02T09:00:${String(second).padStart(2, '0')}+01:00`,
  eventTimeZoneOffset: '+01:00',
  action: 'OBSERVE',
  bizStep: 'receiving',
  disposition: 'in_progress',
  bizLocation: { id: berlin },
  epcList: [pallet],
  ...more,
});
const capture = (eventList: readonly unknown[], as = 'wms', context: readonly unknown[] = []) =>
  send(deps, captureEvents, {
    as,
    body: { '@context': context, type: 'EPCISDocument', schemaVersion: '2.0', epcisBody: { eventList } },
  });
const query = (asked: Readonly<Record<string, string | readonly string[]>>, as = 'hub') =>
  send(deps, queryEvents, { as, query: asked });
const timesOf = ({ body }: Awaited<ReturnType<typeof query>>) =>
  body.items.map(({ eventTime }: { eventTime: string }) => eventTime.slice(17, 19));
const digits = (id: string) => /[0-9a-f]{64}/.exec(id)?.[0] ?? '';

describe('a capture', () => {
  it('gives each event its verdict and its hash as id; the sender reads it again', async () => {
    const { status, body, headers } = await capture([event(1), event(1), { type: 'ObjectEvent' }]);
    expect(status).toBe(202);
    const id = expect.stringMatching(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
    expect(body.events).toMatchObject([
      { verdict: 'captured', eventID: id },
      { verdict: 'repeated', eventID: body.events[0].eventID },
      {
        verdict: 'refused',
        problems: expect.arrayContaining([expect.objectContaining({ field: 'eventTime' })]),
      },
    ]);
    expect(headers.location).toBe(`/v1/epcis/capture/${body.captureId}`);
    const params = { captureId: body.captureId };
    expect(await send(deps, showCapture, { as: 'wms', params })).toMatchObject({ status: 200, body });
    expect(await send(deps, showCapture, { as: 'hub', params })).toMatchObject({ status: 404 });
    expect(await send(deps, showCapture, { as: 'rival', params })).toMatchObject({ status: 404 });
  });

  it('takes a single event, and a query document', async () => {
    const single = await send(deps, captureEvents, { as: 'wms', body: event(1) });
    const document = {
      type: 'EPCISQueryDocument',
      epcisBody: { queryResults: { resultsBody: { eventList: [event(1)] } } },
    };
    const again = await send(deps, captureEvents, { as: 'wms', body: document });
    expect([single, again].map(({ body }) => body.events[0].verdict)).toEqual(['captured', 'repeated']);
  });

  it.each([
    [{ type: 'EPCISDocument' }, 'must be a list of events'],
    [{ type: 'EPCISDocument', epcisBody: { eventList: [] } }, 'has no event'],
    [{ type: 'EPCISDocument', epcisBody: { eventList: Array(201).fill({}) } }, 'at most 200'],
  ])('refuses a document nobody can read', async (body, message) => {
    expect(await send(deps, captureEvents, { as: 'wms', body })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'epcisBody.eventList', message: expect.stringContaining(message) }] },
    });
  });

  it.each([
    [{ bizStep: 'recieving' }, 'bizStep', 'a word of CBV 2.0'],
    [{ eventTime: '2026-03-02 09:00' }, 'eventTime', 'a time with its zone'],
    [{ action: 'SEE' }, 'action', 'must be one of ADD, OBSERVE, DELETE'],
    [{ epcList: [] }, 'epcList', 'must name something'],
    [{ epcList: ['https://id.gs1.org/00/006141411234567880'] }, 'epc', 'the check digit should be 3'],
    [{ bizLocation: { id: 'https://id.gs1.org/414/4012345000001' } }, 'bizLocation.id', 'check digit'],
    [{ eventID: `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0` }, 'eventID', 'is not the hash of this event'],
  ])('refuses an event with %j', async (more, field, message) => {
    const { body } = await capture([event(1, more)]);
    expect(body.events).toMatchObject([{ verdict: 'refused' }]);
    expect(body.events[0].problems).toContainEqual(
      expect.objectContaining({ field, message: expect.stringContaining(message) }),
    );
  });

  it('keeps the fields of a partner, and takes the id that is the hash', async () => {
    const context = [{ acme: 'https://acme.example/terms/' }];
    const first = await capture([event(1, { 'acme:shade': 'blue' })], 'wms', context);
    const { eventID } = first.body.events[0];
    const shown = await send(deps, showEvent, { as: 'wms', params: { hash: digits(eventID) } });
    expect(shown.body).toMatchObject({ 'acme:shade': 'blue', eventID });
    const again = await capture([event(1, { 'acme:shade': 'blue', eventID })], 'wms', context);
    expect(again.body.events).toEqual([{ verdict: 'repeated', eventID }]);
    // What was answered is an event that can be sent on: its id still fits it.
    expect((await send(deps, captureEvents, { as: 'wms', body: shown.body })).body.events).toEqual([
      { verdict: 'repeated', eventID },
    ]);
  });

  it('declares an event an error under the same id', async () => {
    const { eventID } = (await capture([event(1)])).body.events[0];
    const errorDeclaration = { declarationTime: '2026-03-03T08:00:00Z', reason: 'did_not_occur' };
    const declared = await capture([event(1, { errorDeclaration })]);
    expect(declared.body.events).toEqual([{ verdict: 'declared-error', eventID }]);
    const shown = await send(deps, showEvent, { as: 'wms', params: { hash: digits(eventID) } });
    expect(shown.body).toMatchObject({ eventID, errorDeclaration });
  });

  it('tells of no site of ours that is not granted', async () => {
    const hamburg = { bizLocation: { id: 'https://id.gs1.org/414/4012345000016' } };
    expect((await capture([event(1, hamburg)])).body.events).toMatchObject([
      { verdict: 'refused', problems: [{ field: 'bizLocation.id', value: 'HAM1' }] },
    ]);
    expect((await capture([event(1, hamburg)], 'hub')).body.events).toMatchObject([{ verdict: 'captured' }]);
  });
});

describe('the trail', () => {
  beforeEach(async () => {
    await capture(
      [
        event(1),
        event(2, { bizStep: 'storing', disposition: 'https://ref.gs1.org/cbv/Disp-sellable_accessible' }),
        event(3, {
          bizStep: 'urn:epcglobal:cbv:bizstep:shipping',
          bizLocation: { id: 'https://id.gs1.org/414/4012345000016' },
          readPoint: { id: 'https://id.gs1.org/414/4012345000016/254/D4' },
        }),
        {
          ...event(4),
          type: 'AggregationEvent',
          epcList: undefined,
          parentID: 'urn:epc:id:sscc:0614141.0123456788',
          childQuantityList: [{ epcClass: item, quantity: 12 }],
        },
        event(5, {
          epcList: ['https://elsewhere.example/thing/5'],
          bizLocation: { id: 'https://elsewhere.example/yard' },
        }),
      ],
      'hub',
    );
  });

  const day = { GE_eventTime: '2026-03-02T00:00:00Z', LT_eventTime: '2026-03-03T00:00:00Z' };

  it.each([
    [{ MATCH_epc: pallet }, ['01', '02', '03']],
    [{ MATCH_epc: 'urn:epc:id:sscc:0614141.0123456788', EQ_bizStep: 'storing' }, ['02']],
    [{ MATCH_anyEPC: pallet }, ['01', '02', '03', '04']],
    [{ MATCH_anyEPC: [item, pallet] }, ['04', '01', '02', '03']],
    [day, ['01', '02', '03', '04', '05']],
    [{ ...day, EQ_bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping' }, ['03']],
    [{ ...day, EQ_bizStep: ['shipping', 'storing'] }, ['03', '02']],
    [{ ...day, EQ_disposition: 'sellable_accessible' }, ['02']],
    [{ ...day, EQ_readPoint: 'https://id.gs1.org/414/4012345000016/254/D4' }, ['03']],
    [{ ...day, EQ_bizLocation: berlin }, ['01', '02', '04']],
    [
      { MATCH_epc: pallet, GE_eventTime: '2026-03-02T08:00:02Z', LT_eventTime: '2026-03-02T08:00:03Z' },
      ['02'],
    ],
    [{ GE_eventTime: '2026-03-02T09:00:01+01:00', LT_eventTime: '2026-03-02T09:00:03+01:00' }, ['01', '02']],
  ])('answers %j', async (asked, expected) => {
    expect(timesOf(await query(asked))).toEqual(expected);
  });

  it('answers by event id', async () => {
    const [first] = (await query(day)).body.items;
    expect((await query({ EQ_eventID: first.eventID })).body.items).toEqual([first]);
    expect((await query({ EQ_eventID: 'urn:uuid:1' })).body.items).toEqual([]);
  });

  it('answers in pages', async () => {
    const first = await query({ ...day, limit: '2' });
    expect(timesOf(first)).toEqual(['01', '02']);
    const second = await query({ ...day, limit: '2', cursor: first.body.next });
    expect(timesOf(second)).toEqual(['03', '04']);
  });

  it('refuses a question that would read everything', async () => {
    expect(await query({ EQ_bizStep: 'storing' })).toMatchObject({ status: 422 });
    expect(
      await query({ GE_eventTime: '2026-01-01T00:00:00Z', LT_eventTime: '2026-03-01T00:00:00Z' }),
    ).toMatchObject({ status: 422 });
  });

  it('shows whoever is granted single sites their events only, and other tenants none', async () => {
    expect(timesOf(await query({ MATCH_anyEPC: pallet }, 'wms'))).toEqual(['01', '02', '04']);
    expect(timesOf(await query(day, 'wms'))).toEqual(['01', '02', '04']);
    expect(timesOf(await query({ MATCH_anyEPC: pallet }, 'rival'))).toEqual([]);
    const [, , shipped] = (await query(day)).body.items;
    const params = { hash: digits(shipped.eventID) };
    expect(await send(deps, showEvent, { as: 'hub', params })).toMatchObject({ status: 200 });
    expect(await send(deps, showEvent, { as: 'wms', params })).toMatchObject({ status: 404 });
    expect(await send(deps, showEvent, { as: 'rival', params })).toMatchObject({ status: 404 });
    expect((await query({ EQ_eventID: shipped.eventID }, 'wms')).body.items).toEqual([]);
  });
});
