import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'order-promise');

const job = { tenantId: 't', site: 's', processId: 'order-promise:SO-1', correlationId: 'c', mode: 'act' };
const parent = {
  job,
  chunks: [1],
  work: [1],
  next: 'wait',
  waitState: 'WATCHING',
  dueAt: '2026-03-04T08:00:00Z',
  waitSeconds: 100,
};
const call = {
  id: 'promise/L',
  job,
  operation: 'setPromise',
  step: 'set-promise',
  line: '1-1/promise/L',
  input: {},
};
const answered = {
  id: 'promise/L',
  job,
  step: 'set-promise',
  line: 'x',
  answer: { promiseId: 'P' },
  system: 'oms',
};
const away = { id: 'promise/L', away: 'CircuitOpen', system: 'oms' };
const refused = { id: 'promise/L', refused: 'AdapterRejected', system: 'oms' };
const none = { promised: [], published: [], informed: [], offered: [], ended: [], refunded: [], told: [] };
const calls = {
  planId: '1-1',
  handled: [],
  promises: [call],
  publications: [],
  cards: [],
  offers: [],
  cancellations: [],
  refunds: [],
  messages: [],
};
const child = {
  owner: job,
  chunk: 1,
  look: 3,
  page: 0,
  demand: null,
  failure: null,
  system: null,
  reason: 'refused',
  begun: { kind: 'order', look: 3, handled: [], orders: { orderIds: ['SO-1'] } },
  calls,
  orders: { orders: [{ lines: [{ sku: 'OATS' }] }] },
  items: { items: [] },
  sources: { sites: [], orderIds: ['SO-1'], customerIds: ['C'] },
  sites: [],
  shipments: { shipments: [] },
  customers: null,
  contacts: null,
  payments: null,
  pages: { page: 1, more: true, demand: { skus: ['OATS'], limit: 200 } },
  ...none,
};
const site = {
  site: 's',
  job,
  skus: ['OATS'],
  requests: [],
  page: 1,
  more: true,
  demand: { skus: ['OATS'] },
};

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
      { state: 'OpenPromise', input: { job }, returns: payload({ job, chunks: [1] }) },
      'SUCCEEDED',
      'ReviewPromises',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenPromise', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'OpenPromise', input: { job }, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'OpenPromise', input: { job }, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'SUCCEEDED', 'AwaitNews'],
    [
      'looks again',
      { state: 'WhatIsNext', variables: { ...parent, next: 'review' } },
      'SUCCEEDED',
      'ReviewPromises',
    ],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, next: 'close' } }, 'SUCCEEDED', 'ClosePromise'],
    [
      'looks at news',
      { state: 'AwaitNews', variables: parent, returns: { pending: [], chunks: [1] } },
      'SUCCEEDED',
      'ReviewPromises',
    ],
    [
      'looks when nothing came',
      { state: 'AwaitNews', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'ReviewPromises',
    ],
    [
      'goes on when work came at the last moment',
      { state: 'ClosePromise', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'SummarizePromise',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('what a run has to do', () => {
  const begun = (kind: string) => ({ ...child, begun: { ...child.begun, kind, calls } });
  it.each<Row>([
    [
      'begins',
      { state: 'BeginReview', input: { job, chunk: 1 }, returns: payload(child.begun) },
      'SUCCEEDED',
      'WhatIsToDo',
    ],
    [
      'records what it cannot begin',
      { state: 'BeginReview', input: { job, chunk: 1 }, throws: 'ContractViolation' },
      'CAUGHT_ERROR',
      'RecordFailure',
    ],
    ['looks at an order', { state: 'WhatIsToDo', variables: begun('order') }, 'SUCCEEDED', 'LookUpOrder'],
    [
      'carries an open plan out',
      { state: 'WhatIsToDo', variables: begun('call') },
      'SUCCEEDED',
      'SetPromises',
    ],
    ['finds orders', { state: 'WhatIsToDo', variables: begun('find') }, 'SUCCEEDED', 'RequestReviews'],
    ['does nothing', { state: 'WhatIsToDo', variables: begun('done') }, 'SUCCEEDED', 'ConfirmPlan'],
    ['asks for the next page', { state: 'AreMoreOrders', variables: child }, 'SUCCEEDED', 'LookUpOpenOrders'],
    [
      'stops after the last one',
      { state: 'AreMoreOrders', variables: { ...child, pages: { page: 1, more: false } } },
      'SUCCEEDED',
      'ConfirmPlan',
    ],
    [
      'parks while the OMS is away',
      { state: 'LookUpOpenOrders', variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'ParkReview',
    ],
    [
      'takes a page',
      { state: 'LookUpOpenOrders', variables: child, returns: payload({ lines: [] }) },
      'SUCCEEDED',
      'RequestReviews',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('the questions to the systems', () => {
  it.each<Row>([
    [
      'tries an outage again',
      { state: 'LookUpOrder', variables: child, throws: 'AdapterUnavailable' },
      'RETRIABLE',
      'AdapterUnavailable',
    ],
    [
      'parks after four retries',
      { state: 'LookUpOrder', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'CAUGHT_ERROR',
      'ParkReview',
    ],
    [
      'records a refusal',
      { state: 'LookUpOrder', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'RecordFailure',
    ],
    [
      'asks for the items of the order',
      { state: 'LookUpItems', variables: child, returns: payload({ items: [] }) },
      'SUCCEEDED',
      'ListSources',
    ],
    ['asks page by page', { state: 'IsMoreDemand', input: site }, 'SUCCEEDED', 'LookUpDemand'],
    [
      'then for supply',
      { state: 'IsMoreDemand', input: { ...site, more: false } },
      'SUCCEEDED',
      'LookUpSupply',
    ],
    [
      'keeps a page',
      { state: 'LookUpDemand', input: site, variables: child, returns: payload({ lines: [] }) },
      'SUCCEEDED',
      'KeepDemand',
    ],
    [
      'leaves a site whose ERP is away',
      { state: 'LookUpSupply', input: site, variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'LeaveSite',
    ],
    [
      'and parks for it',
      {
        state: 'AreSitesKnown',
        variables: { ...child, sites: [{ site: 's' }, { away: 'CircuitOpen', system: 'erp' }] },
      },
      'SUCCEEDED',
      'ParkReview',
    ],
    [
      'goes on when every site is known',
      { state: 'AreSitesKnown', variables: { ...child, sites: [{ site: 's' }] } },
      'SUCCEEDED',
      'LookUpShipments',
    ],
    [
      'goes on without the CRM',
      { state: 'LookUpCustomer', variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'LookUpContacts',
    ],
    [
      'goes on without the contact center',
      { state: 'LookUpContacts', variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'LookUpPayment',
    ],
    [
      'goes on without finance',
      { state: 'LookUpPayment', variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'DecidePromise',
    ],
    [
      'decides',
      { state: 'DecidePromise', variables: child, returns: payload(calls) },
      'SUCCEEDED',
      'SetPromises',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('the calls of a plan', () => {
  it.each<Row>([
    [
      'sets a promise',
      { state: 'SetPromise', input: call, returns: payload({ promiseId: 'P' }) },
      'SUCCEEDED',
      undefined,
    ],
    [
      'keeps a refusal with its call',
      { state: 'SetPromise', input: call, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'LeavePromise',
    ],
    [
      'keeps a missing answer with its call',
      { state: 'SetPromise', input: call, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'LeavePromise',
    ],
    [
      'shows what was set',
      { state: 'ArePromisesSet', variables: { ...child, promised: [answered] } },
      'SUCCEEDED',
      'PublishPromises',
    ],
    [
      'waits for the OMS',
      { state: 'ArePromisesSet', variables: { ...child, promised: [answered, away] } },
      'SUCCEEDED',
      'ConfirmPlan',
    ],
    [
      'takes back what was set',
      { state: 'ArePromisesSet', variables: { ...child, promised: [answered, refused] } },
      'SUCCEEDED',
      'UndoSetPromises',
    ],
    [
      'takes back what the shop shows',
      { state: 'ArePromisesShown', variables: { ...child, published: [refused] } },
      'SUCCEEDED',
      'UndoPublishPromises',
    ],
    [
      'tells the agents',
      { state: 'ArePromisesShown', variables: { ...child, published: [answered] } },
      'SUCCEEDED',
      'InformAgents',
    ],
    [
      'waits for the contact center',
      { state: 'AreAgentsInformed', variables: { ...child, informed: [away] } },
      'SUCCEEDED',
      'ConfirmPlan',
    ],
    [
      'is not held up by its refusal',
      { state: 'AreAgentsInformed', variables: { ...child, informed: [refused] } },
      'SUCCEEDED',
      'CancelLines',
    ],
    [
      'takes stock away before it cancels',
      { state: 'IsAllocated', input: { allocated: true } },
      'SUCCEEDED',
      'TakeAllocation',
    ],
    [
      'gives it back when nothing was cancelled',
      { state: 'IsAllocationTaken', input: { reductionId: 'R' } },
      'SUCCEEDED',
      'UndoTakeAllocation',
    ],
    [
      'gives nothing back where nothing was taken',
      { state: 'IsAllocationTaken', input: { reductionId: null } },
      'SUCCEEDED',
      'LeaveLine',
    ],
    [
      'refunds only what was cancelled',
      { state: 'AreLinesCancelled', variables: { ...child, ended: [refused] } },
      'SUCCEEDED',
      'ConfirmPlan',
    ],
    [
      'refunds',
      { state: 'AreLinesCancelled', variables: { ...child, ended: [answered] } },
      'SUCCEEDED',
      'RefundCustomers',
    ],
    [
      'goes on when a refund is owed',
      { state: 'AreRefundsMade', variables: { ...child, refunded: [refused] } },
      'SUCCEEDED',
      'MakeOffers',
    ],
    [
      'waits for finance',
      { state: 'AreRefundsMade', variables: { ...child, refunded: [away] } },
      'SUCCEEDED',
      'ConfirmPlan',
    ],
    [
      'tells the customer last',
      { state: 'AreOffersMade', variables: { ...child, offered: [refused] } },
      'SUCCEEDED',
      'TellCustomer',
    ],
    [
      'waits for the shop',
      { state: 'AreOffersMade', variables: { ...child, offered: [away] } },
      'SUCCEEDED',
      'ConfirmPlan',
    ],
    [
      'ends the run',
      { state: 'ConfirmPlan', variables: child, returns: payload({ chunk: 1, outcome: 'confirmed' }) },
      'SUCCEEDED',
      undefined,
    ],
    [
      'parks the run',
      {
        state: 'ParkReview',
        variables: { ...child, system: 'erp' },
        returns: payload({ chunk: 1, outcome: 'parked' }),
      },
      'SUCCEEDED',
      undefined,
    ],
    [
      'records a failure',
      {
        state: 'RecordFailure',
        variables: { ...child, failure: { Error: 'X', Cause: 'y' } },
        returns: payload({ chunk: 1, outcome: 'failed' }),
      },
      'SUCCEEDED',
      undefined,
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});
