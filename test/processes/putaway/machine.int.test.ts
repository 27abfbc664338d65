import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'putaway');

const job = {
  tenantId: 't',
  site: 's',
  processId: 'putaway:s/LPN-1',
  correlationId: 'c',
  mode: 'act',
};
const move = {
  next: 'wait',
  waitState: 'ASSIGNED',
  dueAt: '2026-03-04T08:00:00Z',
  waitSeconds: 100,
  look: 1,
  loadId: 'LPN-1',
  named: [],
  planId: '1',
  input: { loadId: 'LPN-1' },
};
const parent = {
  job,
  ...move,
  answer: null,
  parentLook: 1,
  parentNamed: [],
  parentFailure: null,
  parentSystem: null,
};
const child = {
  owner: job,
  look: 1,
  named: [],
  found: { load: { sku: 'OATS' }, lpns: [] },
  items: null,
  demand: null,
  places: null,
  failure: null,
  system: null,
};
const moves = { Payload: move };

type Row = [string, StateCase, string, string | undefined];

async function outcome(given: StateCase) {
  const { status, next, error } = await step(given);
  return [status, status === 'RETRIABLE' ? error : next];
}

describe('opening and routing', () => {
  const routed = (next: string, to: string): Row => [
    next,
    { state: 'WhatIsNext', variables: { ...parent, next } },
    'SUCCEEDED',
    to,
  ];
  it.each<Row>([
    [
      'claims and looks',
      {
        state: 'OpenPutaway',
        input: { job, loadId: 'LPN-1' },
        returns: { Payload: { job, look: 1, loadId: 'LPN-1', named: [] } },
      },
      'SUCCEEDED',
      'ObserveLoad',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenPutaway', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'AssignBin', variables: parent, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'AssignBin', variables: parent, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    ['decides', { state: 'AssignBin', variables: parent, returns: moves }, 'SUCCEEDED', 'WhatIsNext'],
    routed('create', 'CreatePutawayTask'),
    routed('rank', 'RankPutawayTask'),
    routed('cancel', 'CancelPutawayTask'),
    routed('look', 'ObserveLoad'),
    routed('decide', 'AssignBin'),
    routed('ask', 'OpenQuestion'),
    routed('close', 'ClosePutaway'),
    routed('wait', 'AwaitScan'),
    ['asks', { state: 'OpenQuestion', variables: parent, returns: moves }, 'SUCCEEDED', 'WhatIsNext'],
    [
      'looks what came',
      { state: 'AwaitScan', variables: parent, returns: { pending: ['scan/e'], chunks: [] } },
      'SUCCEEDED',
      'SummarizePutaway',
    ],
    [
      'looks at the deadline when nothing came',
      { state: 'AwaitScan', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'SummarizePutaway',
    ],
    ['goes on', { state: 'SummarizePutaway', variables: parent, returns: moves }, 'SUCCEEDED', 'WhatIsNext'],
    [
      'ends',
      { state: 'ClosePutaway', variables: parent, returns: { Payload: { state: 'CLOSED' } } },
      'SUCCEEDED',
      undefined,
    ],
    [
      'goes on when work came at the last moment',
      { state: 'ClosePutaway', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'SummarizePutaway',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('a look', () => {
  const input = { job, look: 1, loadId: 'LPN-1', named: [] };
  it.each<Row>([
    [
      'asks for the load',
      { state: 'LookUpLoad', input, returns: { Payload: { lpns: [] } } },
      'SUCCEEDED',
      'IsLoadKnown',
    ],
    [
      'leaves the load for later',
      { state: 'LookUpLoad', input, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
    ['goes on with a load', { state: 'IsLoadKnown', variables: child }, 'SUCCEEDED', 'LookUpItem'],
    [
      'ends without one',
      { state: 'IsLoadKnown', variables: { ...child, found: { lpns: [] } } },
      'SUCCEEDED',
      'KeepLook',
    ],
    [
      'asks for the item',
      { state: 'LookUpItem', variables: child, returns: { Payload: {} } },
      'SUCCEEDED',
      'LookUpDemand',
    ],
    [
      'leaves the item for later',
      { state: 'LookUpItem', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
    [
      'asks who waits',
      { state: 'LookUpDemand', variables: child, returns: { Payload: {} } },
      'SUCCEEDED',
      'LookUpBins',
    ],
    [
      'tries an outage again',
      { state: 'LookUpDemand', variables: child, throws: 'AdapterUnavailable' },
      'RETRIABLE',
      'AdapterUnavailable',
    ],
    [
      'asks for bins',
      { state: 'LookUpBins', variables: child, returns: { Payload: {} } },
      'SUCCEEDED',
      'KeepLook',
    ],
    [
      'leaves the bins for later',
      { state: 'LookUpBins', variables: child, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
    [
      'keeps the answers',
      { state: 'KeepLook', variables: child, returns: { Payload: null } },
      'SUCCEEDED',
      undefined,
    ],
    [
      'keeps a failure',
      { state: 'LeaveForLater', variables: child, returns: { Payload: null } },
      'SUCCEEDED',
      undefined,
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('the call of a plan', () => {
  const answer = { Payload: { putawayTaskId: 'PUT-1' } };
  it.each<Row>([
    ...['CreatePutawayTask', 'RankPutawayTask', 'CancelPutawayTask'].flatMap((state): Row[] => [
      [`${state} is done`, { state, variables: parent, returns: answer }, 'SUCCEEDED', 'ConfirmPlan'],
      [
        `${state} is parked`,
        { state, variables: parent, throws: 'CircuitOpen' },
        'CAUGHT_ERROR',
        'ConfirmPlan',
      ],
      [
        `${state} is refused`,
        { state, variables: parent, throws: 'AdapterRejected' },
        'CAUGHT_ERROR',
        state === 'CreatePutawayTask' ? 'UndoAssignBin' : 'ConfirmPlan',
      ],
    ]),
    ['is confirmed', { state: 'ConfirmPlan', variables: parent, returns: moves }, 'SUCCEEDED', 'WhatIsNext'],
    [
      'gives the bin back',
      { state: 'UndoAssignBin', variables: parent, returns: moves },
      'SUCCEEDED',
      'WhatIsNext',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});
