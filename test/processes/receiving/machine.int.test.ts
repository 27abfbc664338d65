import { describe, inject } from 'vitest';
import { END, openingRows, RETRY, stateRows, stateTester, waitRows } from '../../support/test-state.ts';

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

describe('opening', () => {
  stateRows(step, [
    ...openingRows('OpenReceiving', { input: { job }, returns: { Payload: opened } }, 'CheckNotice'),
    [
      'waits when goods came before their notice',
      { state: 'OpenReceiving', input: { job }, throws: 'NoticeMissing' },
      'AwaitNotice',
    ],
    ...waitRows('AwaitNotice', parent, 'AdoptNotice'),
    [
      'waits for goods of an accepted notice',
      { state: 'IsNoticeAccepted', variables: { ...parent, verdict: 'accepted' } },
      'AwaitReceipt',
    ],
    [
      'closes a rejected notice',
      { state: 'IsNoticeAccepted', variables: { ...parent, verdict: 'rejected' } },
      'CloseReceiving',
    ],
    [
      'waits for the ERP when lines could not be checked',
      { state: 'IsNoticeAccepted', variables: { ...parent, verdict: 'unchecked' } },
      'AwaitPartner',
    ],
  ]);
});

describe('checking a notice', () => {
  const checking = {
    owner: job,
    chunk: { chunk: 1, key: 'k' },
    brief: opened.notice,
    line: 'notice-1',
    lookup: { operation: 'lookUpOrders', input: {} },
  };
  stateRows(step, [
    [
      'tries an ERP outage again',
      { state: 'LookUpOrders', variables: checking, throws: 'AdapterUnavailable' },
      RETRY,
    ],
    [
      'leaves the chunk for later when it lasts',
      { state: 'LookUpOrders', variables: checking, throws: 'AdapterUnavailable', retried: 4 },
      'LeaveForLater',
    ],
    [
      'and when the function of the adapter cannot run',
      { state: 'LookUpOrders', variables: checking, throws: 'Lambda.Unknown', retried: 4 },
      'LeaveForLater',
    ],
    [
      'records a refused lookup for a person',
      { state: 'LookUpOrders', variables: checking, throws: 'AdapterRejected' },
      'LeaveUnchecked',
    ],
    [
      'and a system that is not configured',
      { state: 'LookUpOrders', variables: checking, throws: 'NotFound' },
      'LeaveUnchecked',
    ],
    [
      'and a check that fails',
      {
        state: 'CheckNoticeLines',
        variables: { ...checking, master: { orders: [], lines: [], items: [] } },
        throws: 'ContractViolation',
      },
      'LeaveUnchecked',
    ],
  ]);
});

describe('waiting and routing', () => {
  stateRows(step, [
    ...waitRows('AwaitReceipt', parent, 'SettleLines'),
    [
      'settles what was answered',
      { state: 'AwaitDecision', variables: parent, returns: { pending: ['1:task/x'], chunks: [1] } },
      'SettleLines',
    ],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, next: 'close' } }, 'CloseReceiving'],
    [
      'settles work that came meanwhile',
      { state: 'WhatIsNext', variables: { ...parent, next: 'settle' } },
      'SettleLines',
    ],
    [
      'asks about overdue goods',
      { state: 'WhatIsNext', variables: { ...parent, next: 'overdue' } },
      'DecideOverdue',
    ],
    ['reverses', { state: 'WhatIsNext', variables: { ...parent, next: 'reverse' } }, 'ReverseLines'],
    ['adopts a replacement', { state: 'WhatIsNext', variables: { ...parent, next: 'adopt' } }, 'AdoptNotice'],
    ['waits otherwise', { state: 'WhatIsNext', variables: parent }, 'AwaitDecision'],
    [
      'goes on when work came at the last moment',
      { state: 'CloseReceiving', variables: parent, throws: 'WorkArrived' },
      'SummarizeReceipt',
    ],
  ]);
});

describe('the calls of one chunk', () => {
  stateRows(step, [
    ['asks people first', { state: 'AreQuestionsOpen', variables: child }, 'OpenReviews'],
    [
      'skips questions when there are none',
      { state: 'AreQuestionsOpen', variables: { ...child, plan: { planId: '1-1', handled: [] } } },
      'IsReceiptCorrected',
    ],
    [
      'changes the order lines of a plan one after the other',
      { state: 'IsOrderChanged', variables: { ...child, orderChanges: [] } },
      'ChangeOrder',
    ],
    ['until all are changed', { state: 'IsOrderChanged', variables: child }, 'IsReceiptOwned'],
    [
      'remembers each change',
      {
        state: 'ChangeOrder',
        variables: { ...child, orderChanges: [] },
        returns: { Payload: { changeId: 'POC-1', ordered: 110 } },
      },
      'TellSupplier',
    ],
    [
      'takes back what was changed when the supplier cannot be told',
      { state: 'TellSupplier', variables: { ...child, ordered: 110 }, throws: 'AdapterRejected' },
      'IsOrderToUndo',
    ],
    ['each change', { state: 'IsOrderToUndo', variables: child }, 'UndoChangeOrder'],
    ['once', { state: 'IsOrderToUndo', variables: { ...child, reverted: 1 } }, 'IsCorrectionToUndo'],
    [
      'and goes on when the supplier does not take the message',
      {
        state: 'UndoTellSupplier',
        variables: { ...child, reverted: 1, ordered: 100, revertId: 'POC-2' },
        throws: 'AdapterRejected',
      },
      'IsOrderToUndo',
    ],
    ['posts owned goods', { state: 'IsReceiptOwned', variables: child }, 'PostGoodsReceipt'],
    [
      'tries an ERP outage again',
      { state: 'PostGoodsReceipt', variables: child, throws: 'AdapterUnavailable' },
      RETRY,
    ],
    [
      'parks after four retries',
      { state: 'PostGoodsReceipt', variables: child, throws: 'AdapterUnavailable', retried: 4 },
      'ParkChunk',
    ],
    [
      'parks at once on an open circuit',
      { state: 'PostGoodsReceipt', variables: child, throws: 'CircuitOpen' },
      'ParkChunk',
    ],
    [
      'never retries a refusal',
      { state: 'PostGoodsReceipt', variables: child, throws: 'AdapterRejected' },
      'IsOrderToUndo',
    ],
    [
      'takes the receipt back when stock cannot be posted',
      { state: 'PostStock', variables: child, throws: 'Conflict' },
      'UndoStock',
    ],
    [
      'takes stock back when the WMS refuses',
      { state: 'MoveStock', variables: child, throws: 'AdapterRejected' },
      'UndoStock',
    ],
    ['then the goods receipt', { state: 'IsReceiptToUndo', variables: child }, 'UndoGoodsReceipt'],
    [
      'but not one that was never made',
      { state: 'IsReceiptToUndo', variables: { ...child, goodsReceiptId: null } },
      'IsOrderToUndo',
    ],
    [
      'reports an inverse that fails',
      {
        state: 'UndoGoodsReceipt',
        variables: { ...child, failure: { Error: 'AdapterRejected' } },
        throws: 'AdapterRejected',
      },
      'RecordFailure',
    ],
    [
      'takes the move back when finance refuses',
      { state: 'AccrueReceipt', variables: child, throws: 'AdapterRejected' },
      'UndoMoveStock',
    ],
    [
      'ends one chunk without touching the others',
      {
        state: 'RecordFailure',
        variables: { ...child, failure: { Error: 'AdapterRejected', Cause: 'no' } },
        returns: { Payload: { chunk: 1, outcome: 'failed' } },
      },
      END,
    ],
  ]);
});
