import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'position-reconciliation');

const job = {
  tenantId: 't',
  site: 's',
  processId: 'position-reconciliation:s/RCN-1',
  correlationId: 'c',
  mode: 'act',
};
const parent = {
  job,
  next: 'wait',
  work: [1],
  waitState: 'RECHECKING',
  dueAt: '2026-03-02T08:10:00Z',
  waitSeconds: 100,
};
const lookup = { kind: 'stock', input: { skus: ['OATS'] }, rest: [], run: '1-1-0' };
const publication = { lines: [{ sku: 'OATS', quantity: 5 }] };
const child = {
  owner: job,
  chunk: 1,
  line: 'chunk-1',
  run: '1-1-0',
  lookup,
  publication,
  answer: null,
  failure: null,
  system: null,
};

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
      'claims, then lists',
      { state: 'OpenRun', input: { job }, returns: { Payload: {} } },
      'SUCCEEDED',
      'ListItems',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenRun', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'ListItems', variables: parent, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'SummarizeRun', variables: parent, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    routed('list', 'ListItems'),
    routed('compare', 'CompareChunks'),
    routed('close', 'CloseRun'),
    routed('wait', 'AwaitRecheck'),
    [
      'looks again when a system is back',
      { state: 'AwaitRecheck', variables: parent, returns: { pending: ['1:resume/wms'] } },
      'SUCCEEDED',
      'SummarizeRun',
    ],
    [
      'looks at the deadline when nothing came',
      { state: 'AwaitRecheck', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'SummarizeRun',
    ],
    [
      'goes on when chunks are left',
      { state: 'CloseRun', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'SummarizeRun',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('a chunk', () => {
  const looked = (kind: string, to: string): Row => [
    kind,
    { state: 'WhatIsLookedUp', variables: { ...child, lookup: { ...lookup, kind } } },
    'SUCCEEDED',
    to,
  ];
  const calls = ['LookUpStock', 'LookUpBook', 'LookUpItems', 'LookUpListings', 'LookUpDocuments'];
  it.each<Row>([
    [
      'goes on where it stood',
      { state: 'ReadChunk', input: { job, chunk: 1 }, returns: { Payload: lookup } },
      'SUCCEEDED',
      'WhatIsLookedUp',
    ],
    looked('stock', 'LookUpStock'),
    looked('book', 'LookUpBook'),
    looked('items', 'LookUpItems'),
    looked('listings', 'LookUpListings'),
    looked('documents', 'LookUpDocuments'),
    looked('decide', 'DecideChunk'),
    looked('plan', 'PlanChunk'),
    looked('publish', 'PublishAvailability'),
    looked('done', 'EndChunk'),
    ...calls.flatMap((state): Row[] => [
      [
        `${state} keeps its answer`,
        { state, variables: child, returns: { Payload: {} } },
        'SUCCEEDED',
        'KeepLookup',
      ],
      [
        `${state} is tried again`,
        { state, variables: child, throws: 'AdapterUnavailable' },
        'RETRIABLE',
        'AdapterUnavailable',
      ],
      [
        `${state} leaves the chunk on an open circuit`,
        { state, variables: child, throws: 'CircuitOpen' },
        'CAUGHT_ERROR',
        'LeaveForLater',
      ],
      [
        `${state} leaves the chunk when it is refused`,
        { state, variables: child, throws: 'AdapterRejected' },
        'CAUGHT_ERROR',
        'LeaveForLater',
      ],
    ]),
    [
      'plans what was decided',
      { state: 'DecideChunk', variables: child, returns: { Payload: {} } },
      'SUCCEEDED',
      'PlanChunk',
    ],
    [
      'asks whether there is something to publish',
      { state: 'PlanChunk', variables: child, returns: { Payload: { publication: null, run: '1-1-0' } } },
      'SUCCEEDED',
      'IsPublished',
    ],
    ['publishes', { state: 'IsPublished', variables: child }, 'SUCCEEDED', 'PublishAvailability'],
    [
      'or ends',
      { state: 'IsPublished', variables: { ...child, publication: null } },
      'SUCCEEDED',
      'EndChunk',
    ],
    [
      'records a publication',
      { state: 'PublishAvailability', variables: child, returns: { Payload: { publicationId: 'PUB-1' } } },
      'SUCCEEDED',
      'ConfirmChunk',
    ],
    [
      'records one that waits after four retries',
      { state: 'PublishAvailability', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'CAUGHT_ERROR',
      'ConfirmChunk',
    ],
    [
      'records one that was refused',
      { state: 'PublishAvailability', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'ConfirmChunk',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});
