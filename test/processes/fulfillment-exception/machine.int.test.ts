import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'fulfillment-exception');

const job = {
  tenantId: 't',
  site: 's',
  processId: 'fulfillment-exception:L/E',
  correlationId: 'c',
  mode: 'act',
};
const parent = {
  job,
  parentNext: 'wait',
  waitState: 'REVIEW',
  dueAt: '2026-03-04T08:00:00Z',
  waitSeconds: 100,
};
const call = {
  id: 'pick',
  job,
  operation: 'createPickTask',
  step: 'pick',
  line: '2/pick',
  direction: 'do',
  input: {},
};
const child = {
  owner: job,
  planId: '2',
  handled: [],
  results: [],
  failure: null,
  system: null,
  begun: {
    kind: 'look',
    planId: 'none',
    handled: [],
    orderId: 'SO-1',
    units: { sku: 'OATS', orderLineId: 'L', quantity: 3 },
  },
  orders: { orders: [{ destination: { postalCode: '30303', country: 'US' } }] },
  carriers: { transits: [] },
  places: null,
  sourcing: null,
  payments: null,
  next: { to: 'wms', call },
};
const without = { ...child, begun: { kind: 'look', planId: 'none', handled: [], orderId: 'SO-1' } };
const to = (next: string) => ({ ...child, next: { to: next, call } });

async function outcome(given: StateCase) {
  const { status, next, error } = await step(given);
  return [status, status === 'RETRIABLE' ? error : next];
}
type Row = [string, StateCase, string, string | undefined];
const payload = (Payload: unknown) => ({ Payload });

