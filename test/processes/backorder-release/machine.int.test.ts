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

const step = stateTester(inject('awsEndpoint'), 'backorder-release');

const job = {
  tenantId: 't',
  site: 's',
  processId: 'backorder-release:s/TR-1',
  correlationId: 'c',
  mode: 'act',
};
const call = { reference: 'r', reason: 'x', lines: [] };
const parent = {
  job,
  work: [1],
  next: 'wait',
  waitState: 'REVIEW',
  dueAt: '2026-03-04T08:00:00Z',
  waitSeconds: 100,
  call,
  parentFailure: null,
  parentSystem: null,
};
const lookup = { kind: 'demand', page: 1, input: { skus: ['OATS'] }, rest: [] };
const group = {
  owner: job,
  group: 1,
  line: 'group-1',
  lookup,
  answer: { lines: [] },
  failure: null,
  system: null,
};
const plan = {
  planId: '1-1',
  allocation: { reference: 'r', lines: [] },
  release: { reference: 'r', orderLineIds: [] },
  picks: [],
};
const child = {
  owner: job,
  chunk: 1,
  line: '1-1',
  plan,
  failure: null,
  system: null,
  allocationId: 'AL-1',
  releaseId: 'RE-1',
  picks: [{ id: 'a', pickTaskId: 'PT-1' }],
  refusals: [],
  outages: [],
};
const refused = { ...child, failure: { Error: 'AdapterRejected', Cause: 'no' } };
const withdrawal = { orderId: 'O', orderLineId: 'L', sku: 'OATS', claim: 'c' };

describe('opening and routing', () => {
  const routed = (next: string, to: string): StateRow => [
    next,
    { state: 'WhatIsNext', variables: { ...parent, next } },
    to,
  ];
  stateRows(step, [
    ...openingRows(
      'OpenRelease',
      { input: { job }, returns: { Payload: { job, groups: [1] } } },
      'GatherDemand',
    ),
    [
      'fails on a broken contract',
      { state: 'DecideRelease', variables: parent, throws: 'ContractViolation' },
      FAIL,
    ],
    [
      'decides, then looks what is next',
      { state: 'DecideRelease', variables: parent, returns: { Payload: { round: 1 } } },
      'SummarizeRelease',
    ],
    routed('close', 'CloseRelease'),
    routed('release', 'ReleaseLines'),
    routed('gather', 'GatherDemand'),
    routed('decide', 'DecideRelease'),
    routed('renew', 'RenewAuthorizations'),
    routed('ask', 'OpenReview'),
    routed('take', 'TakeStock'),
    routed('withdraw', 'WithdrawLines'),
    routed('end', 'EndHolds'),
    routed('wait', 'AwaitDecision'),
    ...waitRows('AwaitDecision', parent, 'SummarizeRelease'),
    [
      'goes on when work came at the last moment',
      { state: 'CloseRelease', variables: parent, throws: 'WorkArrived' },
      'SummarizeRelease',
    ],
    [
      'records what was taken',
      { state: 'TakeStock', variables: parent, returns: { Payload: { reductionId: 'R' } } },
      'RecordTaking',
    ],
    [
      'records a taking that was refused',
      { state: 'TakeStock', variables: parent, throws: 'AdapterRejected' },
      'RecordTaking',
    ],
    [
      'records a taking that waits',
      { state: 'TakeStock', variables: parent, throws: 'CircuitOpen' },
      'RecordTaking',
    ],
  ]);
});

describe('the lookups of a group', () => {
  const looked = (kind: string, to: string): StateRow => [
    kind,
    { state: 'WhatIsLookedUp', variables: { ...group, lookup: { ...lookup, kind } } },
    to,
  ];
  stateRows(step, [
    looked('demand', 'LookUpDemand'),
    looked('orders', 'LookUpOrders'),
    looked('stock', 'LookUpStock'),
    looked('done', 'EndGather'),
    [
      'keeps an answer',
      { state: 'LookUpDemand', variables: group, returns: { Payload: { lines: [] } } },
      'KeepLookup',
    ],
    [
      'tries an outage again',
      { state: 'LookUpDemand', variables: group, throws: 'AdapterUnavailable' },
      RETRY,
    ],
    [
      'leaves the group on an open circuit',
      { state: 'LookUpStock', variables: group, throws: 'CircuitOpen' },
      'LeaveForLater',
    ],
    [
      'leaves the group when it is refused',
      { state: 'LookUpOrders', variables: group, throws: 'AdapterRejected' },
      'LeaveForLater',
    ],
  ]);
});

