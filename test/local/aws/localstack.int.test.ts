import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { CreateStateMachineCommand, SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { freePort, startLocalStack, useOrStart } from '../../../local/aws/localstack.ts';
import { checkout, localFolder, nodeBinary } from '../../../local/aws/paths.ts';
import { eventually } from '../../support/eventually.ts';

const run = promisify(execFile);
const homes: string[] = [];

function newHome(): string {
  const home = mkdtempSync(path.join(localFolder, 'test-home-'));
  homes.push(home);
  return home;
}

/** Every process of a group that is not a zombie. */
async function group(id: number): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pgid=,stat=,args=']);
  return stdout.split('\n').filter((line) => new RegExp(`^\\s*${id}\\s+[^Z]`).test(line));
}

afterAll(() => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

describe('LocalStack', () => {
  it('ends with all its children when who started it is killed', async () => {
    const home = newHome();
    const port = await freePort();
    const script = `import { startLocalStack } from './local/aws/localstack.ts';
      await startLocalStack({ home: ${JSON.stringify(home)}, port: ${port} });
      console.log('up');
      setInterval(() => {}, 1000);`;
    const starter = spawn(nodeBinary(), ['--input-type=module', '-e', script], { cwd: checkout });
    await once(starter.stdout, 'data');
    const { pid } = JSON.parse(readFileSync(path.join(home, 'localstack.pid.json'), 'utf8'));
    const processes = await group(pid);
    expect(processes.join('\n')).toContain('dynamodb');
    starter.kill('SIGKILL');
    await eventually(async () => expect(await group(pid)).toEqual([]));
  });

  it('says in one sentence that it died, and leaves no child behind', async () => {
    const localStack = await startLocalStack({ home: newHome(), port: await freePort() });
    const work = localStack.during(new Promise(() => {}));
    process.kill(localStack.pid ?? 0, 'SIGKILL');
    await expect(work).rejects.toThrow(
      /^LocalStack ended unexpectedly.*: run the command again; its log is .*\.log\.$/,
    );
    await eventually(async () => expect(await group(localStack.pid ?? 0)).toEqual([]));
    await localStack.stop();
  });

  it('says which port is taken and how to choose another', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    await expect(startLocalStack({ home: newHome(), port })).rejects.toThrow(
      new RegExp(
        `^Port ${port} is taken by another program: stop that program, or .* TALLYFLOW_PORT=\\d+\\.$`,
      ),
    );
    server.close();
  });
});

describe('the user’s own LocalStack', () => {
  const withEndpoint = async <T>(endpoint: string, use: () => Promise<T>): Promise<T> => {
    process.env.AWS_ENDPOINT_URL = endpoint;
    try {
      return await use();
    } finally {
      delete process.env.AWS_ENDPOINT_URL;
    }
  };

  it('is used as it is, and left alone', async () => {
    const endpoint = inject('awsEndpoint');
    const localStack = await withEndpoint(`${endpoint}/`, () => useOrStart({ home: newHome() }));
    expect(localStack).toMatchObject({ endpoint, started: false, pid: undefined });
    await localStack.stop();
    expect((await fetch(`${endpoint}/_localstack/health`)).ok).toBe(true);
  });

  it('is asked for in one sentence when it does not answer', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    await expect(withEndpoint(endpoint, () => useOrStart())).rejects.toThrow(
      `AWS_ENDPOINT_URL is ${endpoint}, but no LocalStack answers there (ECONNREFUSED): start it, or unset`,
    );
  });
});

describe('state machines', () => {
  const client = new SFNClient({
    endpoint: inject('awsEndpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    disableHostPrefix: true,
  });
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  const create = async (name: string, definition: object): Promise<string> => {
    const command = new CreateStateMachineCommand({
      name: `${name}-${process.pid}`,
      type: 'EXPRESS',
      roleArn,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    });
    return (await client.send(command)).stateMachineArn ?? '';
  };
  const start = async (stateMachineArn: string, input: unknown) => {
    const command = new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { output, error, cause } = await client.send(command);
    return { output: output && JSON.parse(output), error, cause };
  };

  it('keep any text in a variable as it is', async () => {
    const machine = await create('text', {
      StartAt: 'Keep',
      States: {
        Keep: { Type: 'Pass', Assign: { text: '{% $states.input.text %}' }, Next: 'Give' },
        Give: { Type: 'Succeed', Output: '{% {"text": $text} %}' },
      },
    });
    const text = 'say "hello"\n\\ and 3/4″';
    expect((await start(machine, { text })).output).toEqual({ text });
  });

  it('start an Express machine and wait for it', async () => {
    const inner = await create('inner', {
      StartAt: 'Done',
      States: { Done: { Type: 'Succeed', Output: 42 } },
    });
    const outer = await create('outer', {
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
          Arguments: { StateMachineArn: inner, Input: '{}' },
          Output: '{% $states.result.Output %}',
          End: true,
        },
      },
    });
    expect(await start(outer, {})).toMatchObject({ output: '42', error: undefined });
  });
});
