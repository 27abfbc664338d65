import { describe, expect, inject, it } from 'vitest';
import {
  END,
  openingRows,
  RETRY,
  type StateRow,
  stateRows,
  stateTester,
  waitRows,
  wayOf,
} from '../../support/test-state.ts';

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

const way = wayOf(step);
const payload = (Payload: unknown) => ({ Payload });

describe('the way of a process', () => {
  stateRows(step, [
    ...openingRows('OpenException', { input: { job }, returns: payload({ job }) }, 'HandleException'),
    [
      'summarizes',
      {
        state: 'SummarizeLook',
        variables: parent,
        returns: payload({ next: 'wait', waitState: 'REVIEW', dueAt: parent.dueAt, waitSeconds: 1 }),
      },
      'WhatIsNext',
    ],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'AwaitNews'],
    ['looks', { state: 'WhatIsNext', variables: { ...parent, parentNext: 'handle' } }, 'HandleException'],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, parentNext: 'close' } }, 'CloseException'],
    ...waitRows('AwaitNews', parent, 'SummarizeLook'),
    [
      'goes on with what came at the end',
      { state: 'CloseException', variables: parent, throws: 'WorkArrived' },
      'SummarizeLook',
    ],
    [
      'outlives a look that failed',
      { state: 'HandleException', variables: parent, throws: 'States.TaskFailed' },
      'SummarizeLook',
    ],
  ]);
});

describe('one look', () => {
  stateRows(step, [
    ['begins', { state: 'BeginLook', input: { job }, returns: payload(child.begun) }, 'WhatIsToDo'],
    ['that cannot begin ends', { state: 'BeginLook', input: { job }, throws: 'NotFound' }, 'EndLook'],
    ['asks', { state: 'WhatIsToDo', variables: child }, 'LookUpOrder'],
    [
      'goes on with a plan',
      { state: 'WhatIsToDo', variables: { ...child, begun: { kind: 'call' } } },
      'FindNextCall',
    ],
    ['does nothing', { state: 'WhatIsToDo', variables: { ...child, begun: { kind: 'done' } } }, 'EndLook'],
    [
      'knows the order',
      { state: 'LookUpOrder', variables: child, returns: payload(child.orders) },
      'LookUpPayment',
    ],
    [
      'knows what was paid',
      { state: 'LookUpPayment', variables: child, returns: payload({ payments: [] }) },
      'LookUpCarriers',
    ],
    ...(['CircuitOpen', 'AdapterRejected', 'States.Timeout'] as const).map(
      (throws): StateRow => [
        `goes on without what was paid: ${throws}`,
        { state: 'LookUpPayment', variables: child, throws },
        'LookUpCarriers',
      ],
    ),
    ['asks finance again', { state: 'LookUpPayment', variables: child, throws: 'AdapterUnavailable' }, RETRY],
    [
      'knows the carriers',
      { state: 'LookUpCarriers', variables: child, returns: payload(child.carriers) },
      'IsAboutUnits',
    ],
    [
      'knows the carriers of an order nobody knows: none',
      {
        state: 'LookUpCarriers',
        variables: { ...child, orders: { orders: [] } },
        returns: payload(child.carriers),
      },
      'IsAboutUnits',
    ],
    ['is about units', { state: 'IsAboutUnits', variables: child }, 'LookUpPlaces'],
    ['is about none', { state: 'IsAboutUnits', variables: without }, 'DecideException'],
    [
      'knows the places',
      { state: 'LookUpPlaces', variables: child, returns: payload({ places: [] }) },
      'LookUpSourcing',
    ],
    [
      'knows the sources',
      { state: 'LookUpSourcing', variables: child, returns: payload({ sites: [] }) },
      'DecideException',
    ],
    [
      'knows no sources of a line nobody knows',
      { state: 'LookUpSourcing', variables: child, throws: 'AdapterRejected' },
      'DecideException',
    ],
    ...(['LookUpOrder', 'LookUpCarriers', 'LookUpPlaces', 'LookUpSourcing'] as const).flatMap(
      (state): StateRow[] => [
        [`${state} waits for its system`, { state, variables: child, throws: 'CircuitOpen' }, 'EndLook'],
        [`${state} tries again`, { state, variables: child, throws: 'AdapterUnavailable' }, RETRY],
      ],
    ),
    [
      'decides',
      { state: 'DecideException', variables: child, returns: payload({ planId: '2', handled: [] }) },
      'IsPlanned',
    ],
    ['cannot decide', { state: 'DecideException', variables: child, throws: 'ContractViolation' }, 'EndLook'],
    ['has a plan', { state: 'IsPlanned', variables: child }, 'FindNextCall'],
    ['has none', { state: 'IsPlanned', variables: { ...child, planId: 'none' } }, 'EndLook'],
    [
      'finds a call',
      { state: 'FindNextCall', variables: child, returns: payload({ to: 'wms', call }) },
      'WhatIsCalled',
    ],
    ['calls the OMS', { state: 'WhatIsCalled', variables: to('oms') }, 'CallOms'],
    ['calls the WMS', { state: 'WhatIsCalled', variables: to('wms') }, 'CallWms'],
    ['calls the TMS', { state: 'WhatIsCalled', variables: to('tms') }, 'CallTms'],
    ['calls the CRM', { state: 'WhatIsCalled', variables: to('crm') }, 'CallCrm'],
    ['calls finance', { state: 'WhatIsCalled', variables: to('finance') }, 'CallFinance'],
    ['moves stock', { state: 'WhatIsCalled', variables: to('stock') }, 'MoveStock'],
    ['moves stock back', { state: 'WhatIsCalled', variables: to('undo-stock') }, 'UndoMoveStock'],
    ['takes back at the TMS', { state: 'WhatIsCalled', variables: to('undo-tms') }, 'UndoCallTms'],
    ['takes back at the WMS', { state: 'WhatIsCalled', variables: to('undo-wms') }, 'UndoCallWms'],
    ['takes back at the OMS', { state: 'WhatIsCalled', variables: to('undo-oms') }, 'UndoCallOms'],
    [
      'has made its calls',
      { state: 'WhatIsCalled', variables: { ...child, next: { to: 'end' } } },
      'EndLook',
    ],
    ['ends', { state: 'EndLook', variables: child, returns: payload({ outcome: 'confirmed' }) }, END],
  ]);
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
    expect(await way({ state, variables: child, returns: payload({ pickTaskId: 'P' }) })).toBe(
      'FindNextCall',
    );
    expect(await way({ state, variables: child, throws: refusal })).toBe('FindNextCall');
    expect(await way({ state, variables: child, throws: 'States.Timeout' })).toBe('EndLook');
  });
});
