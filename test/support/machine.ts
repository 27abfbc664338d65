import { readFileSync } from 'node:fs';
import jsonata from 'jsonata';
import type { CompleteWait } from '../../lambdas/shared/wait-token.ts';
import { copy } from '../../lambdas/store/memory/rows.ts';

/**
 * Runs a state machine definition in this process: the real ASL text, the real task functions, no AWS. Retries happen at
 * once, waits end when somebody completes their token. It knows the states and fields our definitions use and refuses
 * anything else, so it can never pass over something silently.
 */

type Json = unknown;
type Variables = Readonly<Record<string, Json>>;
export type TaskFunction = (payload: Json) => Promise<Json>;

interface State {
  readonly Type: 'Task' | 'Choice' | 'Map' | 'Parallel' | 'Succeed';
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: Json };
  readonly Assign?: Json;
  readonly Output?: Json;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: number;
  readonly TimeoutSeconds?: Json;
  readonly ItemProcessor?: Machine & {
    readonly ProcessorConfig: { readonly Mode: 'INLINE' | 'DISTRIBUTED' };
  };
  readonly Branches?: readonly Machine[];
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string; readonly Assign?: Json }[];
  readonly Default?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Assign?: Json;
    readonly Output?: Json;
  }[];
  readonly Next?: string;
  readonly End?: boolean;
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state failed for good: `name` is what `Catch` matches. */
export class StateFailed extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const KNOWN = new Set([
  'Type',
  'Comment',
  'Resource',
  'TimeoutSeconds',
  'Arguments',
  'Assign',
  'Output',
  'Items',
  'ItemSelector',
  'ItemProcessor',
  'MaxConcurrency',
  'Branches',
  'Choices',
  'Default',
  'Retry',
  'Catch',
  'Next',
  'End',
]);

export interface MachineRun {
  /** Settles when the execution ends; rejects with StateFailed when nothing caught an error. */
  readonly ended: Promise<Json>;
  /** Names of the states entered by the execution itself, children of a distributed Map left out. */
  readonly entered: readonly string[];
}

export interface LocalMachine {
  start(input: Json, executionArn: string): MachineRun;
  readonly completeWait: CompleteWait;
  /** Ends every open wait as its timeout would. */
  timeOut(): void;
  readonly waiting: number;
}

/** Far fewer than the 25,000 history events an execution may have, far more than any test needs. */
const MOST_STATES = 3_000;

/** Expressions compiled once for all machines of a test file. */
const compiled = new Map<string, ReturnType<typeof jsonata>>();