describe('the calls of one plan', () => {
  stateRows(step, [
    [
      'reserves first',
      { state: 'ReserveStock', input: { job, chunk: 1 }, returns: { Payload: plan } },
      'IsStockAllocated',
    ],
    ['allocates what was reserved', { state: 'IsStockAllocated', variables: child }, 'AllocateLines'],
    [
      'has nothing to call when it only holds',
      { state: 'IsOrderReleased', variables: { ...child, plan: { planId: '1-1' } } },
      'ConfirmChunk',
    ],
    [
      'parks after four retries',
      { state: 'AllocateLines', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'ParkChunk',
    ],
    [
      'parks at once on an open circuit',
      { state: 'ReleaseOrders', variables: child, throws: 'CircuitOpen' },
      'ParkChunk',
    ],
    [
      'gives back what it reserved when the OMS refuses',
      { state: 'AllocateLines', variables: child, throws: 'AdapterRejected' },
      'UndoReserveStock',
    ],
    [
      'deallocates when the release is refused',
      { state: 'ReleaseOrders', variables: child, throws: 'AdapterRejected' },
      'IsAllocationToUndo',
    ],
    [
      'tells made pick tasks from refused ones',
      {
        state: 'CreatePickTasks',
        variables: child,
        returns: [
          { id: 'a', pickTaskId: 'PT-1' },
          { id: 'b', refusal: { Error: 'AdapterRejected' } },
        ],
      },
      'AreAllPicked',
    ],
    ['confirms when all is picked', { state: 'AreAllPicked', variables: child }, 'ConfirmChunk'],
    [
      'cancels what was made when one is refused',
      {
        state: 'AreAllPicked',
        variables: { ...child, refusals: [{ id: 'b', refusal: { Error: 'AdapterRejected' } }] },
      },
      'UndoCreatePickTasks',
    ],
    [
      'parks when the WMS is away',
      {
        state: 'AreAllPicked',
        variables: { ...child, outages: [{ id: 'c', outage: { Error: 'CircuitOpen' } }] },
      },
      'ParkChunk',
    ],
    [
      'then retracts, then deallocates',
      { state: 'UndoReleaseOrders', variables: refused, returns: { Payload: { releaseId: 'RE-1' } } },
      'IsAllocationToUndo',
    ],
    ['an allocation that was made', { state: 'IsAllocationToUndo', variables: refused }, 'UndoAllocateLines'],
    [
      'but not one that never was',
      { state: 'IsAllocationToUndo', variables: { ...refused, allocationId: null } },
      'UndoReserveStock',
    ],
    [
      'reports an inverse that fails',
      { state: 'UndoReleaseOrders', variables: refused, throws: 'AdapterRejected' },
      'RecordFailure',
    ],
    [
      'ends one plan without touching the others',
      { state: 'RecordFailure', variables: refused, returns: { Payload: { chunk: 1, outcome: 'failed' } } },
      END,
    ],
  ]);
});

describe('renewals and withdrawals', () => {
  const renewal = { job, renewal: { orderId: 'O', authorizationId: 'A' } };
  stateRows(step, [
    [
      'keeps the answer of the payment provider',
      { state: 'RenewAuthorization', input: renewal, returns: { Payload: { result: 'renewed' } } },
      'KeepRenewal',
    ],
    [
      'keeps that the OMS was away',
      { state: 'RenewAuthorization', input: renewal, throws: 'CircuitOpen' },
      'KeepRenewal',
    ],
    [
      'cancels a pick task',
      { state: 'HasPickTask', input: { job, withdrawal: { ...withdrawal, pickTaskId: 'PT' } } },
      'CancelPickTask',
    ],
    [
      'ends a reservation without one',
      { state: 'HasPickTask', input: { job, withdrawal } },
      'EndReservation',
    ],
    [
      'keeps the units of what is picked',
      {
        state: 'CancelPickTask',
        input: { job, withdrawal: { ...withdrawal, pickTaskId: 'PT' } },
        throws: 'AdapterRejected',
      },
      'EndWithdrawal',
    ],
  ]);
});
