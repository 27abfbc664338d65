import { describe, expect, inject, it } from 'vitest';
import { type StateCase, stateTester } from '../../support/test-state.ts';

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

type Row = [string, StateCase, string, string | undefined];

async function outcome(given: StateCase) {
  const { status, next, error } = await step(given);
  return [status, status === 'RETRIABLE' ? error : next];
}

describe('the way of a transfer', () => {
  it.each<Row>([
    [
      'claims its number and looks',
      { state: 'OpenTransfer', input: { transferId: 'TR-1' }, returns: { Payload: { job } } },
      'SUCCEEDED',
      'AdvanceTransfer',
    ],
    [
      'ends quietly when it runs already',
      { state: 'OpenTransfer', input: {}, throws: 'AlreadyRunning' },
      'CAUGHT_ERROR',
      'AlreadyRunning',
    ],
    [
      'tries a lost conditional write again',
      { state: 'OpenTransfer', input: {}, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    [
      'never retries a broken contract',
      { state: 'OpenTransfer', input: {}, throws: 'ContractViolation' },
      'FAILED',
      undefined,
    ],
    [
      'goes on after a look',
      { state: 'AdvanceTransfer', variables: parent, returns: [move] },
      'SUCCEEDED',
      'WhatIsNext',
    ],
    [
      'takes up a look that died',
      { state: 'AdvanceTransfer', variables: parent, throws: 'States.ExceedToleratedFailureThreshold' },
      'CAUGHT_ERROR',
      'RestTransfer',
    ],
    [
      'says when it is tried again',
      { state: 'RestTransfer', variables: parent, returns: { Payload: move } },
      'SUCCEEDED',
      'WhatIsNext',
    ],
    [
      'closes',
      { state: 'WhatIsNext', variables: { ...parent, next: 'close' } },
      'SUCCEEDED',
      'CloseTransfer',
    ],
    ['waits', { state: 'WhatIsNext', variables: parent }, 'SUCCEEDED', 'AwaitNews'],
    [
      'looks at what came',
      { state: 'AwaitNews', variables: parent, returns: { pending: ['1:news/E'], chunks: [1] } },
      'SUCCEEDED',
      'AdvanceTransfer',
    ],
    [
      'looks at the deadline when nothing came',
      { state: 'AwaitNews', variables: parent, throws: 'States.Timeout' },
      'CAUGHT_ERROR',
      'AdvanceTransfer',
    ],
    [
      'ends',
      { state: 'CloseTransfer', variables: parent, returns: { Payload: { state: 'CLOSED' } } },
      'SUCCEEDED',
      undefined,
    ],
    [
      'looks again when news came at the end',
      { state: 'CloseTransfer', variables: parent, throws: 'WorkArrived' },
      'CAUGHT_ERROR',
      'AdvanceTransfer',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });
});

describe('a look at a transfer', () => {
  const routed = (system: string, to: string): Row => [
    `a call of ${system} leads to ${to}`,
    { state: 'WhatIsToCall', variables: { ...child, call: { ...call, system } } },
    'SUCCEEDED',
    to,
  ];
  it.each<Row>([
    [
      'begins with what was decided before',
      { state: 'BeginTransfer', input: { job }, returns: { Payload: { ...move, call } } },
      'SUCCEEDED',
      'WhatIsToCall',
    ],
    [
      'tries a lost conditional write again',
      { state: 'BeginTransfer', input: { job }, throws: 'WriteConflict' },
      'RETRIABLE',
      'WriteConflict',
    ],
    routed('erp', 'CallErp'),
    routed('wms', 'CallWms'),
    routed('tms', 'CallTms'),
    [
      'has nothing to call',
      { state: 'WhatIsToCall', variables: { ...child, call: null } },
      'SUCCEEDED',
      'NameNextMove',
    ],
    [
      'goes on to the next call',
      { state: 'StepTransfer', variables: child, returns: { Payload: move } },
      'SUCCEEDED',
      'WhatIsToCall',
    ],
  ])('%s', async (_case, given, status, next) => {
    expect(await outcome(given)).toEqual([status, next]);
  });

  it('names the next move, and no call', async () => {
    const { call: _, ...named } = move;
    expect((await step({ state: 'NameNextMove', variables: child })).output).toEqual(named);
  });

  it.each(['CallErp', 'CallWms', 'CallTms'])(
    '%s leads on whether it is done, refused or without an answer',
    async (state) => {
      expect(await outcome({ state, variables: child, returns: { Payload: {} } })).toEqual([
        'SUCCEEDED',
        'StepTransfer',
      ]);
      for (const throws of ['AdapterRejected', 'NotFound', 'CircuitOpen', 'States.Timeout'])
        expect(await outcome({ state, variables: child, throws })).toEqual(['CAUGHT_ERROR', 'StepTransfer']);
      expect(await outcome({ state, variables: child, throws: 'AdapterUnavailable' })).toEqual([
        'RETRIABLE',
        'AdapterUnavailable',
      ]);
      expect(await outcome({ state, variables: child, throws: 'AdapterUnavailable', retried: 4 })).toEqual([
        'CAUGHT_ERROR',
        'StepTransfer',
      ]);
    },
  );
});
