import { expect, it } from 'vitest';
import type { ExceptionPlan, PlannedStep } from '../../../../lambdas/processes/fulfillment-exception/plan.ts';
import {
  callFor,
  followingStep,
  type MadeStep,
} from '../../../../lambdas/processes/fulfillment-exception/rules/follow-plan.ts';

const job = { tenantId: 't', site: 's', processId: 'p', correlationId: 'c', mode: 'act' as const };
const step = (id: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  id,
  to: 'tms',
  operation: id,
  site: 's',
  input: {},
  ...more,
});
const inverse = { operation: 'void', field: 'shipmentId' };
const plan: ExceptionPlan = {
  planId: '2',
  decidedBy: 'RULE',
  steps: [
    step('book', { inverse }),
    step('note', { mayFail: true }),
    step('label', { inverse }),
    step('last'),
  ],
  asks: [],
  handled: [],
};
const done = (id: string): MadeStep => ({ id, direction: 'do', answer: { shipmentId: `of-${id}` } });
const refused = (id: string, direction: 'do' | 'undo' = 'do'): MadeStep => ({
  id,
  direction,
  refused: 'AdapterRejected',
});
const undone = (id: string): MadeStep => ({ id, direction: 'undo', answer: {} });

it('goes on step by step, past what may fail, to its end', () => {
  expect(followingStep(plan, [])).toMatchObject({ kind: 'on', next: { id: 'book' } });
  expect(followingStep(plan, [done('book'), refused('note')])).toMatchObject({
    kind: 'on',
    next: { id: 'label' },
  });
  expect(followingStep(plan, ['book', 'note', 'label', 'last'].map(done))).toEqual({ kind: 'end' });
});

it('goes back over what has an inverse, last done first undone', () => {
  const made = [done('book'), done('note'), done('label'), refused('last')];
  expect(followingStep(plan, made)).toMatchObject({ kind: 'back', step: 'last', undo: { id: 'label' } });
  expect(followingStep(plan, [...made, undone('label')])).toMatchObject({
    kind: 'back',
    undo: { id: 'book' },
  });
  expect(followingStep(plan, [...made, undone('label'), undone('book')])).not.toHaveProperty('undo');
});

it('goes back in a later run that knows nothing but that it was going back', () => {
  const undoing = { step: 'last', error: 'AdapterRejected', answers: { book: { shipmentId: 'S' } } };
  expect(followingStep({ ...plan, undoing }, [])).toMatchObject({ kind: 'back', undo: { id: 'book' } });
});

it('stops where a step back is refused, and where an answer is missing', () => {
  const made = [done('book'), done('label'), refused('last'), refused('label', 'undo')];
  expect(followingStep(plan, made)).not.toHaveProperty('undo');
  expect(followingStep(plan, [done('book'), { id: 'label', direction: 'do', away: 'CircuitOpen' }])).toEqual({
    kind: 'end',
  });
});

it('fills inputs with what earlier steps answered, deep in lists as well, and leaves out what nobody answered', () => {
  const pick = step('pick', {
    input: { lines: [{ orderLineId: 'NEW-LINE', quantity: 3 }] },
    takes: {
      'lines.0.orderLineId': { step: 'replace', field: 'orderLineId' },
      missing: { step: 'count', field: 'missing' },
    },
  });
  expect(callFor(pick, '2', job, { replace: { orderLineId: 'L-9' } }, 'do')).toMatchObject({
    line: '2/pick',
    direction: 'do',
    input: { lines: [{ orderLineId: 'L-9', quantity: 3 }] },
  });
});

it('takes a step back with the number its system gave it', () => {
  expect(callFor(step('book', { inverse }), '2', job, { book: { shipmentId: 'S-1' } }, 'undo')).toEqual({
    id: 'book',
    job,
    step: 'book',
    line: '2/book',
    direction: 'undo',
    operation: 'void',
    input: { shipmentId: 'S-1', reason: '2 of p is taken back' },
  });
});
