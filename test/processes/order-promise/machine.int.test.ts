import { describe, inject } from 'vitest';
import { END, openingRows, RETRY, stateRows, stateTester, waitRows } from '../../support/test-state.ts';

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

const payload = (Payload: unknown) => ({ Payload });

describe('the way of a process', () => {
  stateRows(step, [
    ...openingRows(
      'OpenPromise',
      { input: { job }, returns: payload({ job, chunks: [1] }) },
      'ReviewPromises',
    ),
    ['waits', { state: 'WhatIsNext', variables: parent }, 'AwaitNews'],
    ['looks again', { state: 'WhatIsNext', variables: { ...parent, next: 'review' } }, 'ReviewPromises'],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, next: 'close' } }, 'ClosePromise'],
    ...waitRows('AwaitNews', parent, 'ReviewPromises'),
    [
      'goes on when work came at the last moment',
      { state: 'ClosePromise', variables: parent, throws: 'WorkArrived' },
      'SummarizePromise',
    ],
  ]);
});

describe('what a run has to do', () => {
  const begun = (kind: string) => ({ ...child, begun: { ...child.begun, kind, calls } });
  stateRows(step, [
    [
      'begins',
      { state: 'BeginReview', input: { job, chunk: 1 }, returns: payload(child.begun) },
      'WhatIsToDo',
    ],
    [
      'records what it cannot begin',
      { state: 'BeginReview', input: { job, chunk: 1 }, throws: 'ContractViolation' },
      'RecordFailure',
    ],
    ['looks at an order', { state: 'WhatIsToDo', variables: begun('order') }, 'LookUpOrder'],
    ['carries an open plan out', { state: 'WhatIsToDo', variables: begun('call') }, 'SetPromises'],
    ['finds orders', { state: 'WhatIsToDo', variables: begun('find') }, 'RequestReviews'],
    ['does nothing', { state: 'WhatIsToDo', variables: begun('done') }, 'ConfirmPlan'],
    ['asks for the next page', { state: 'AreMoreOrders', variables: child }, 'LookUpOpenOrders'],
    [
      'stops after the last one',
      { state: 'AreMoreOrders', variables: { ...child, pages: { page: 1, more: false } } },
      'ConfirmPlan',
    ],
    [
      'parks while the OMS is away',
      { state: 'LookUpOpenOrders', variables: child, throws: 'CircuitOpen' },
      'ParkReview',
    ],
    [
      'takes a page',
      { state: 'LookUpOpenOrders', variables: child, returns: payload({ lines: [] }) },
      'RequestReviews',
    ],
  ]);
});

