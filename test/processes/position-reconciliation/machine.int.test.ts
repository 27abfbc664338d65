import { describe, inject } from 'vitest';
import {
  FAIL,
  openingRows,
  RETRY,
  type StateRow,
  stateRows,
  stateTester,
  waitRows,
} from '../../support/test-state.ts';

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

describe('opening and routing', () => {
  const routed = (next: string, to: string): StateRow => [
    next,
    { state: 'WhatIsNext', variables: { ...parent, next } },
    to,
  ];
  stateRows(step, [
    ...openingRows('OpenRun', { input: { job }, returns: { Payload: {} } }, 'ListItems'),
    [
      'lists again after a lost conditional write',
      { state: 'ListItems', variables: parent, throws: 'WriteConflict' },
      RETRY,
    ],
    [
      'fails on a broken contract',
      { state: 'SummarizeRun', variables: parent, throws: 'ContractViolation' },
      FAIL,
    ],
    routed('list', 'ListItems'),
    routed('compare', 'CompareChunks'),
    routed('close', 'CloseRun'),
    routed('wait', 'AwaitRecheck'),
    ...waitRows('AwaitRecheck', parent, 'SummarizeRun'),
    [
      'goes on when chunks are left',
      { state: 'CloseRun', variables: parent, throws: 'WorkArrived' },
      'SummarizeRun',
    ],
  ]);
});

describe('a chunk', () => {
  const looked = (kind: string, to: string): StateRow => [
    kind,
    { state: 'WhatIsLookedUp', variables: { ...child, lookup: { ...lookup, kind } } },
    to,
  ];
  const calls = ['LookUpStock', 'LookUpBook', 'LookUpItems', 'LookUpListings', 'LookUpDocuments'];
  stateRows(step, [
    [
      'goes on where it stood',
      { state: 'ReadChunk', input: { job, chunk: 1 }, returns: { Payload: lookup } },
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
    ...calls.flatMap((state): StateRow[] => [
      [`${state} keeps its answer`, { state, variables: child, returns: { Payload: {} } }, 'KeepLookup'],
      [`${state} is tried again`, { state, variables: child, throws: 'AdapterUnavailable' }, RETRY],
      [
        `${state} leaves the chunk on an open circuit`,
        { state, variables: child, throws: 'CircuitOpen' },
        'LeaveForLater',
      ],
      [
        `${state} leaves the chunk when it is refused`,
        { state, variables: child, throws: 'AdapterRejected' },
        'LeaveForLater',
      ],
    ]),
    [
      'plans what was decided',
      { state: 'DecideChunk', variables: child, returns: { Payload: {} } },
      'PlanChunk',
    ],
    [
      'asks whether there is something to publish',
      { state: 'PlanChunk', variables: child, returns: { Payload: { publication: null, run: '1-1-0' } } },
      'IsPublished',
    ],
    ['publishes', { state: 'IsPublished', variables: child }, 'PublishAvailability'],
    ['or ends', { state: 'IsPublished', variables: { ...child, publication: null } }, 'EndChunk'],
    [
      'records a publication',
      { state: 'PublishAvailability', variables: child, returns: { Payload: { publicationId: 'PUB-1' } } },
      'ConfirmChunk',
    ],
    [
      'records one that waits after four retries',
      { state: 'PublishAvailability', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'ConfirmChunk',
    ],
    [
      'records one that was refused',
      { state: 'PublishAvailability', variables: child, throws: 'AdapterRejected' },
      'ConfirmChunk',
    ],
  ]);
});
