import { describe, inject } from 'vitest';
import {
  END,
  FAIL,
  openingRows,
  RETRY,
  type StateRow,
  stateRows,
  stateTester,
  waitRows,
} from '../../support/test-state.ts';

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

describe('opening and routing', () => {
  const routed = (next: string, to: string): StateRow => [
    next,
    { state: 'WhatIsNext', variables: { ...parent, next } },
    to,
  ];
  stateRows(step, [
    ...openingRows(
      'OpenPutaway',
      { input: { job, loadId: 'LPN-1' }, returns: { Payload: { job, look: 1, loadId: 'LPN-1', named: [] } } },
      'ObserveLoad',
    ),
    [
      'assigns again after a lost conditional write',
      { state: 'AssignBin', variables: parent, throws: 'WriteConflict' },
      RETRY,
    ],
    [
      'fails on a broken contract',
      { state: 'AssignBin', variables: parent, throws: 'ContractViolation' },
      FAIL,
    ],
    ['decides', { state: 'AssignBin', variables: parent, returns: moves }, 'WhatIsNext'],
    routed('create', 'CreatePutawayTask'),
    routed('rank', 'RankPutawayTask'),
    routed('cancel', 'CancelPutawayTask'),
    routed('look', 'ObserveLoad'),
    routed('decide', 'AssignBin'),
    routed('ask', 'OpenQuestion'),
    routed('close', 'ClosePutaway'),
    routed('wait', 'AwaitScan'),
    ['asks', { state: 'OpenQuestion', variables: parent, returns: moves }, 'WhatIsNext'],
    ...waitRows('AwaitScan', parent, 'SummarizePutaway'),
    ['goes on', { state: 'SummarizePutaway', variables: parent, returns: moves }, 'WhatIsNext'],
    ['ends', { state: 'ClosePutaway', variables: parent, returns: { Payload: { state: 'CLOSED' } } }, END],
    [
      'goes on when work came at the last moment',
      { state: 'ClosePutaway', variables: parent, throws: 'WorkArrived' },
      'SummarizePutaway',
    ],
  ]);
});

describe('a look', () => {
  const input = { job, look: 1, loadId: 'LPN-1', named: [] };
  stateRows(step, [
    ['asks for the load', { state: 'LookUpLoad', input, returns: { Payload: { lpns: [] } } }, 'IsLoadKnown'],
    ['leaves the load for later', { state: 'LookUpLoad', input, throws: 'CircuitOpen' }, 'LeaveForLater'],
    ['goes on with a load', { state: 'IsLoadKnown', variables: child }, 'LookUpItem'],
    ['ends without one', { state: 'IsLoadKnown', variables: { ...child, found: { lpns: [] } } }, 'KeepLook'],
    [
      'asks for the item',
      { state: 'LookUpItem', variables: child, returns: { Payload: {} } },
      'LookUpDemand',
    ],
    [
      'leaves the item for later',
      { state: 'LookUpItem', variables: child, throws: 'AdapterRejected' },
      'LeaveForLater',
    ],
    ['asks who waits', { state: 'LookUpDemand', variables: child, returns: { Payload: {} } }, 'LookUpBins'],
    [
      'tries an outage again',
      { state: 'LookUpDemand', variables: child, throws: 'AdapterUnavailable' },
      RETRY,
    ],
    ['asks for bins', { state: 'LookUpBins', variables: child, returns: { Payload: {} } }, 'KeepLook'],
    [
      'leaves the bins for later',
      { state: 'LookUpBins', variables: child, throws: 'States.Timeout' },
      'LeaveForLater',
    ],
    ['keeps the answers', { state: 'KeepLook', variables: child, returns: { Payload: null } }, END],
    ['keeps a failure', { state: 'LeaveForLater', variables: child, returns: { Payload: null } }, END],
  ]);
});

describe('the call of a plan', () => {
  const answer = { Payload: { putawayTaskId: 'PUT-1' } };
  stateRows(step, [
    ...['CreatePutawayTask', 'RankPutawayTask', 'CancelPutawayTask'].flatMap((state): StateRow[] => [
      [`${state} is done`, { state, variables: parent, returns: answer }, 'ConfirmPlan'],
      [`${state} is parked`, { state, variables: parent, throws: 'CircuitOpen' }, 'ConfirmPlan'],
      [
        `${state} is refused`,
        { state, variables: parent, throws: 'AdapterRejected' },
        state === 'CreatePutawayTask' ? 'UndoAssignBin' : 'ConfirmPlan',
      ],
    ]),
    ['is confirmed', { state: 'ConfirmPlan', variables: parent, returns: moves }, 'WhatIsNext'],
    ['gives the bin back', { state: 'UndoAssignBin', variables: parent, returns: moves }, 'WhatIsNext'],
  ]);
});