export function localMachine(
  process: string,
  functions: Readonly<Record<string, TaskFunction>>,
): LocalMachine {
  const definition = JSON.parse(
    readFileSync(new URL(`../../statemachines/${process}.asl.json`, import.meta.url), 'utf8'),
  ) as Machine;
  const waits = new Map<string, { resolve: (output: Json) => void; reject: (error: Error) => void }>();
  let tokens = 0;

  const evaluate = async (template: Json, states: Variables, variables: Variables): Promise<Json> => {
    if (typeof template === 'string') {
      const expression = /^\{%(.*)%\}$/s.exec(template)?.[1];
      if (expression === undefined) return template;
      const program = compiled.get(expression) ?? jsonata(expression);
      compiled.set(expression, program);
      const value: Json = await program.evaluate({}, { ...variables, states });
      if (value === undefined)
        throw new StateFailed('States.QueryEvaluationError', `${expression} has no value`);
      // JSONata marks its sequences; a plain copy is what a state machine passes on.
      return copy(value);
    }
    if (Array.isArray(template))
      return Promise.all(template.map((item) => evaluate(item, states, variables)));
    if (template !== null && typeof template === 'object') {
      const entries = await Promise.all(
        Object.entries(template).map(
          async ([key, value]) => [key, await evaluate(value, states, variables)] as const,
        ),
      );
      return Object.fromEntries(entries);
    }
    return template;
  };

  const invoke = async (state: State, states: Variables, variables: Variables): Promise<Json> => {
    const placeholder = /^\$\{(\w+)\}$/.exec(state.Arguments?.FunctionName ?? '')?.[1] ?? '';
    const call = functions[placeholder];
    if (!call) throw new Error(`the definition invokes ${placeholder}, which the test does not provide`);
    const waitsForToken = state.Resource?.endsWith('.waitForTaskToken');
    const token = `${process}-token-${++tokens}`;
    const answer = waitsForToken
      ? new Promise<Json>((resolve, reject) => waits.set(token, { resolve, reject }))
      : undefined;
    // Handled below; without this a wait that ends while its function runs would be an unhandled rejection.
    answer?.catch(() => undefined);
    const context = { ...(states.context as object), Task: { Token: token } };
    const seconds = await evaluate(state.TimeoutSeconds, states, variables);
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds <= 0)
      throw new StateFailed('States.QueryEvaluationError', `TimeoutSeconds is ${JSON.stringify(seconds)}`);
    const payload = await evaluate(state.Arguments?.Payload, { ...states, context }, variables);
    try {
      const result = await call(copy(payload));
      if (!answer) return { Payload: result === undefined ? null : copy(result) };
    } catch (error) {
      // A wait that was completed before its function died has ended well; any other token dies with its attempt.
      if (!answer || waits.delete(token)) throw error;
    }
    return await answer;
  };

  const runMap = async (state: State, input: Json, variables: Variables, context: Json): Promise<Json> => {
    const items = (await evaluate(state.Items, { input, context }, variables)) as Json[];
    if (!Array.isArray(items)) throw new StateFailed('States.QueryEvaluationError', 'Items is no array');
    const processor = state.ItemProcessor as NonNullable<State['ItemProcessor']>;
    const distributed = processor.ProcessorConfig.Mode === 'DISTRIBUTED';
    const runChild = async (item: Json, index: number): Promise<Json> => {
      const inner = { ...(context as object), Map: { Item: { Value: item, Index: index } } };
      const child =
        state.ItemSelector === undefined
          ? item
          : await evaluate(state.ItemSelector, { input, context: inner }, variables);
      // A child of a distributed Map is an execution of its own: it sees none of our variables.
      return runStates(processor, child, distributed ? {} : variables, inner, []);
    };
    const results: Json[] = [];
    const failures: Error[] = [];
    let next = 0;
    const work = async () => {
      while (next < items.length && failures.length === 0) {
        const index = next++;
        try {
          results[index] = await runChild(items[index], index);
        } catch (error) {
          failures.push(error as Error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(state.MaxConcurrency ?? 1, items.length) }, work));
    const [failure] = failures;
    if (failure && distributed)
      throw new StateFailed('States.ExceedToleratedFailureThreshold', failure.message);
    if (failure) throw failure;
    return results;
  };

  /** Branches see the variables around them, and the first one that fails fails them all. */
  const runBranches = (state: State, input: Json, variables: Variables, context: Json): Promise<Json> =>
    Promise.all((state.Branches ?? []).map((branch) => runStates(branch, input, variables, context, [])));

  const runStates = async (
    machine: Machine,
    firstInput: Json,
    outer: Variables,
    context: Json,
    entered: string[],
  ): Promise<Json> => {
    let name = machine.StartAt;
    let input = firstInput;
    let variables = outer;
    const retries = new Map<object, number>();
    for (;;) {
      const state = machine.States[name];
      if (!state) throw new Error(`state ${name} does not exist`);
      const unknown = Object.keys(state).find((field) => !KNOWN.has(field));
      if (unknown) throw new Error(`state ${name} uses ${unknown}, which this runner does not know`);
      entered.push(name);
      if (entered.length > MOST_STATES)
        throw new StateFailed('States.Runtime', `${name}: the execution goes in circles`);
      if (state.Type === 'Succeed')
        return state.Output === undefined ? input : evaluate(state.Output, { input, context }, variables);
      if (state.Type === 'Choice') {
        let next = state.Default;
        for (const choice of state.Choices ?? []) {
          if ((await evaluate(choice.Condition, { input, context }, variables)) !== true) continue;
          next = choice.Next;
          if (choice.Assign)
            variables = {
              ...variables,
              ...((await evaluate(choice.Assign, { input, context }, variables)) as object),
            };
          break;
        }
        if (!next) throw new StateFailed('States.NoChoiceMatched', name);
        name = next;
        continue;
      }
      try {
        const result =
          state.Type === 'Map'
            ? await runMap(state, input, variables, context)
            : state.Type === 'Parallel'
              ? await runBranches(state, input, variables, context)
              : await invoke(state, { input, context }, variables);
        const states = { input, result, context };
        const output = state.Output === undefined ? result : await evaluate(state.Output, states, variables);
        if (state.Assign)
          variables = { ...variables, ...((await evaluate(state.Assign, states, variables)) as object) };
        if (state.End) return output;
        input = output;
        name = state.Next ?? '';
        retries.clear();
      } catch (error) {
        const caught = error as Error;
        const retrier = state.Retry?.find((candidate) => matches(candidate.ErrorEquals, caught.name));
        const tried = retrier ? (retries.get(retrier) ?? 0) : 0;
        if (retrier && tried < (retrier.MaxAttempts ?? 3)) {
          retries.set(retrier, tried + 1);
          entered.pop();
          continue;
        }
        const catcher = state.Catch?.find((candidate) => matches(candidate.ErrorEquals, caught.name));
        if (!catcher) throw new StateFailed(caught.name, `${name}: ${caught.message}`);
        const errorOutput = {
          Error: caught.name,
          Cause: JSON.stringify({ errorType: caught.name, errorMessage: caught.message }),
        };
        if (catcher.Assign)
          variables = {
            ...variables,
            ...((await evaluate(catcher.Assign, { input, errorOutput, context }, variables)) as object),
          };
        input =
          catcher.Output === undefined
            ? errorOutput
            : await evaluate(catcher.Output, { input, errorOutput, context }, variables);
        name = catcher.Next;
        retries.clear();
      }
    }
  };

  return {
    start: (input, executionArn) => {
      const entered: string[] = [];
      return {
        ended: runStates(definition, input, {}, { Execution: { Id: executionArn } }, entered),
        entered,
      };
    },
    completeWait: async (taskToken, result) => {
      const wait = waits.get(taskToken);
      if (!wait) return false;
      waits.delete(taskToken);
      if ('output' in result) wait.resolve(JSON.parse(JSON.stringify(result.output)));
      else wait.reject(new StateFailed(result.error, result.cause));
      return true;
    },
    timeOut: () => {
      for (const [token, wait] of waits) {
        waits.delete(token);
        wait.reject(new StateFailed('States.Timeout', 'the wait took too long'));
      }
    },
    get waiting() {
      return waits.size;
    },
  };
}

function matches(errors: readonly string[], name: string): boolean {
  return (
    errors.includes(name) ||
    errors.includes('States.ALL') ||
    (errors.includes('States.TaskFailed') && name !== 'States.Timeout')
  );
}
