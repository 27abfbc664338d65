import { describe, expect, inject, it } from 'vitest';
import {
  END,
  openingRows,
  RETRY,
  type StateRow,
  stateRows,
  stateTester,
  waitRows,
  wayOf,
} from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'customer-return');

const job = { tenantId: 't', site: 's', processId: 'customer-return:RMA-1', correlationId: 'c', mode: 'act' };
const ask = { orderId: 'O-1', customerId: 'C-1', sku: 'OATS', from: '2025-03-02' };
const move = { next: 'wait', waitState: 'LABELED', dueAt: '2026-03-04T08:00:00Z', waitSeconds: 100 };
const parent = { job, ask, ...move };
const none = {
  stock: [],
  wms: [],
  erp: [],
  finance: [],
  crm: [],
  contactCenter: [],
  tms: [],
  supplierPortal: [],
};
const calls = { ...none, planId: '2', handled: ['1:news/E'], waitsFor: [] };
const child = { owner: job, answers: [], calls, results: [] };

const way = wayOf(step);

describe('the way of a return', () => {
  const routed = (next: string, to: string): StateRow => [
    `the next move ${next} leads to ${to}`,
    { state: 'WhatIsNext', variables: { ...parent, next } },
    to,
  ];
  stateRows(step, [
    ...openingRows('OpenReturn', { input: { job }, returns: { Payload: ask } }, 'HandleReturn'),
    ['goes on after a look', { state: 'HandleReturn', variables: parent, returns: [move] }, 'WhatIsNext'],
    [
      'takes up a look that died',
      { state: 'HandleReturn', variables: parent, throws: 'States.ExceedToleratedFailureThreshold' },
      'SummarizeReturn',
    ],
    [
      'says when it is tried again',
      { state: 'SummarizeReturn', variables: parent, returns: { Payload: move } },
      'WhatIsNext',
    ],
    routed('look', 'HandleReturn'),
    routed('close', 'CloseReturn'),
    routed('wait', 'AwaitNews'),
    ...waitRows('AwaitNews', parent, 'HandleReturn'),
    ['ends', { state: 'CloseReturn', variables: parent, returns: { Payload: { state: 'CLOSED' } } }, END],
    [
      'looks again when news came at the end',
      { state: 'CloseReturn', variables: parent, throws: 'WorkArrived' },
      'HandleReturn',
    ],
  ]);
});

describe('a look', () => {
  stateRows(step, [
    [
      'decides with what the systems said',
      { state: 'LookUpReturn', input: { job, ask }, returns: ['oms', 'oms', 'erp', 'crm', 'crm'] },
      'DecideReturn',
    ],
    [
      'carries out what was decided',
      { state: 'DecideReturn', variables: child, returns: { Payload: calls } },
      'CarryOut',
    ],
    [
      'confirms what was answered',
      { state: 'CarryOut', variables: child, returns: Array(8).fill([]) },
      'ConfirmReturn',
    ],
    ['names the next move', { state: 'ConfirmReturn', variables: child, returns: { Payload: move } }, END],
    [
      'tries a lost conditional write again',
      { state: 'ConfirmReturn', variables: child, throws: 'WriteConflict' },
      RETRY,
    ],
  ]);

  it.each([
    ['LookUpOrder', 'oms', 'LeaveOrder'],
    ['LookUpSale', 'oms', 'LeaveSale'],
    ['LookUpTerms', 'erp', 'LeaveTerms'],
    ['LookUpCustomer', 'crm', 'LeaveCustomer'],
    ['LookUpHistory', 'crm', 'LeaveHistory'],
  ])('%s leaves its neighbors alone, whatever %s says', async (state, system, leave) => {
    const input = { job, ask };
    expect(await step({ state, input, returns: { Payload: { found: [] } } })).toMatchObject({
      next: undefined,
      output: { system, answer: { found: [] } },
    });
    expect(await step({ state, input, throws: 'NotFound' })).toMatchObject({
      next: leave,
      output: { system, refused: 'NotFound' },
    });
    expect(await step({ state, input, throws: 'CircuitOpen' })).toMatchObject({
      next: leave,
      output: { system, away: 'CircuitOpen' },
    });
    expect(await way({ state, input, throws: 'AdapterUnavailable' })).toBe(RETRY);
  });
});

describe('a part of a plan', () => {
  const call = { id: 'a-part', operation: 'do', job, step: 'a-part', line: '2', input: { amount: 1 } };

  it.each([
    ['PostMovements', 'PostStock', 'stock', 'LeaveStock', 'Conflict'],
    ['TellWarehouse', 'ChangeStockStatus', 'wms', 'LeaveWarehouse', 'AdapterRejected'],
    ['KeepBook', 'PostStockAdjustment', 'erp', 'LeaveBook', 'AdapterRejected'],
    ['PayRefund', 'RefundCustomer', 'finance', 'LeaveRefund', 'AdapterRejected'],
    ['KeepRecord', 'AddNote', 'crm', 'LeaveNote', 'AdapterRejected'],
    ['InformAgents', 'ShowCard', 'contact-center', 'LeaveCard', 'AdapterRejected'],
    ['HandleLabel', 'CallCarrier', 'tms', 'LeaveLabel', 'AdapterRejected'],
    ['AskSupplier', 'RequestReturn', 'supplier-portal', 'LeaveSupplier', 'AdapterRejected'],
  ])(
    '%s ends well whether %s is done, refused or without an answer',
    async (map, state, system, leave, refusal) => {
      const answers = [{ id: call.id, system, answer: {} }];
      expect(await step({ state: map, variables: child, returns: answers })).toMatchObject({
        status: 'SUCCEEDED',
        next: undefined,
        output: answers,
      });
      expect(await step({ state, input: call, returns: { Payload: { id: 'X' } } })).toMatchObject({
        next: undefined,
        output: { id: call.id, system, answer: { id: 'X' } },
      });
      for (const refused of [refusal, 'ContractViolation'])
        expect(await step({ state, input: call, throws: refused })).toMatchObject({
          next: leave,
          output: { id: call.id, system, refused },
        });
      for (const away of ['States.Timeout', 'CircuitOpen'])
        expect(await step({ state, input: call, throws: away })).toMatchObject({
          next: leave,
          output: { id: call.id, system, away },
        });
    },
  );
});
