import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'receiving');

const job = { tenantId: 't', site: 's', processId: 'receiving:SUP/ASN-1', correlationId: 'c', mode: 'act' };
const opened = {
  job,
  notice: { asnId: 'ASN-1' },
  chunks: [{ chunk: 1, key: 'k' }],
  dueAt: '2026-03-04T08:00:00Z',
  waitSeconds: 100,
};
const parent = { ...opened, verdict: 'accepted', next: 'wait', waitState: 'REVIEW', work: [1] };
const documents = {
  orderChanges: [{ id: 'c-1', poId: 'PO-1', poLine: 1, changeId: 'POC-1' }],
  reverted: 0,
  goodsReceiptId: 'GR-1',
  stockDocumentId: 'ST-1',
  wmsDocumentId: 'WM-1',
  accrualId: null,
  receiptCorrectionId: null,
  claimId: null,
  adviceId: null,
};
const plan = {
  planId: '1-1',
  handled: [],
  questions: 1,
  goodsReceipt: { lines: [] },
  stock: { lines: [] },
  accrual: { lines: [] },
  claim: { lines: [] },
  advice: { adviceId: 'a', lines: [] },
  orderChanges: [{ id: 'c-1', order: { poId: 'PO-1', poLine: 1, by: 10, reason: 'OVER_ACCEPTED' } }],
};
const child = { owner: job, chunk: 1, line: '1-1', plan, failure: null, system: null, ...documents };

async function outcome(given: StateCase) {
  const { status, next, error } = await step(given);
  return [status, status === 'RETRIABLE' ? error : next];
}

