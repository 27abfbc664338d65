import { describe, expect, inject, it } from 'vitest';
import { stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'replenishment');
const job = {
  tenantId: 't',
  site: 's',
  processId: 'replenishment:s/K',
  correlationId: 'c',
  mode: 'act',
};
const unitCost = { minor: 1, per: 1, currency: 'USD' };
const order = { supplierId: 'SUP-1', quantity: 10, unitCost, expectedOn: '2026-03-07' };
const change = { poId: 'PO-1', poLine: 1, ordered: 0, reason: 'r' };
const call = { line: 'order-1', order, change, cancellation: { poId: 'PO-1' }, reminder: { poId: 'PO-1' } };
const variables = {
  job,
  sku: 'K',
  call,
  next: 'wait',
  waitState: 'REVIEW',
  dueAt: '2026-03-02T12:00:00Z',
  waitSeconds: 100,
  planning: null,
  demand: null,
  after: null,
  order: { poId: 'PO-1', poLine: 1 },
  undone: { changeId: 'POC-1' },
  failure: null,
  system: null,
  reminder: null,
};
const move = {
  next: 'wait',
  waitState: 'REVIEW',
  dueAt: '2026-03-02T12:00:00Z',
  waitSeconds: 100,
  call: null,
};
const away = ['CircuitOpen', 'AdapterUnavailable', 'States.Timeout'];

describe('each state of the machine', () => {
  it.each([
    ['OpenReplenishment', { job, sku: 'K', round: 1 }, 'LookUpPlanning'],
    ['LookUpPlanning', { planning: null }, 'LookUpDemand'],
    ['LookUpDemand', { lines: [] }, 'DecideReplenishment'],
    ['DecideReplenishment', move, 'WhatIsNext'],
    ['OpenReview', { opened: true }, 'SummarizeReplenishment'],
    ['PlaceOrder', { poId: 'PO-1', poLine: 1 }, 'SendOrder'],
    ['SendOrder', { messageId: 'M' }, 'ConfirmOrder'],
    ['ConfirmOrder', move, 'AwaitNews'],
    ['ConfirmFailure', move, 'WhatIsNext'],
    ['UndoPlaceOrder', { changeId: 'POC-1' }, 'IsSupplierTold'],
    ['UndoSendOrder', { messageId: 'M' }, 'ConfirmUndo'],
    ['ConfirmUndo', move, 'WhatIsNext'],
    ['RemindSupplier', { messageId: 'M' }, 'SummarizeReplenishment'],
    ['AwaitNews', {}, 'SummarizeReplenishment'],
    ['SummarizeReplenishment', move, 'WhatIsNext'],
    ['CloseReplenishment', { state: 'CLOSED' }, undefined],
  ])('%s goes on', async (state, returns, next) => {
    const input = { job, cause: 'E' };
    expect((await step({ state, input, variables, returns: { Payload: returns } })).next).toBe(next);
  });

  it.each([
    ['page', 'LookUpDemand'],
    ['look', 'LookUpPlanning'],
    ['ask', 'OpenReview'],
    ['order', 'PlaceOrder'],
    ['remind', 'RemindSupplier'],
    ['undo', 'UndoPlaceOrder'],
    ['close', 'CloseReplenishment'],
    ['wait', 'AwaitNews'],
  ])('the next move %s leads to %s', async (next, state) => {
    expect((await step({ state: 'WhatIsNext', variables: { ...variables, next } })).next).toBe(state);
  });

  it.each([
    [change, 'UndoSendOrder'],
    [null, 'ConfirmUndo'],
  ])('a cancellation with the change %j leads to %s', async (given, next) => {
    const told = { ...variables, call: { ...call, change: given } };
    expect((await step({ state: 'IsSupplierTold', variables: told })).next).toBe(next);
  });

  it.each([
    ['OpenReplenishment', ['AlreadyRunning'], 'AlreadyRunning'],
    ['LookUpPlanning', [...away, 'AdapterRejected'], 'DecideReplenishment'],
    ['LookUpDemand', [...away, 'AdapterRejected'], 'DecideReplenishment'],
    ['PlaceOrder', [...away, 'AdapterRejected'], 'ConfirmFailure'],
    ['SendOrder', [...away, 'AdapterRejected'], 'ConfirmFailure'],
    ['UndoPlaceOrder', [...away, 'AdapterRejected'], 'ConfirmUndo'],
    ['UndoSendOrder', [...away, 'AdapterRejected'], 'ConfirmUndo'],
    ['RemindSupplier', [...away, 'AdapterRejected'], 'SummarizeReplenishment'],
    ['AwaitNews', ['States.Timeout'], 'SummarizeReplenishment'],
    ['CloseReplenishment', ['WorkArrived'], 'SummarizeReplenishment'],
  ])('%s catches what it can meet', async (state, errors, next) => {
    for (const throws of errors) {
      const retried = throws === 'AdapterUnavailable' ? { retried: 4 } : {};
      expect((await step({ state, input: { job }, variables, throws, ...retried })).next).toBe(next);
    }
  });
});