describe('the questions to the systems', () => {
  stateRows(step, [
    [
      'tries an outage again',
      { state: 'LookUpOrder', variables: child, throws: 'AdapterUnavailable' },
      RETRY,
    ],
    [
      'parks after four retries',
      { state: 'LookUpOrder', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'ParkReview',
    ],
    [
      'records a refusal',
      { state: 'LookUpOrder', variables: child, throws: 'AdapterRejected' },
      'RecordFailure',
    ],
    [
      'asks for the items of the order',
      { state: 'LookUpItems', variables: child, returns: payload({ items: [] }) },
      'ListSources',
    ],
    ['asks page by page', { state: 'IsMoreDemand', input: site }, 'LookUpDemand'],
    ['then for supply', { state: 'IsMoreDemand', input: { ...site, more: false } }, 'LookUpSupply'],
    [
      'keeps a page',
      { state: 'LookUpDemand', input: site, variables: child, returns: payload({ lines: [] }) },
      'KeepDemand',
    ],
    [
      'leaves a site whose ERP is away',
      { state: 'LookUpSupply', input: site, variables: child, throws: 'CircuitOpen' },
      'LeaveSite',
    ],
    [
      'and parks for it',
      {
        state: 'AreSitesKnown',
        variables: { ...child, sites: [{ site: 's' }, { away: 'CircuitOpen', system: 'erp' }] },
      },
      'ParkReview',
    ],
    [
      'goes on when every site is known',
      { state: 'AreSitesKnown', variables: { ...child, sites: [{ site: 's' }] } },
      'LookUpShipments',
    ],
    [
      'goes on without the CRM',
      { state: 'LookUpCustomer', variables: child, throws: 'CircuitOpen' },
      'LookUpContacts',
    ],
    [
      'goes on without the contact center',
      { state: 'LookUpContacts', variables: child, throws: 'CircuitOpen' },
      'LookUpPayment',
    ],
    [
      'goes on without finance',
      { state: 'LookUpPayment', variables: child, throws: 'CircuitOpen' },
      'DecidePromise',
    ],
    ['decides', { state: 'DecidePromise', variables: child, returns: payload(calls) }, 'SetPromises'],
  ]);
});

describe('the calls of a plan', () => {
  stateRows(step, [
    ['sets a promise', { state: 'SetPromise', input: call, returns: payload({ promiseId: 'P' }) }, END],
    [
      'keeps a refusal with its call',
      { state: 'SetPromise', input: call, throws: 'AdapterRejected' },
      'LeavePromise',
    ],
    [
      'keeps a missing answer with its call',
      { state: 'SetPromise', input: call, throws: 'CircuitOpen' },
      'LeavePromise',
    ],
    [
      'shows what was set',
      { state: 'ArePromisesSet', variables: { ...child, promised: [answered] } },
      'PublishPromises',
    ],
    [
      'waits for the OMS',
      { state: 'ArePromisesSet', variables: { ...child, promised: [answered, away] } },
      'ConfirmPlan',
    ],
    [
      'takes back what was set',
      { state: 'ArePromisesSet', variables: { ...child, promised: [answered, refused] } },
      'UndoSetPromises',
    ],
    [
      'takes back what the shop shows',
      { state: 'ArePromisesShown', variables: { ...child, published: [refused] } },
      'UndoPublishPromises',
    ],
    [
      'tells the agents',
      { state: 'ArePromisesShown', variables: { ...child, published: [answered] } },
      'InformAgents',
    ],
    [
      'waits for the contact center',
      { state: 'AreAgentsInformed', variables: { ...child, informed: [away] } },
      'ConfirmPlan',
    ],
    [
      'is not held up by its refusal',
      { state: 'AreAgentsInformed', variables: { ...child, informed: [refused] } },
      'CancelLines',
    ],
    [
      'takes stock away before it cancels',
      { state: 'IsAllocated', input: { allocated: true } },
      'TakeAllocation',
    ],
    [
      'gives it back when nothing was cancelled',
      { state: 'IsAllocationTaken', input: { reductionId: 'R' } },
      'UndoTakeAllocation',
    ],
    [
      'gives nothing back where nothing was taken',
      { state: 'IsAllocationTaken', input: { reductionId: null } },
      'LeaveLine',
    ],
    [
      'refunds only what was cancelled',
      { state: 'AreLinesCancelled', variables: { ...child, ended: [refused] } },
      'ConfirmPlan',
    ],
    [
      'refunds',
      { state: 'AreLinesCancelled', variables: { ...child, ended: [answered] } },
      'RefundCustomers',
    ],
    [
      'goes on when a refund is owed',
      { state: 'AreRefundsMade', variables: { ...child, refunded: [refused] } },
      'MakeOffers',
    ],
    [
      'waits for finance',
      { state: 'AreRefundsMade', variables: { ...child, refunded: [away] } },
      'ConfirmPlan',
    ],
    [
      'tells the customer last',
      { state: 'AreOffersMade', variables: { ...child, offered: [refused] } },
      'TellCustomer',
    ],
    [
      'waits for the shop',
      { state: 'AreOffersMade', variables: { ...child, offered: [away] } },
      'ConfirmPlan',
    ],
    [
      'ends the run',
      { state: 'ConfirmPlan', variables: child, returns: payload({ chunk: 1, outcome: 'confirmed' }) },
      END,
    ],
    [
      'parks the run',
      {
        state: 'ParkReview',
        variables: { ...child, system: 'erp' },
        returns: payload({ chunk: 1, outcome: 'parked' }),
      },
      END,
    ],
    [
      'records a failure',
      {
        state: 'RecordFailure',
        variables: { ...child, failure: { Error: 'X', Cause: 'y' } },
        returns: payload({ chunk: 1, outcome: 'failed' }),
      },
      END,
    ],
  ]);
});
