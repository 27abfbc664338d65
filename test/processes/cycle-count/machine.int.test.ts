import { describe, expect, inject, it } from 'vitest';
import { END, RETRY, stateTester, wayOf } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'cycle-count');

const job = { tenantId: 't', site: 's', processId: 'cycle-count:CNT-1', correlationId: 'c', mode: 'act' };
const move = { next: 'wait', waitState: 'AWAITING_COUNT', dueAt: '2026-03-02T19:00:00Z', waitSeconds: 100 };
const parent = {
  job,
  skus: ['OATS'],
  task: { reference: 'CNT-1', sku: 'OATS' },
  bookQuery: { sku: 'OATS', since: '2026-03-02T15:00:00Z' },
  items: [],
  countTaskId: null,
  parentFailure: null,
  parentSystem: null,
  operation: 'begin',
  book: {},
  waits: true,
  ...move,
};
const plan = { planId: 'settle-1', sku: 'OATS' };
const child = {
  owner: job,
  plan,
  line: 'settle-1',
  failure: null,
  system: null,
  holdId: null,
  erpDocument: null,
  wmsDocument: null,
  publication: { lines: [{ sku: 'OATS', quantity: 80 }] },
  listed: true,
};
const full = { ...plan, erp: {}, wms: {}, variance: {}, unfreeze: {} };

const way = wayOf(step);

describe('each state goes on', () => {
  const start = { job, request: { countId: 'CNT-1', sku: 'OATS' } };
  it.each([
    ['OpenCount', { job, skus: ['OATS'], task: {}, bookQuery: {} }, 'LookUpItem'],
    ['LookUpItem', { items: [] }, 'CreateCountTask'],
    ['CreateCountTask', { countTaskId: 'CTK-1' }, 'BeginCount'],
    ['CreateCountTask', { skipped: 'shadow' }, 'BeginCount'],
    ['BeginCount', { waits: true, dueAt: 'x', waitSeconds: 1 }, 'IsCountAwaited'],
    ['AwaitNews', {}, 'SummarizeCount'],
    ['SummarizeCount', move, 'WhatIsNext'],
    ['LookUpBook', {}, 'DecideCount'],
    ['DecideCount', move, 'WhatIsNext'],
    ['ParkCount', {}, 'SummarizeCount'],
    ['CloseCount', {}, END],
  ])('%s', async (state, returns, next) => {
    expect(await way({ state, input: start, variables: parent, returns: { Payload: returns } })).toBe(next);
  });

  it.each([
    ['BeginPlan', plan, 'WhatIsPlanned'],
    ['CancelCountTask', {}, 'ConfirmPlan'],
    ['FreezeStock', { holdId: 'HLD-1' }, 'PostAdjustment'],
    ['PostAdjustment', { lines: [] }, 'IsBookAdjusted'],
    ['AdjustErp', { documentId: 'A' }, 'IsPlaceAdjusted'],
    ['AdjustWms', { documentId: 'A' }, 'IsValueBooked'],
    ['PostVariance', { varianceId: 'V' }, 'IsStockFrozen'],
    ['UnfreezeStock', {}, 'LookUpListings'],
    ['LookUpListings', { listings: [{ sku: 'OATS', listed: true }] }, 'IsListed'],
    ['LookUpListings', { listings: [] }, 'IsListed'],
    ['PublishAvailability', {}, 'ConfirmPlan'],
    ['UndoAdjustWms', {}, 'IsBookToUndo'],
    ['UndoAdjustErp', {}, 'UndoAdjustment'],
    ['UndoAdjustment', {}, 'RecordFailure'],
    ['ConfirmPlan', {}, END],
    ['ParkPlan', {}, END],
    ['RecordFailure', {}, END],
  ])('%s', async (state, returns, next) => {
    const variables = {
      ...child,
      plan: { ...full, cancel: {}, freeze: {} },
      failure: { Error: 'E', Cause: 'C' },
      wmsDocument: 'W',
      erpDocument: 'E',
    };
    expect(await way({ state, input: { job }, variables, returns: { Payload: returns } })).toBe(next);
  });
});

