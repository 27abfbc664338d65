import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

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
      'claims and gathers',
      { state: 'OpenRelease', input: { job }, returns: { Payload: { job, groups: [1] } } },
      'SUCCEEDED',
      'GatherDemand',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenRelease', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'OpenRelease', input: { job }, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'DecideRelease', variables: parent, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    [
      'decides, then looks what is next',
      { state: 'DecideRelease', variables: parent, returns: { Payload: { round: 1 } } },
      'SUCCEEDED',
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
    [
      'looks again when something came',
      { state: 'AwaitDecision', variables: parent, returns: { pending: ['cause/e'], chunks: [] } },
      'SUCCEEDED',
      'SummarizeRelease',
    ],
    [
      'looks at the deadline when nothing came',
      { state: 'AwaitDecision', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'SummarizeRelease',
    ],
    [
      'goes on when work came at the last moment',
      { state: 'CloseRelease', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'SummarizeRelease',
    ],
    [
      'records what was taken',
      { state: 'TakeStock', variables: parent, returns: { Payload: { reductionId: 'R' } } },
      'SUCCEEDED',
      'RecordTaking',
    ],
    [
      'records a taking that was refused',
      { state: 'TakeStock', variables: parent, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'RecordTaking',
    ],
    [
      'records a taking that waits',
      { state: 'TakeStock', variables: parent, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'RecordTaking',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('the lookups of a group', () => {
  const looked = (kind: string, to: string): Row => [
    kind,
    { state: 'WhatIsLookedUp', variables: { ...group, lookup: { ...lookup, kind } } },
    'SUCCEEDED',
    to,
  ];
  it.each<Row>([
    looked('demand', 'LookUpDemand'),
    looked('orders', 'LookUpOrders'),
    looked('stock', 'LookUpStock'),
    looked('done', 'EndGather'),
    [
      'keeps an answer',
      { state: 'LookUpDemand', variables: group, returns: { Payload: { lines: [] } } },
      'SUCCEEDED',
      'KeepLookup',
    ],
    [
      'tries an outage again',
      { state: 'LookUpDemand', variables: group, throws: 'AdapterUnavailable' },
      'RETRIABLE',
      'AdapterUnavailable',
    ],
    [
      'leaves the group on an open circuit',
      { state: 'LookUpStock', variables: group, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
    [
      'leaves the group when it is refused',
      { state: 'LookUpOrders', variables: group, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('the calls of one plan', () => {
  it.each<Row>([
    [
      'reserves first',
      { state: 'ReserveStock', input: { job, chunk: 1 }, returns: { Payload: plan } },
      'SUCCEEDED',
      'IsStockAllocated',
    ],
    [
      'allocates what was reserved',
      { state: 'IsStockAllocated', variables: child },
      'SUCCEEDED',
      'AllocateLines',
    ],
    [
      'has nothing to call when it only holds',
      { state: 'IsOrderReleased', variables: { ...child, plan: { planId: '1-1' } } },
      'SUCCEEDED',
      'ConfirmChunk',
    ],
    [
      'parks after four retries',
      { state: 'AllocateLines', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'CAUGHT_ERROR',
      'ParkChunk',
    ],
    [
      'parks at once on an open circuit',
      { state: 'ReleaseOrders', variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'ParkChunk',
    ],
    [
      'gives back what it reserved when the OMS refuses',
      { state: 'AllocateLines', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'UndoReserveStock',
    ],
    [
      'deallocates when the release is refused',
      { state: 'ReleaseOrders', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
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
      'SUCCEEDED',
      'AreAllPicked',
    ],
    ['confirms when all is picked', { state: 'AreAllPicked', variables: child }, 'SUCCEEDED', 'ConfirmChunk'],
    [
      'cancels what was made when one is refused',
      {
        state: 'AreAllPicked',
        variables: { ...child, refusals: [{ id: 'b', refusal: { Error: 'AdapterRejected' } }] },
      },
      'SUCCEEDED',
      'UndoCreatePickTasks',
    ],
    [
      'parks when the WMS is away',
      {
        state: 'AreAllPicked',
        variables: { ...child, outages: [{ id: 'c', outage: { Error: 'CircuitOpen' } }] },
      },
      'SUCCEEDED',
      'ParkChunk',
    ],
    [
      'then retracts, then deallocates',
      { state: 'UndoReleaseOrders', variables: refused, returns: { Payload: { releaseId: 'RE-1' } } },
      'SUCCEEDED',
      'IsAllocationToUndo',
    ],
    [
      'an allocation that was made',
      { state: 'IsAllocationToUndo', variables: refused },
      'SUCCEEDED',
      'UndoAllocateLines',
    ],
    [
      'but not one that never was',
      { state: 'IsAllocationToUndo', variables: { ...refused, allocationId: null } },
      'SUCCEEDED',
      'UndoReserveStock',
    ],
    [
      'reports an inverse that fails',
      { state: 'UndoReleaseOrders', variables: refused, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'RecordFailure',
    ],
    [
      'ends one plan without touching the others',
      { state: 'RecordFailure', variables: refused, returns: { Payload: { chunk: 1, outcome: 'failed' } } },
      'SUCCEEDED',
      undefined,
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('renewals and withdrawals', () => {
  const renewal = { job, renewal: { orderId: 'O', authorizationId: 'A' } };
  it.each<Row>([
    [
      'keeps the answer of the payment provider',
      { state: 'RenewAuthorization', input: renewal, returns: { Payload: { result: 'renewed' } } },
      'SUCCEEDED',
      'KeepRenewal',
    ],
    [
      'keeps that the OMS was away',
      { state: 'RenewAuthorization', input: renewal, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'KeepRenewal',
    ],
    [
      'cancels a pick task',
      { state: 'HasPickTask', input: { job, withdrawal: { ...withdrawal, pickTaskId: 'PT' } } },
      'SUCCEEDED',
      'CancelPickTask',
    ],
    [
      'ends a reservation without one',
      { state: 'HasPickTask', input: { job, withdrawal } },
      'SUCCEEDED',
      'EndReservation',
    ],
    [
      'keeps the units of what is picked',
      {
        state: 'CancelPickTask',
        input: { job, withdrawal: { ...withdrawal, pickTaskId: 'PT' } },
        throws: 'AdapterRejected',
      },
      'CAUGHT_ERROR',
      'EndWithdrawal',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});
