import { readFileSync } from 'node:fs';
import { SFNClient, TestStateCommand, type TestStateCommandOutput } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import { localCredentials } from '../../local/credentials.ts';

export interface StateCase {
  readonly state: string;
  readonly input?: unknown;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What the task answers. */
  readonly returns?: unknown;
  /** The error the task raises. */
  readonly throws?: string;
  /** How often the state has been retried already. */
  readonly retried?: number;
}

/** What a state does, what it is given, and where that leads: a state's name, or one of the ends below. */
export type StateRow = readonly [does: string, given: StateCase, leadsTo: string];
type Step = ReturnType<typeof stateTester>;

/** Ends that are no state: of the machine or the branch, another try, a failure. */
export const END = '(end)';
export const RETRY = '(another try)';
export const FAIL = '(failure)';

/** The state that claims a business key: what it answers leads on, who came second ends, and only what passes is tried again. */
export function openingRows(
  state: string,
  { returns, ...given }: Omit<StateCase, 'state'>,
  leadsTo: string,
): StateRow[] {
  const throwing = (throws: string) => ({ state, ...given, throws });
  return [
    ['claims its key and goes on', { state, ...given, returns }, leadsTo],
    ['ends quietly when it runs already', throwing('AlreadyRunning'), 'AlreadyRunning'],
    ['tries a lost conditional write again', throwing('WriteConflict'), RETRY],
    ['never retries a broken contract', throwing('ContractViolation'), FAIL],
  ];
}

/** A wait ends with what came, and at its deadline with nothing; both are looked at in the same state. */
export function waitRows(state: string, variables: StateCase['variables'], leadsTo: string): StateRow[] {
  return [
    ['looks at what came', { state, variables, returns: { pending: ['1:news/E'], chunks: [1] } }, leadsTo],
    ['looks at the deadline when nothing came', { state, variables, throws: 'States.Timeout' }, leadsTo],
  ];
}

/** A test for each row. */
export function stateRows(step: Step, rows: readonly StateRow[]): void {
  it.each(rows)('%s', async (_does, given, leadsTo) => {
    expect(await wayOf(step)(given)).toBe(leadsTo);
  });
}

/** Where a state leads: after an answer where it goes on, after an error where it is caught, if it is. */
export function wayOf(step: Step): (given: StateCase) => Promise<string> {
  return async (given) => {
    const { status, next, error } = await step(given);
    if (status === 'RETRIABLE' && error === given.throws) return RETRY;
    if (status === 'FAILED') return FAIL;
    const expected = given.throws === undefined ? 'SUCCEEDED' : 'CAUGHT_ERROR';
    if (status !== expected) throw new Error(`${given.state} is ${status} with ${error}, not ${expected}`);
    return next ?? END;
  };
}

/**
 * Runs single states of a definition with a mocked task, as Step Functions itself would: variables, retries, catches.
 * States inside a Map or a Parallel are found by name too, since state names are unique in a definition.
 */
export function stateTester(endpoint: string, process: string) {
  const client = new SFNClient({ endpoint, ...localCredentials, disableHostPrefix: true });
  const text = readFileSync(new URL(`../../statemachines/${process}.asl.json`, import.meta.url), 'utf8');
  const definition = text
    .replaceAll('${ChunkExecutionType}', 'STANDARD')
    .replaceAll(/\$\{\w+\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:mocked');
  const machines = machinesIn(JSON.parse(definition) as Machine);

  return async ({
    state,
    input = {},
    variables = {},
    returns,
    throws,
    retried,
  }: StateCase): Promise<{
    status: string | undefined;
    next: string | undefined;
    error: string | undefined;
    output: unknown;
  }> => {
    const machine = machines.find((candidate) => state in candidate.States);
    if (!machine) throw new Error(`state ${state} is in no machine of ${process}.asl.json`);
    const waits = machine.States[state]?.Resource?.endsWith('.waitForTaskToken');
    const command = new TestStateCommand({
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...alone(machine, state) }),
      stateName: state,
      roleArn: 'arn:aws:iam::000000000000:role/test',
      input: JSON.stringify(input),
      variables: JSON.stringify(variables),
      ...(returns !== undefined && {
        mock: { result: JSON.stringify(returns), fieldValidationMode: 'NONE' },
      }),
      ...(throws !== undefined && {
        mock: { errorOutput: { error: throws, cause: `${throws} in a test` } },
        stateConfiguration: { retrierRetryCount: retried ?? 0 },
      }),
      ...(waits && { context: JSON.stringify(CONTEXT) }),
    });
    const answer: TestStateCommandOutput = await client.send(command);
    return {
      status: answer.status,
      next: answer.nextState,
      error: answer.error,
      output: answer.output === undefined ? undefined : JSON.parse(answer.output),
    };
  };
}

const CONTEXT = {
  Execution: {
    Id: 'arn:aws:states:us-east-1:000000000000:execution:test:one',
    Name: 'one',
    Input: {},
    RoleArn: 'arn:aws:iam::000000000000:role/test',
    StartTime: '2026-03-02T08:00:00Z',
  },
  State: { Name: 'test', EnteredTime: '2026-03-02T08:00:00Z', RetryCount: 0 },
  StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:test', Name: 'test' },
  Task: { Token: 'token' },
};

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly ItemProcessor?: Machine;
  readonly Branches?: readonly Machine[];
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/**
 * One state with its neighbors as mere names. LocalStack parses a definition anew for every case, which takes seconds for a
 * long one and nothing for this.
 */
function alone(machine: Machine, name: string): Machine {
  const neighbors = Object.keys(machine.States).filter((other) => other !== name);
  return {
    StartAt: name,
    States: {
      ...Object.fromEntries(neighbors.map((other) => [other, { Type: 'Succeed' }])),
      [name]: machine.States[name] as State,
    },
  };
}

/** The definition, the bodies of its Maps and the branches of its Parallels, each as a machine of its own. */
function machinesIn(machine: Machine): Machine[] {
  const { StartAt, States } = machine;
  const inner = Object.values(States).flatMap(({ ItemProcessor, Branches = [] }) =>
    ItemProcessor ? [ItemProcessor, ...Branches] : Branches,
  );
  return [{ StartAt, States }, ...inner.flatMap(machinesIn)];
}