describe('each choice', () => {
  it.each([
    ['look', 'LookUpBook'],
    ['carry-out', 'CarryOut'],
    ['begin', 'LookUpItem'],
    ['close', 'CloseCount'],
    ['wait', 'AwaitNews'],
  ])('WhatIsNext: %s leads to %s', async (next, state) => {
    expect((await step({ state: 'WhatIsNext', variables: { ...parent, next } })).next).toBe(state);
  });

  it.each([
    ['IsCountAwaited', { ...parent, waits: true }, 'AwaitNews'],
    ['IsCountAwaited', { ...parent, waits: false }, 'SummarizeCount'],
    ['WhatIsPlanned', { ...child, plan: { ...plan, cancel: {} } }, 'CancelCountTask'],
    ['WhatIsPlanned', { ...child, plan: { ...plan, freeze: {} } }, 'FreezeStock'],
    ['WhatIsPlanned', child, 'PostAdjustment'],
    ['IsBookAdjusted', { ...child, plan: full }, 'AdjustErp'],
    ['IsBookAdjusted', child, 'IsPlaceAdjusted'],
    ['IsPlaceAdjusted', { ...child, plan: full }, 'AdjustWms'],
    ['IsPlaceAdjusted', child, 'IsValueBooked'],
    ['IsValueBooked', { ...child, plan: full }, 'PostVariance'],
    ['IsValueBooked', child, 'IsStockFrozen'],
    ['IsStockFrozen', { ...child, plan: full }, 'UnfreezeStock'],
    ['IsStockFrozen', child, 'LookUpListings'],
    ['IsListed', child, 'PublishAvailability'],
    ['IsListed', { ...child, listed: false }, 'ConfirmPlan'],
    ['IsPlaceToUndo', { ...child, wmsDocument: 'W' }, 'UndoAdjustWms'],
    ['IsPlaceToUndo', child, 'IsBookToUndo'],
    ['IsBookToUndo', { ...child, erpDocument: 'E' }, 'UndoAdjustErp'],
    ['IsBookToUndo', child, 'UndoAdjustment'],
  ])('%s', async (state, variables, next) => {
    expect((await step({ state, variables })).next).toBe(next);
  });
});

describe('each error', () => {
  it.each([
    ['OpenCount', 'AlreadyRunning', 'AlreadyRunning'],
    ['AwaitNews', 'States.Timeout', 'SummarizeCount'],
    ['CloseCount', 'WorkArrived', 'SummarizeCount'],
    ['LookUpItem', 'CircuitOpen', 'ParkCount'],
    ['LookUpItem', 'AdapterRejected', 'ParkCount'],
    ['CreateCountTask', 'CircuitOpen', 'ParkCount'],
    ['CreateCountTask', 'AdapterRejected', 'ParkCount'],
    ['LookUpBook', 'CircuitOpen', 'ParkCount'],
    ['LookUpBook', 'AdapterRejected', 'ParkCount'],
    ['DecideCount', 'ContractViolation', 'ParkCount'],
  ])('of %s, %s, leads to %s', async (state, throws, next) => {
    const input = { job, request: { countId: 'CNT-1', sku: 'OATS' } };
    expect(await way({ state, input, variables: parent, throws })).toBe(next);
  });

  it.each([
    ['CancelCountTask', 'ConfirmPlan'],
    ['FreezeStock', 'PostAdjustment'],
    ['AdjustErp', 'UndoAdjustment'],
    ['AdjustWms', 'IsBookToUndo'],
    ['PostVariance', 'IsPlaceToUndo'],
    ['UnfreezeStock', 'LookUpListings'],
    ['LookUpListings', 'ConfirmPlan'],
    ['PublishAvailability', 'ConfirmPlan'],
  ])('of the call %s: away parks the plan, refused leads to %s', async (state, next) => {
    const variables = { ...child, plan: { ...full, cancel: {}, freeze: {} } };
    expect(await way({ state, variables, throws: 'CircuitOpen' })).toBe('ParkPlan');
    expect(await way({ state, variables, throws: 'AdapterRejected' })).toBe(next);
    expect(await way({ state, variables, throws: 'AdapterUnavailable' })).toBe(RETRY);
  });

  it.each(['UndoAdjustWms', 'UndoAdjustErp', 'UndoAdjustment', 'PostAdjustment'])(
    'of %s leads to RecordFailure',
    async (state) => {
      const variables = {
        ...child,
        plan: full,
        failure: { Error: 'E', Cause: 'C' },
        wmsDocument: 'W',
        erpDocument: 'E',
      };
      expect(await way({ state, variables, throws: 'Conflict' })).toBe('RecordFailure');
    },
  );
});
