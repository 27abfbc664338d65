import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

const step = stateTester(inject('awsEndpoint'), 'damaged-goods');
const job = { tenantId: 't', site: 's', processId: 'damaged-goods:D-1', correlationId: 'c', mode: 'act' };
const parent = { job, next: 'wait', waitState: 'REVIEW', dueAt: '2026-03-04T08:00:00Z', waitSeconds: 100 };
const call = {
  id: 'write-off',
  system: 'finance',
  operation: 'writeOffStock',
  step: 'plan-2',
  direction: 'do',
  input: {},
};
const items = { poIds: [], skus: ['OATS'] };
const decided = { kind: 'call', planId: '2', calls: [call], items };
const child = { owner: job, decided, planId: '2', failure: null, system: null, results: [] };
const payload = (Payload: unknown) => ({ Payload });

type Row = [string, StateCase, string | undefined];
const next = async (given: StateCase) => (await step(given)).next;

describe('the way of a process', () => {
  it.each<Row>([
    ['opens', { state: 'OpenDamage', input: { job }, returns: payload({ job }) }, 'WorkDamage'],
    [
      'ends quietly when it runs already',
      { state: 'OpenDamage', input: { job }, throws: 'AlreadyRunning' },
      'AlreadyRunning',
    ],
    ['summarizes', { state: 'SummarizeDamage', variables: parent, returns: payload(parent) }, 'WhatIsNext'],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'AwaitNews'],
    ['works', { state: 'WhatIsNext', variables: { ...parent, next: 'work' } }, 'WorkDamage'],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, next: 'close' } }, 'CloseDamage'],
    [
      'looks at news',
      { state: 'AwaitNews', variables: parent, returns: { pending: [], chunks: [1] } },
      'SummarizeDamage',
    ],
    [
      'looks when nothing came',
      { state: 'AwaitNews', variables: parent, throws: 'States.Timeout' },
      'SummarizeDamage',
    ],
    [
      'looks again when news came at the end',
      { state: 'CloseDamage', variables: parent, throws: 'WorkArrived' },
      'SummarizeDamage',
    ],
  ])('%s', async (_case, given, state) => {
    expect(await next(given)).toBe(state);
  });
});

describe('the work on a damage', () => {
  it.each<Row>([
    [
      'decides',
      { state: 'DecideDamage', input: { job, found: null }, returns: payload(decided) },
      'WhatIsToDo',
    ],
    [
      'is held when deciding fails',
      { state: 'DecideDamage', input: { job, found: null }, throws: 'ContractViolation' },
      'HoldWork',
    ],
    ['makes the calls of a plan', { state: 'WhatIsToDo', variables: child }, 'MakeCalls'],
    [
      'looks the item up',
      { state: 'WhatIsToDo', variables: { ...child, decided: { ...decided, kind: 'look-up' } } },
      'LookUpItem',
    ],
    [
      'is done',
      { state: 'WhatIsToDo', variables: { ...child, decided: { ...decided, kind: 'done' } } },
      'LeaveWork',
    ],
    [
      'decides with the item',
      { state: 'LookUpItem', variables: child, returns: payload({ items: [] }) },
      'DecideDamage',
    ],
    ['waits for the ERP', { state: 'LookUpItem', variables: child, throws: 'CircuitOpen' }, 'HoldWork'],
    [
      'is held when the ERP refuses',
      { state: 'LookUpItem', variables: child, throws: 'AdapterRejected' },
      'HoldWork',
    ],
    [
      'ends its calls',
      { state: 'EndWork', variables: child, returns: payload({ more: true }) },
      'IsMoreToDo',
    ],
    [
      'decides again',
      { state: 'IsMoreToDo', input: { job, found: null, more: true }, variables: child },
      'DecideDamage',
    ],
    [
      'leaves',
      { state: 'IsMoreToDo', input: { job, found: null, more: false }, variables: child },
      'LeaveWork',
    ],
  ])('%s', async (_case, given, state) => {
    expect(await next(given)).toBe(state);
  });
});

describe('a call', () => {
  it.each([
    ['wms', 'CallWms'],
    ['ecommerce', 'CallShop'],
    ['finance', 'CallFinance'],
    ['tms', 'CallCarrierPlatform'],
    ['supplier-portal', 'CallSupplierPortal'],
  ])('of %s goes to %s, and neither a refusal nor an outage stops its neighbors', async (system, state) => {
    const input = { ...call, system };
    expect(await next({ state: 'WhatSystem', input, variables: child })).toBe(state);
    for (const throws of ['AdapterRejected', 'CircuitOpen', 'States.Timeout'])
      expect(await next({ state, input, variables: child, throws })).toBe('LeaveCall');
    expect(await next({ state, input, variables: child, returns: payload({ id: 'W' }) })).toBeUndefined();
  });
});
