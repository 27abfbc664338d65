import { describe, expect, inject, it } from 'vitest';
import { END, openingRows, stateRows, stateTester, waitRows, wayOf } from '../../support/test-state.ts';

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

const way = wayOf(step);

describe('the way of a process', () => {
  stateRows(step, [
    ...openingRows('OpenDamage', { input: { job }, returns: payload({ job }) }, 'WorkDamage'),
    ['summarizes', { state: 'SummarizeDamage', variables: parent, returns: payload(parent) }, 'WhatIsNext'],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'AwaitNews'],
    ['works', { state: 'WhatIsNext', variables: { ...parent, next: 'work' } }, 'WorkDamage'],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, next: 'close' } }, 'CloseDamage'],
    ...waitRows('AwaitNews', parent, 'SummarizeDamage'),
    [
      'looks again when news came at the end',
      { state: 'CloseDamage', variables: parent, throws: 'WorkArrived' },
      'SummarizeDamage',
    ],
  ]);
});

describe('the work on a damage', () => {
  stateRows(step, [
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
  ]);
});

describe('a call', () => {
  it.each([
    ['wms', 'CallWms'],
    ['ecommerce', 'CallShop'],
    ['erp', 'CallErp'],
    ['finance', 'CallFinance'],
    ['tms', 'CallCarrierPlatform'],
    ['supplier-portal', 'CallSupplierPortal'],
  ])('of %s goes to %s, and neither a refusal nor an outage stops its neighbors', async (system, state) => {
    const input = { ...call, system };
    expect(await way({ state: 'WhatSystem', input, variables: child })).toBe(state);
    for (const throws of ['AdapterRejected', 'CircuitOpen', 'States.Timeout'])
      expect(await way({ state, input, variables: child, throws })).toBe('LeaveCall');
    expect(await way({ state, input, variables: child, returns: payload({ id: 'W' }) })).toBe(END);
  });
});
