import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { zip } from '../../support/zip.ts';

// Lambda functions run as processes here. Each test states what AWS does, so that code which works here works there.

const settings = {
  endpoint: inject('awsEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const lambda = new LambdaClient({ ...settings, maxAttempts: 1 });
const logs = new CloudWatchLogsClient(settings);
let functions = 0;

async function deploy(source: string, options: Partial<CreateFunctionCommandInput> = {}): Promise<string> {
  functions += 1;
  const FunctionName = `parity-${process.pid}-${functions}`;
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: 'arn:aws:iam::000000000000:role/parity',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 20,
      MemorySize: 256,
      Code: { ZipFile: zip({ 'index.mjs': source }) },
      ...options,
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.3 },
    { FunctionName },
  );
  return FunctionName;
}

async function invoke(FunctionName: string, event: unknown = {}) {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  return {
    failed: answer.FunctionError !== undefined,
    payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString()),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

async function logOf(functionName: string, group = `/aws/lambda/${functionName}`): Promise<string> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: group }));
  return events.map((event) => event.message).join('');
}

describe('the environment', () => {
  it('has AWS’s variables and the function’s own, runs in the task root, on the pinned Node.js', async () => {
    const name = await deploy(
      `export const handler = async (event, context) => ({
        cwd: process.cwd(), root: process.env.LAMBDA_TASK_ROOT, node: process.versions.node.split('.')[0],
        own: process.env.OWN, region: process.env.AWS_REGION, endpoint: process.env.AWS_ENDPOINT_URL,
        database: process.env.AWS_ENDPOINT_URL_DYNAMODB,
        name: process.env.AWS_LAMBDA_FUNCTION_NAME, memory: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        engine: process.env.AWS_EXECUTION_ENV, handler: process.env._HANDLER, trace: process.env._X_AMZN_TRACE_ID,
        key: typeof process.env.AWS_ACCESS_KEY_ID, host: process.env.HOME_OF_THE_HOST, left: context.getRemainingTimeInMillis(),
        internal: Object.keys(process.env).filter((name) => /LOCALSTACK|TALLYFLOW/.test(name)),
        context: [context.functionName, context.memoryLimitInMB, context.invokedFunctionArn], event,
      })`,
      { Environment: { Variables: { OWN: 'value' } } },
    );
    const { payload } = await invoke(name, { hello: 'wörld' });
    expect(payload).toMatchObject({
      root: payload.cwd,
      node: '24',
      own: 'value',
      region: 'us-east-1',
      endpoint: settings.endpoint,
      database: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      name,
      memory: '256',
      engine: 'AWS_Lambda_nodejs24.x',
      handler: 'index.handler',
      trace: expect.stringMatching(/^Root=/),
      key: 'string',
      internal: [],
      context: [name, '256', `arn:aws:lambda:us-east-1:000000000000:function:${name}`],
      event: { hello: 'wörld' },
    });
    expect(payload.left).toBeGreaterThan(15_000);
    expect(payload.left).toBeLessThanOrEqual(20_000);
  });

  it('keeps module state from one invocation to the next', async () => {
    const name = await deploy('let calls = 0; export const handler = async () => ++calls;');
    expect(
      [await invoke(name), await invoke(name), await invoke(name)].map(({ payload }) => payload),
    ).toEqual([1, 2, 3]);
  });

  it('loads CommonJS handlers, in folders too', async () => {
    const name = await deploy('', {
      Handler: 'src/app.api.handler',
      Code: {
        ZipFile: zip({ 'src/app.js': 'exports.api = { handler: async () => __dirname.endsWith("src") };' }),
      },
    });
    expect(await invoke(name)).toMatchObject({ failed: false, payload: true });
  });

  it('takes large events and answers', async () => {
    const name = await deploy('export const handler = async ({ text }) => ({ text });');
    const text = 'x'.repeat(5_000_000);
    expect((await invoke(name, { text })).payload.text).toHaveLength(text.length);
  });
});