describe('the way of a process', () => {
  it.each<Row>([
    [
      'opens',
      { state: 'OpenException', input: { job }, returns: payload({ job }) },
      'SUCCEEDED',
      'HandleException',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenException', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'OpenException', input: { job }, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'OpenException', input: { job }, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    [
      'summarizes',
      {
        state: 'SummarizeLook',
        variables: parent,
        returns: payload({ next: 'wait', waitState: 'REVIEW', dueAt: parent.dueAt, waitSeconds: 1 }),
      },
      'SUCCEEDED',
      'WhatIsNext',
    ],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'SUCCEEDED', 'AwaitNews'],
    [
      'looks',
      { state: 'WhatIsNext', variables: { ...parent, parentNext: 'handle' } },
      'SUCCEEDED',
      'HandleException',
    ],
    [
      'closes',
      { state: 'WhatIsNext', variables: { ...parent, parentNext: 'close' } },
      'SUCCEEDED',
      'CloseException',
    ],
    [
      'hears',
      { state: 'AwaitNews', variables: parent, returns: { pending: [] } },
      'SUCCEEDED',
      'SummarizeLook',
    ],
    [
      'comes back when its time is over',
      { state: 'AwaitNews', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'SummarizeLook',
    ],
    [
      'goes on with what came at the end',
      { state: 'CloseException', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'SummarizeLook',
    ],
    [
      'outlives a look that failed',
      { state: 'HandleException', variables: parent, throws: 'States.TaskFailed' },
      'CAUGHT_ERROR',
      'SummarizeLook',
    ],
  ])('%s', async (_what, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('one look', () => {
  it.each<Row>([
    [
      'begins',
      { state: 'BeginLook', input: { job }, returns: payload(child.begun) },
      'SUCCEEDED',
      'WhatIsToDo',
    ],
    [
      'that cannot begin ends',
      { state: 'BeginLook', input: { job }, throws: 'NotFound' },
      'CAUGHT_ERROR',
      'EndLook',
    ],
    ['asks', { state: 'WhatIsToDo', variables: child }, 'SUCCEEDED', 'LookUpOrder'],
    [
      'goes on with a plan',
      { state: 'WhatIsToDo', variables: { ...child, begun: { kind: 'call' } } },
      'SUCCEEDED',
      'FindNextCall',
    ],
    [
      'does nothing',
      { state: 'WhatIsToDo', variables: { ...child, begun: { kind: 'done' } } },
      'SUCCEEDED',
      'EndLook',
    ],
    [
      'knows the order',
      { state: 'LookUpOrder', variables: child, returns: payload(child.orders) },
      'SUCCEEDED',
      'LookUpPayment',
    ],
    [
      'knows what was paid',
      { state: 'LookUpPayment', variables: child, returns: payload({ payments: [] }) },
      'SUCCEEDED',
      'LookUpCarriers',
    ],
    ...(['CircuitOpen', 'AdapterRejected', 'States.Timeout'] as const).map(
      (throws): Row => [
        `goes on without what was paid: ${throws}`,
        { state: 'LookUpPayment', variables: child, throws },
        'CAUGHT_ERROR',
        'LookUpCarriers',
      ],
    ),
    [
      'asks finance again',
      { state: 'LookUpPayment', variables: child, throws: 'AdapterUnavailable' },
      'RETRIABLE',
      'AdapterUnavailable',
    ],
    [
      'knows the carriers',
      { state: 'LookUpCarriers', variables: child, returns: payload(child.carriers) },
      'SUCCEEDED',
      'IsAboutUnits',
    ],
    [
      'knows the carriers of an order nobody knows: none',
      {
        state: 'LookUpCarriers',
        variables: { ...child, orders: { orders: [] } },
        returns: payload(child.carriers),
      },
      'SUCCEEDED',
      'IsAboutUnits',
    ],
    ['is about units', { state: 'IsAboutUnits', variables: child }, 'SUCCEEDED', 'LookUpPlaces'],
    ['is about none', { state: 'IsAboutUnits', variables: without }, 'SUCCEEDED', 'DecideException'],
    [
      'knows the places',
      { state: 'LookUpPlaces', variables: child, returns: payload({ places: [] }) },
      'SUCCEEDED',
      'LookUpSourcing',
    ],
    [
      'knows the sources',
      { state: 'LookUpSourcing', variables: child, returns: payload({ sites: [] }) },
      'SUCCEEDED',
      'DecideException',
    ],
    [
      'knows no sources of a line nobody knows',
      { state: 'LookUpSourcing', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'DecideException',
    ],
    ...(['LookUpOrder', 'LookUpCarriers', 'LookUpPlaces', 'LookUpSourcing'] as const).flatMap(
      (state): Row[] => [
        [
          `${state} waits for its system`,
          { state, variables: child, throws: 'CircuitOpen' },
          'CAUGHT_ERROR',
          'EndLook',
        ],
        [
          `${state} tries again`,
          { state, variables: child, throws: 'AdapterUnavailable' },
          'RETRIABLE',
          'AdapterUnavailable',
        ],
      ],
    ),
    [
      'decides',
      { state: 'DecideException', variables: child, returns: payload({ planId: '2', handled: [] }) },
      'SUCCEEDED',
      'IsPlanned',
    ],
    [
      'cannot decide',
      { state: 'DecideException', variables: child, throws: 'ContractViolation' },
      'CAUGHT_ERROR',
      'EndLook',
    ],
    ['has a plan', { state: 'IsPlanned', variables: child }, 'SUCCEEDED', 'FindNextCall'],
    ['has none', { state: 'IsPlanned', variables: { ...child, planId: 'none' } }, 'SUCCEEDED', 'EndLook'],
    [
      'finds a call',
      { state: 'FindNextCall', variables: child, returns: payload({ to: 'wms', call }) },
      'SUCCEEDED',
      'WhatIsCalled',
    ],
    ['calls the OMS', { state: 'WhatIsCalled', variables: to('oms') }, 'SUCCEEDED', 'CallOms'],
    ['calls the WMS', { state: 'WhatIsCalled', variables: to('wms') }, 'SUCCEEDED', 'CallWms'],
    ['calls the TMS', { state: 'WhatIsCalled', variables: to('tms') }, 'SUCCEEDED', 'CallTms'],
    ['calls the CRM', { state: 'WhatIsCalled', variables: to('crm') }, 'SUCCEEDED', 'CallCrm'],
    ['calls finance', { state: 'WhatIsCalled', variables: to('finance') }, 'SUCCEEDED', 'CallFinance'],
    ['moves stock', { state: 'WhatIsCalled', variables: to('stock') }, 'SUCCEEDED', 'MoveStock'],
    [
      'moves stock back',
      { state: 'WhatIsCalled', variables: to('undo-stock') },
      'SUCCEEDED',
      'UndoMoveStock',
    ],
    [
      'takes back at the TMS',
      { state: 'WhatIsCalled', variables: to('undo-tms') },
      'SUCCEEDED',
      'UndoCallTms',
    ],
    [
      'takes back at the WMS',
      { state: 'WhatIsCalled', variables: to('undo-wms') },
      'SUCCEEDED',
      'UndoCallWms',
    ],
    [
      'takes back at the OMS',
      { state: 'WhatIsCalled', variables: to('undo-oms') },
      'SUCCEEDED',
      'UndoCallOms',
    ],
    [
      'has made its calls',
      { state: 'WhatIsCalled', variables: { ...child, next: { to: 'end' } } },
      'SUCCEEDED',
      'EndLook',
    ],
    [
      'ends',
      { state: 'EndLook', variables: child, returns: payload({ outcome: 'confirmed' }) },
      'SUCCEEDED',
      undefined,
    ],
  ])('%s', async (_what, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe.each([
  'CallOms',
  'CallWms',
  'CallTms',
  'CallCrm',
  'CallFinance',
  'MoveStock',
  'UndoMoveStock',
  'UndoCallTms',
  'UndoCallWms',
  'UndoCallOms',
])('%s', (state) => {
  const refusal = state.endsWith('MoveStock') ? 'Conflict' : 'AdapterRejected';
  it('goes on with an answer, goes back after a refusal, stops without either', async () => {
    expect(await outcome({ state, variables: child, returns: payload({ pickTaskId: 'P' }) })).toEqual([
      'SUCCEEDED',
      'FindNextCall',
    ]);
    expect(await outcome({ state, variables: child, throws: refusal })).toEqual([
      'CAUGHT_ERROR',
      'FindNextCall',
    ]);
    expect(await outcome({ state, variables: child, throws: 'States.Timeout' })).toEqual([
      'CAUGHT_ERROR',
      'EndLook',
    ]);
  });
});
