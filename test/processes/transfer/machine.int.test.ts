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

const step = stateTester(inject('awsEndpoint'), 'transfer');

const job = { tenantId: 't', site: 's', processId: 'transfer:TR-1', correlationId: 'c', mode: 'act' };
const move = {
  next: 'wait',
  waitState: 'REQUESTED',
  dueAt: '2026-03-04T08:00:00Z',
  waitSeconds: 100,
  call: null,
};
const call = {
  system: 'erp',
  operation: 'createTransfer',
  job,
  step: 'order',
  line: '1',
  direction: 'do',
  input: { transferId: 'TR-1' },
};
const parent = { job, ...move };
const child = { owner: job, move, call, answer: null };

const way = wayOf(step);

describe('the way of a transfer', () => {
  stateRows(step, [
    ...openingRows(
      'OpenTransfer',
      { input: { transferId: 'TR-1' }, returns: { Payload: { job } } },
      'AdvanceTransfer',
    ),
    ['goes on after a look', { state: 'AdvanceTransfer', variables: parent, returns: [move] }, 'WhatIsNext'],
    [
      'takes up a look that died',
      { state: 'AdvanceTransfer', variables: parent, throws: 'States.ExceedToleratedFailureThreshold' },
      'RestTransfer',
    ],
    [
      'says when it is tried again',
      { state: 'RestTransfer', variables: parent, returns: { Payload: move } },
      'WhatIsNext',
    ],
    ['closes', { state: 'WhatIsNext', variables: { ...parent, next: 'close' } }, 'CloseTransfer'],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'AwaitNews'],
    ...waitRows('AwaitNews', parent, 'AdvanceTransfer'),
    ['ends', { state: 'CloseTransfer', variables: parent, returns: { Payload: { state: 'CLOSED' } } }, END],
    [
      'looks again when news came at the end',
      { state: 'CloseTransfer', variables: parent, throws: 'WorkArrived' },
      'AdvanceTransfer',
    ],
  ]);
});

describe('a look at a transfer', () => {
  const routed = (system: string, to: string): StateRow => [
    `a call of ${system} leads to ${to}`,
    { state: 'WhatIsToCall', variables: { ...child, call: { ...call, system } } },
    to,
  ];
  stateRows(step, [
    [
      'begins with what was decided before',
      { state: 'BeginTransfer', input: { job }, returns: { Payload: { ...move, call } } },
      'WhatIsToCall',
    ],
    [
      'tries a lost conditional write again',
      { state: 'BeginTransfer', input: { job }, throws: 'WriteConflict' },
      RETRY,
    ],
    routed('erp', 'CallErp'),
    routed('wms', 'CallWms'),
    routed('tms', 'CallTms'),
    ['has nothing to call', { state: 'WhatIsToCall', variables: { ...child, call: null } }, 'NameNextMove'],
    [
      'goes on to the next call',
      { state: 'StepTransfer', variables: child, returns: { Payload: move } },
      'WhatIsToCall',
    ],
  ]);

  it('names the next move, and no call', async () => {
    const { call: _, ...named } = move;
    expect((await step({ state: 'NameNextMove', variables: child })).output).toEqual(named);
  });

  it.each(['CallErp', 'CallWms', 'CallTms'])(
    '%s leads on whether it is done, refused or without an answer',
    async (state) => {
      expect(await way({ state, variables: child, returns: { Payload: {} } })).toBe('StepTransfer');
      for (const throws of ['AdapterRejected', 'NotFound', 'CircuitOpen', 'States.Timeout'])
        expect(await way({ state, variables: child, throws })).toBe('StepTransfer');
      expect(await way({ state, variables: child, throws: 'AdapterUnavailable' })).toBe(RETRY);
      expect(await way({ state, variables: child, throws: 'AdapterUnavailable', retried: 4 })).toBe(
        'StepTransfer',
      );
    },
  );
});