describe('opening', () => {
  it.each<[string, StateCase, string, string | undefined]>([
    [
      'claims and goes on',
      { state: 'OpenReceiving', input: { job }, returns: { Payload: opened } },
      'SUCCEEDED',
      'CheckNotice',
    ],
    [
      'ends quietly when the process runs already',
      { state: 'OpenReceiving', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'waits when goods came before their notice',
      { state: 'OpenReceiving', input: { job }, throws: 'NoticeMissing' },
      'CAUGHT_ERROR',
      'AwaitNotice',
    ],
    [
      'tries a lost conditional write again',
      { state: 'OpenReceiving', input: { job }, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'OpenReceiving', input: { job }, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    [
      'takes the notice when it came',
      { state: 'AwaitNotice', variables: parent, returns: { pending: [] } },
      'SUCCEEDED',
      'AdoptNotice',
    ],
    [
      'goes on without a notice after the grace',
      { state: 'AwaitNotice', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'AdoptNotice',
    ],
    [
      'waits for goods of an accepted notice',
      { state: 'IsNoticeAccepted', variables: { ...parent, verdict: 'accepted' } },
      'SUCCEEDED',
      'AwaitReceipt',
    ],
    [
      'closes a rejected notice',
      { state: 'IsNoticeAccepted', variables: { ...parent, verdict: 'rejected' } },
      'SUCCEEDED',
      'CloseReceiving',
    ],
    [
      'waits for the ERP when lines could not be checked',
      { state: 'IsNoticeAccepted', variables: { ...parent, verdict: 'unchecked' } },
      'SUCCEEDED',
      'AwaitPartner',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('checking a notice', () => {
  const checking = {
    owner: job,
    chunk: { chunk: 1, key: 'k' },
    brief: opened.notice,
    line: 'notice-1',
    lookup: { operation: 'lookUpOrders', input: {} },
  };
  it.each<[string, StateCase, string, string | undefined]>([
    [
      'tries an ERP outage again',
      { state: 'LookUpOrders', variables: checking, throws: 'AdapterUnavailable' },
      'RETRIABLE',
      'AdapterUnavailable',
    ],
    [
      'leaves the chunk for later when it lasts',
      { state: 'LookUpOrders', variables: checking, throws: 'AdapterUnavailable', retried: 4 },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
    [
      'and when the function of the adapter cannot run',
      { state: 'LookUpOrders', variables: checking, throws: 'Lambda.Unknown', retried: 4 },
      'CAUGHT_ERROR',
      'LeaveForLater',
    ],
    [
      'records a refused lookup for a person',
      { state: 'LookUpOrders', variables: checking, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'LeaveUnchecked',
    ],
    [
      'and a system that is not configured',
      { state: 'LookUpOrders', variables: checking, throws: 'NotFound' },
      'CAUGHT_ERROR',
      'LeaveUnchecked',
    ],
    [
      'and a check that fails',
      {
        state: 'CheckNoticeLines',
        variables: { ...checking, master: { orders: [], lines: [], items: [] } },
        throws: 'ContractViolation',
      },
      'CAUGHT_ERROR',
      'LeaveUnchecked',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('waiting and routing', () => {
  it.each<[string, StateCase, string, string | undefined]>([
    [
      'settles what was counted',
      { state: 'AwaitReceipt', variables: parent, returns: { pending: ['1:receipt/R-1@1'], chunks: [1] } },
      'SUCCEEDED',
      'SettleLines',
    ],
    [
      'looks at the deadline when nothing came',
      { state: 'AwaitReceipt', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'SettleLines',
    ],
    [
      'settles what was answered',
      { state: 'AwaitDecision', variables: parent, returns: { pending: ['1:task/x'], chunks: [1] } },
      'SUCCEEDED',
      'SettleLines',
    ],
    [
      'closes',
      { state: 'WhatIsNext', variables: { ...parent, next: 'close' } },
      'SUCCEEDED',
      'CloseReceiving',
    ],
    [
      'settles work that came meanwhile',
      { state: 'WhatIsNext', variables: { ...parent, next: 'settle' } },
      'SUCCEEDED',
      'SettleLines',
    ],
    [
      'asks about overdue goods',
      { state: 'WhatIsNext', variables: { ...parent, next: 'overdue' } },
      'SUCCEEDED',
      'DecideOverdue',
    ],
    [
      'reverses',
      { state: 'WhatIsNext', variables: { ...parent, next: 'reverse' } },
      'SUCCEEDED',
      'ReverseLines',
    ],
    [
      'adopts a replacement',
      { state: 'WhatIsNext', variables: { ...parent, next: 'adopt' } },
      'SUCCEEDED',
      'AdoptNotice',
    ],
    ['waits otherwise', { state: 'WhatIsNext', variables: parent }, 'SUCCEEDED', 'AwaitDecision'],
    [
      'goes on when work came at the last moment',
      { state: 'CloseReceiving', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'SummarizeReceipt',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('the calls of one chunk', () => {
  it.each<[string, StateCase, string, string | undefined]>([
    ['asks people first', { state: 'AreQuestionsOpen', variables: child }, 'SUCCEEDED', 'OpenReviews'],
    [
      'skips questions when there are none',
      { state: 'AreQuestionsOpen', variables: { ...child, plan: { planId: '1-1', handled: [] } } },
      'SUCCEEDED',
      'IsReceiptCorrected',
    ],
    [
      'changes the order lines of a plan one after the other',
      { state: 'IsOrderChanged', variables: { ...child, orderChanges: [] } },
      'SUCCEEDED',
      'ChangeOrder',
    ],
    ['until all are changed', { state: 'IsOrderChanged', variables: child }, 'SUCCEEDED', 'IsReceiptOwned'],
    [
      'remembers each change',
      {
        state: 'ChangeOrder',
        variables: { ...child, orderChanges: [] },
        returns: { Payload: { changeId: 'POC-1', ordered: 110 } },
      },
      'SUCCEEDED',
      'TellSupplier',
    ],
    [
      'takes back what was changed when the supplier cannot be told',
      { state: 'TellSupplier', variables: { ...child, ordered: 110 }, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'IsOrderToUndo',
    ],
    ['each change', { state: 'IsOrderToUndo', variables: child }, 'SUCCEEDED', 'UndoChangeOrder'],
    [
      'once',
      { state: 'IsOrderToUndo', variables: { ...child, reverted: 1 } },
      'SUCCEEDED',
      'IsCorrectionToUndo',
    ],
    [
      'and goes on when the supplier does not take the message',
      {
        state: 'UndoTellSupplier',
        variables: { ...child, reverted: 1, ordered: 100, revertId: 'POC-2' },
        throws: 'AdapterRejected',
      },
      'CAUGHT_ERROR',
      'IsOrderToUndo',
    ],
    ['posts owned goods', { state: 'IsReceiptOwned', variables: child }, 'SUCCEEDED', 'PostGoodsReceipt'],
    [
      'tries an ERP outage again',
      { state: 'PostGoodsReceipt', variables: child, throws: 'AdapterUnavailable' },
      'RETRIABLE',
      'AdapterUnavailable',
    ],
    [
      'parks after four retries',
      { state: 'PostGoodsReceipt', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'CAUGHT_ERROR',
      'ParkChunk',
    ],
    [
      'parks at once on an open circuit',
      { state: 'PostGoodsReceipt', variables: child, throws: 'CircuitOpen' },
      'CAUGHT_ERROR',
      'ParkChunk',
    ],
    [
      'never retries a refusal',
      { state: 'PostGoodsReceipt', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'IsOrderToUndo',
    ],
    [
      'takes the receipt back when stock cannot be posted',
      { state: 'PostStock', variables: child, throws: 'Conflict' },
      'CAUGHT_ERROR',
      'UndoStock',
    ],
    [
      'takes stock back when the WMS refuses',
      { state: 'MoveStock', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'UndoStock',
    ],
    [
      'then the goods receipt',
      { state: 'IsReceiptToUndo', variables: child },
      'SUCCEEDED',
      'UndoGoodsReceipt',
    ],
    [
      'but not one that was never made',
      { state: 'IsReceiptToUndo', variables: { ...child, goodsReceiptId: null } },
      'SUCCEEDED',
      'IsOrderToUndo',
    ],
    [
      'reports an inverse that fails',
      {
        state: 'UndoGoodsReceipt',
        variables: { ...child, failure: { Error: 'AdapterRejected' } },
        throws: 'AdapterRejected',
      },
      'CAUGHT_ERROR',
      'RecordFailure',
    ],
    [
      'takes the move back when finance refuses',
      { state: 'AccrueReceipt', variables: child, throws: 'AdapterRejected' },
      'CAUGHT_ERROR',
      'UndoMoveStock',
    ],
    [
      'ends one chunk without touching the others',
      {
        state: 'RecordFailure',
        variables: { ...child, failure: { Error: 'AdapterRejected', Cause: 'no' } },
        returns: { Payload: { chunk: 1, outcome: 'failed' } },
      },
      'SUCCEEDED',
      undefined,
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});
