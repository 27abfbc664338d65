import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { retryPolicy } from '../../lambdas/adapters/retry-policy.ts';
import { PATIENCE_MS } from '../../lambdas/store/dynamo-context.ts';
import { timeoutSecondsOf } from '../../lib/functions.ts';
import { allFunctions } from '../../lib/kernel.ts';
import { type Block, blocksOf, innerBlocks, machines, type State, statesOf } from './asl.ts';

/** Errors that the same call may not meet again. Anything else is decided by a person or by a `Catch`. */
const transient = [
  'AdapterUnavailable',
  'WriteConflict',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  // A function that was killed or ran out of time: every step may be repeated.
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
];
const transientOfLambda = transient.filter((error) => /^(Lambda|Runtime|Sandbox)\./.test(error));

const tasksOf = (definition: Parameters<typeof statesOf>[0]) =>
  statesOf(definition).filter(([, { Type }]) => Type === 'Task');
const callsAdapter = ({ Arguments }: State) => /^\$\{\w+Adapter\}$/.test(Arguments?.FunctionName ?? '');

describe.each(machines)('$name', ({ text, definition }) => {
  it('is a definition the specification accepts', () => {
    // The one placeholder the specification allows only two values for; see lib/stage.ts.
    const { errors } = validate(JSON.parse(text.replaceAll('${ChunkExecutionType}', 'EXPRESS')));
    expect(errors.map(({ Message }) => Message)).toEqual([]);
  });

  it('says what it promises, in JSONata, within a time', () => {
    expect(definition.Comment).toMatch(/\.$/);
    expect(definition.QueryLanguage).toBe('JSONata');
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
  });

  it('gives every task a time, and every wait a way out', () => {
    const wrong = tasksOf(definition).filter(([, state]) => {
      const waits = state.Resource?.endsWith('.waitForTaskToken');
      const expires = state.Catch?.some(({ ErrorEquals }) =>
        ErrorEquals?.some((error) => error === 'States.Timeout' || error === 'States.ALL'),
      );
      return state.TimeoutSeconds === undefined || (waits && !expires);
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('tries again only what may pass, and always what Lambda itself could not do', () => {
    const wrong = tasksOf(definition).filter(([, { Retry = [] }]) => {
      const retried = Retry.flatMap(({ ErrorEquals }) => ErrorEquals);
      const known = retried.every((error) => transient.includes(error));
      const complete = transientOfLambda.every((error) => retried.includes(error));
      return !known || !complete || Retry.some(({ JitterStrategy }) => JitterStrategy !== 'FULL');
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('calls systems with the one retry policy of the adapters', () => {
    const calls = tasksOf(definition).filter(([, state]) => callsAdapter(state));
    for (const [name, { Retry = [] }] of calls) {
      const [retrier, ...others] = Retry.filter(({ ErrorEquals }) =>
        ErrorEquals.includes('AdapterUnavailable'),
      );
      const { ErrorEquals: _, ...policy } = retrier ?? { ErrorEquals: [] };
      expect([name, policy, others.length]).toEqual([name, retryPolicy, 0]);
    }
  });

  it('undoes right after what it undoes, last done first undone', () => {
    expect(blocksOf(definition).flatMap(({ States }) => misplacedUndos(Object.entries(States)))).toEqual([]);
  });

  it('limits every map, because LocalStack starts a thread per item otherwise', () => {
    const maps = statesOf(definition).filter(([, { Type }]) => Type === 'Map');
    expect(
      maps.filter(([, { MaxConcurrency }]) => typeof MaxConcurrency !== 'number').map(([name]) => name),
    ).toEqual([]);
    expect(text).not.toMatch(/ItemBatcher|ToleratedFailurePercentage/);
  });

  it('assigns in no child of a map what its parent assigns, because Step Functions refuses the child', () => {
    expect(shadowed(definition, new Set())).toEqual([]);
  });

  it('names no resource, account or region: placeholders only', () => {
    const arns = text.match(/arn:[^"]*/g) ?? [];
    expect(arns.filter((arn) => !/^arn:aws:states:::[A-Za-z:.-]+$/.test(arn))).toEqual([]);
    expect(text).not.toMatch(/\b\d{12}\b|[a-z]{2}-[a-z]+-\d\b/);
  });

  it('names states as the house rules say', () => {
    const wrong = statesOf(definition).filter(([name, { Type }]) => {
      const isGeneric = ['Pass', 'Map', 'Parallel', 'Choice', 'Wait', 'Task'].includes(name);
      const asks = /^(Is|Are|Has|Have|What|Does|Can)[A-Z]/.test(name);
      return isGeneric || !/^([A-Z][a-z0-9]+)+$/.test(name) || (Type === 'Choice') !== asks;
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });
});

it('gives every function more time than a store tries for, so that who gives up can still say why', () => {
  const writers = allFunctions().filter(({ access }) => Object.values(access.tables ?? {}).includes('write'));
  expect(writers.length).toBeGreaterThan(10);
  const tooShort = writers.filter((spec) => timeoutSecondsOf(spec) * 1000 < PATIENCE_MS * 1.5);
  expect(tooShort.map(({ entry }) => entry)).toEqual([]);
});

/** Variables that states inside maps and branches assign although a state around them does. */
function shadowed(block: Block, outer: ReadonlySet<string>): string[] {
  const states = Object.values(block.States);
  const own = new Set(
    states.flatMap((state) =>
      [state, ...(state.Catch ?? []), ...(state.Choices ?? [])].flatMap(({ Assign = {} }) =>
        Object.keys(Assign),
      ),
    ),
  );
  const known = new Set([...outer, ...own]);
  return [
    ...[...own].filter((name) => outer.has(name)),
    ...states.flatMap((state) => innerBlocks(state).flatMap((inner) => shadowed(inner, known))),
  ];
}

/**
 * Undo states stand in one run behind what they undo; between them only choices. `UndoMoveStock` undoes `MoveStock`;
 * `UndoStock` undoes the one state before the run that is a verb and `Stock`.
 */
function misplacedUndos(states: readonly [name: string, state: State][]): string[] {
  const names = states.map(([name]) => name);
  const isUndo = (name: string | undefined) => name?.startsWith('Undo') ?? false;
  const first = (index: number): number => {
    const [, previous] = states[index - 1] ?? [];
    return isUndo(names[index - 1]) || (previous?.Type === 'Choice' && names.slice(0, index - 1).some(isUndo))
      ? first(index - 1)
      : index;
  };
  const undone = new Map<string, number>();
  const targets = names.map((name, index) => {
    if (!isUndo(name)) return undefined;
    const done = name.slice('Undo'.length);
    const before = names.slice(0, first(index));
    const exact = before.indexOf(done);
    const target =
      exact >= 0
        ? exact
        : before.findLastIndex(
            (other) => new RegExp(`^[A-Z][a-z]+${done}$`).test(other) && !undone.has(other),
          );
    if (target >= 0) undone.set(names[target] ?? '', target);
    return target;
  });
  return names.filter((name, index) => {
    const target = targets[index];
    if (target === undefined) return false;
    const runStart = first(index);
    const earlierInRun = targets.slice(runStart, index).filter((other) => other !== undefined);
    const follows = runStart === index ? target === index - 1 : true;
    const reversed = earlierInRun.every((other) => other > target);
    return target < 0 || !follows || !reversed || name === 'Undo';
  });
}