describe('several environments', () => {
  const meeting = `import { randomUUID } from 'node:crypto';
    const id = randomUUID();
    export const handler = async ({ ms }) => { await new Promise((resolve) => setTimeout(resolve, ms)); return id; }`;

  it('serve invocations at once, and are used again', async () => {
    const name = await deploy(meeting);
    const ids = await Promise.all([1, 2, 3].map(async () => (await invoke(name, { ms: 2500 })).payload));
    expect(new Set(ids).size).toBe(3);
    expect(ids).toContain((await invoke(name, { ms: 0 })).payload);
  });

  it('are never more than the reserved concurrency', async () => {
    const name = await deploy(meeting);
    const reserve = { FunctionName: name, ReservedConcurrentExecutions: 2 };
    await lambda.send(new PutFunctionConcurrencyCommand(reserve));
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => invoke(name, { ms: 3000 })));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []));
    expect(refused).toEqual(['TooManyRequestsException', 'TooManyRequestsException']);
  });
});

describe('a failure', () => {
  const name = deploy(
    `let calls = 0;
    export const handler = async ({ how }) => {
      calls += 1;
      console.log('before', how);
      if (how === 'throw') throw new RangeError('out of range');
      if (how === 'text') throw 'just text';
      if (how === 'exit') process.exit(3);
      if (how === 'leave') process.exit(0);
      if (how === 'kill') { process.kill(process.pid, 'SIGKILL'); await new Promise((resolve) => setTimeout(resolve, 5000)); }
      if (how === 'reject') { Promise.reject(new Error('nobody listens')); await new Promise((resolve) => setTimeout(resolve, 5000)); }
      if (how === 'uncaught') { setTimeout(() => { throw new TypeError('in a timer'); }); await new Promise((resolve) => setTimeout(resolve, 5000)); }
      if (how === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
      if (how === 'spin') for (;;) ;
      if (how === 'never') return new Promise(() => {});
      if (how === 'bigint') return { n: 1n };
      if (how === 'circle') { const circle = {}; circle.circle = circle; return circle; }
      if (how === 'large') return 'x'.repeat(6_291_556);
      if (how === 'nothing') return undefined;
      return calls;
    }`,
    { Timeout: 2 },
  );

  // What the handler can survive leaves the environment as it is; anything else replaces it.
  it.each([
    ['throw', { errorType: 'RangeError', errorMessage: 'out of range' }],
    ['text', { errorType: 'string', errorMessage: 'just text' }],
    ['bigint', { errorType: 'Error', errorMessage: 'Unable to stringify response body' }],
    ['circle', { errorType: 'Error', errorMessage: 'Unable to stringify response body' }],
    [
      'large',
      { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.stringContaining('6291556 bytes') },
    ],
  ])('by %s is an error and keeps the environment', async (how, error) => {
    const before = await invoke(await name, { how: 'no' });
    expect(await invoke(await name, { how })).toMatchObject({ failed: true, payload: error });
    expect((await invoke(await name, { how: 'no' })).payload).toBe(before.payload + 2);
  });

  it.each([
    [
      'exit',
      'Runtime.ExitError',
      /^RequestId: [-0-9a-f]{36} Error: Runtime exited with error: exit status 3$/,
    ],
    ['leave', 'Runtime.ExitError', /Error: Runtime exited without providing a reason$/],
    ['kill', 'Runtime.ExitError', /Error: Runtime exited with error: signal: killed$/],
    ['reject', 'Runtime.UnhandledPromiseRejection', /^Error: nobody listens$/],
    ['uncaught', 'TypeError', /^in a timer$/],
    ['hang', 'Sandbox.Timedout', /^\S+Z [-0-9a-f]{36} Task timed out after 2\.00 seconds$/],
    ['spin', 'Sandbox.Timedout', /Task timed out after 2\.00 seconds$/],
  ])('by %s is %s and replaces the environment', async (how, errorType, errorMessage) => {
    const result = await invoke(await name, { how });
    expect(result).toMatchObject({ failed: true, payload: { errorType } });
    expect(result.payload.errorMessage).toMatch(errorMessage);
    expect(result.log).toContain(`before ${how}`);
    expect((await invoke(await name, { how: 'no' })).payload).toBe(1);
  });

  it.each(['never', 'nothing'])('is not what %s is: the answer is null', async (how) => {
    expect(await invoke(await name, { how })).toMatchObject({ failed: false, payload: null });
  });
});

