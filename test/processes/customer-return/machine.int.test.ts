import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'customer-return');

const job = { tenantId: 't', site: 's', processId: 'customer-return:RMA-1', correlationId: 'c', mode: 'act' };
const ask = { orderId: 'O-1', customerId: 'C-1', sku: 'OATS', from: '2025-03-02' };
const move = { next: 'wait', waitState: 'LABELED', dueAt: '2026-03-04T08:00:00Z', waitSeconds: 100 };
const parent = { job, ask, ...move };
const none = { stock: [], finance: [], crm: [], contactCenter: [], tms: [], supplierPortal: [] };
const calls = { ...none, planId: '2', handled: ['1:news/E'], waitsFor: [] };
const child = { owner: job, answers: [], calls, results: [] };

type Row = [string, StateCase, string, string | undefined];

async function outcome(given: StateCase) {
  const { status, next, error } = await step(given);
  return [status, status === 'RETRIABLE' ? error : next];
}

describe('the way of a return', () => {
  const routed = (next: string, to: string): Row => [
    `the next move ${next} leads to ${to}`,
    { state: 'WhatIsNext', variables: { ...parent, next } },
    'SUCCEEDED',
    to,
  ];
  it.each<Row>([
    [
      'claims the RMA and looks',
      { state: 'OpenReturn', input: { job }, returns: { Payload: ask } },
      'SUCCEEDED',
      'HandleReturn',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenReturn', input: { job }, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'OpenReturn', input: { job }, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'OpenReturn', input: { job }, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    [
      'goes on after a look',
      { state: 'HandleReturn', variables: parent, returns: [move] },
      'SUCCEEDED',
      'WhatIsNext',
    ],
    [
      'takes up a look that died',
      { state: 'HandleReturn', variables: parent, throws: 'States.ExceedToleratedFailureThreshold' },
      'CAUGHT_ERROR',
      'SummarizeReturn',
    ],
    [
      'says when it is tried again',
      { state: 'SummarizeReturn', variables: parent, returns: { Payload: move } },
      'SUCCEEDED',
      'WhatIsNext',
    ],
    routed('look', 'HandleReturn'),
    routed('close', 'CloseReturn'),
    routed('wait', 'AwaitNews'),
    [
      'looks at what came',
      { state: 'AwaitNews', variables: parent, returns: { pending: ['1:news/E'], chunks: [1] } },
      'SUCCEEDED',
      'HandleReturn',
    ],
    [
      'looks at the deadline when nothing came',
      { state: 'AwaitNews', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'HandleReturn',
    ],
    [
      'ends',
      { state: 'CloseReturn', variables: parent, returns: { Payload: { state: 'CLOSED' } } },
      'SUCCEEDED',
      undefined,
    ],
    [
      'looks again when news came at the end',
      { state: 'CloseReturn', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'HandleReturn',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('a look', () => {
  it.each<Row>([
    [
      'decides with what the systems said',
      { state: 'LookUpReturn', input: { job, ask }, returns: ['oms', 'oms', 'erp', 'crm', 'crm'] },
      'SUCCEEDED',
      'DecideReturn',
    ],
    [
      'carries out what was decided',
      { state: 'DecideReturn', variables: child, returns: { Payload: calls } },
      'SUCCEEDED',
      'CarryOut',
    ],
    [
      'confirms what was answered',
      { state: 'CarryOut', variables: child, returns: [[], [], [], [], [], []] },
      'SUCCEEDED',
      'ConfirmReturn',
    ],
    [
      'names the next move',
      { state: 'ConfirmReturn', variables: child, returns: { Payload: move } },
      'SUCCEEDED',
      undefined,
    ],
    [
      'tries a lost conditional write again',
      { state: 'ConfirmReturn', variables: child, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });

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
    expect(await outcome({ state, input, throws: 'AdapterUnavailable' })).toEqual([
      'RETRIABLE',
      'AdapterUnavailable',
    ]);
  });
});

describe('a part of a plan', () => {
  const call = { id: 'a-part', operation: 'do', job, step: 'a-part', line: '2', input: { amount: 1 } };

  it.each([
    ['PostMovements', 'PostStock', 'stock', 'LeaveStock', 'Conflict'],
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