describe('an initialization that fails', () => {
  it.each([
    ['by throwing', "console.log('loading'); throw new RangeError('no start');", 'RangeError', 'no start'],
    ['by exiting', "console.log('loading'); process.exit(7);", 'Runtime.ExitError', 'exit status 7'],
    [
      'for a missing package',
      "console.log('loading'); await import('not-bundled');",
      'Runtime.ImportModuleError',
      'not-bundled',
    ],
    [
      'for a package of this project',
      "import 'zod';",
      'Runtime.ImportModuleError',
      "Cannot find package 'zod'",
    ],
    ['for bad syntax', 'export const = 1;', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    [
      'for a missing handler',
      "console.log('loading'); export const other = 1;",
      'Runtime.HandlerNotFound',
      'handler',
    ],
    [
      'for a callback',
      'export const handler = (event, context, callback) => callback();',
      'Runtime.CallbackHandlerDeprecated',
      'callback',
    ],
  ])('%s is the error of each invocation, with its log', async (_, source, errorType, message) => {
    const name = await deploy(source);
    for (const _attempt of [1, 2]) {
      const result = await invoke(name);
      expect(result).toMatchObject({ failed: true, payload: { errorType } });
      expect(result.payload.errorMessage).toContain(message);
      if (source.includes('loading')) expect(result.log).toContain('loading');
    }
  });
});

describe('the log', () => {
  it('holds what one invocation wrote, between its own lines, and no more', async () => {
    const name = await deploy(
      `console.log('at the start');
      export const handler = async ({ id, size = 0 }) => {
        console.log('first\\nsecond', id);
        process.stderr.write('from stderr ' + id + '\\n');
        if (size) console.log('y'.repeat(size) + 'end');
        process.stdout.write('no line end ' + id);
      }`,
    );
    const [one, two] = [await invoke(name, { id: 'one' }), await invoke(name, { id: 'two' })];
    const lines = one.log.trim().split('\n');
    expect(lines.map((line) => line.split(/[\s:]/)[0])).toEqual([
      expect.stringMatching(/^\d{4}-/),
      'START',
      expect.stringMatching(/^\d{4}-/),
      'from',
      'no',
      'END',
      'REPORT',
    ]);
    expect(lines[2]).toMatch(/\tINFO\tfirst\rsecond one$/);
    expect(lines[6]).toMatch(/\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms/);
    expect(two.log).not.toMatch(/one|at the start|Init Duration/);
    // Far more than a pipe holds: nothing is cut off, and nothing stands still.
    await invoke(name, { id: 'three', size: 400_000 });
    await eventually(async () => {
      const all = await logOf(name);
      for (const id of ['one', 'two', 'three']) expect(all).toContain(`from stderr ${id}`);
      expect(all).toContain('yyyend');
    });
  });

  it('does not mix what several environments write at once', async () => {
    const name = await deploy(
      `export const handler = async ({ id }) => {
        for (let n = 0; n < 50; n += 1) { console.log('mark', id); await new Promise(setImmediate); }
      }`,
    );
    const results = await Promise.all(
      ['a', 'b', 'c'].map(async (id) => ({ id, ...(await invoke(name, { id })) })),
    );
    for (const { id, log } of results) {
      const marks = [...log.matchAll(/\tmark (\w)/g)].map((match) => match[1]);
      expect(new Set(marks)).toEqual(new Set([id]));
    }
    await eventually(async () => expect((await logOf(name)).match(/\tmark /g)).toHaveLength(150));
  });

  it('goes to the group and in the format that the function’s configuration names', async () => {
    const group = `/tallyflow/${process.pid}`;
    const name = await deploy("export const handler = async () => { console.warn('careful'); };", {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: group },
    });
    await invoke(name);
    await eventually(async () => {
      const lines = (await logOf(name, group))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map((line) => line.type ?? line.level)).toEqual([
        'platform.start',
        'WARN',
        'platform.report',
      ]);
      expect(lines[1]).toMatchObject({
        message: 'careful',
        requestId: expect.stringMatching(/^[-0-9a-f]{36}$/),
      });
    });
  });
});
