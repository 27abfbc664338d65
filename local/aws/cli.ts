import { existsSync, watchFile } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { LocalAwsError, runCommand } from './errors.ts';
import { isHealthy, logPath, running, startLocalStack, stopRunning, useOrStart } from './localstack.ts';
import { checkout, defaultHome } from './paths.ts';

const usage = `npm run local -- <command>
  up       starts LocalStack and leaves it running
  down     stops it and everything it started
  status   says whether it runs, and where
  logs     prints its log; with -f, follows it
  reset    empties it: stops it, removes its state and, if it ran, starts it again`;

const home = defaultHome;
const commands: Record<string, (args: string[]) => Promise<number>> = { up, down, status, logs, reset };

async function up(): Promise<number> {
  const localStack = await useOrStart({ home, keep: true, onProgress: (message) => console.log(message) });
  const how = localStack.pid ? `process ${localStack.pid}` : 'yours, named by AWS_ENDPOINT_URL';
  console.log(`LocalStack is up at ${localStack.endpoint} (${how})`);
  return 0;
}

async function down(): Promise<number> {
  refuseForeign();
  console.log((await stopRunning(home)) ? 'LocalStack is down' : 'LocalStack was not running');
  return 0;
}

async function status(): Promise<number> {
  if (process.env.AWS_ENDPOINT_URL) return up();
  const localStack = running(home);
  if (!localStack) {
    console.log('LocalStack is not running: start it with `npm run local -- up`');
    return 1;
  }
  const healthy = await isHealthy(localStack.endpoint);
  const state = healthy ? 'is up' : 'runs but does not answer';
  console.log(`LocalStack ${state} at ${localStack.endpoint} (process ${localStack.pid})`);
  console.log(`log and state: ${path.relative(checkout, home)}`);
  return healthy ? 0 : 1;
}

async function logs(args: string[]): Promise<number> {
  const file = logPath(home);
  if (!existsSync(file))
    throw new LocalAwsError('There is no log yet: start LocalStack with `npm run local -- up`.');
  let shown = 0;
  const show = async () => {
    const handle = await open(file);
    const { size } = await handle.stat();
    if (size < shown) shown = 0;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - shown), 0, size - shown, shown);
    shown += bytesRead;
    process.stdout.write(buffer.subarray(0, bytesRead));
    await handle.close();
  };
  if (!args.includes('-f')) {
    process.stdout.write(await readFile(file));
    return 0;
  }
  await show();
  watchFile(file, { interval: 300 }, show);
  return new Promise(() => {});
}

async function reset(): Promise<number> {
  refuseForeign();
  const port = new URL(running(home)?.endpoint ?? 'http://none').port;
  await stopRunning(home);
  await rm(home, { recursive: true, force: true });
  if (!port) {
    console.log('LocalStack was not running; its state is removed');
    return 0;
  }
  const localStack = await startLocalStack({
    home,
    keep: true,
    port: Number(port),
    onProgress: (message) => console.log(message),
  });
  console.log(`LocalStack is up and empty at ${localStack.endpoint} (process ${localStack.pid})`);
  return 0;
}

function refuseForeign(): void {
  if (process.env.AWS_ENDPOINT_URL) {
    throw new LocalAwsError(
      'AWS_ENDPOINT_URL names a LocalStack of your own, which this command leaves alone: unset it to manage this project’s.',
    );
  }
}

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command) await runCommand(() => command(args));
else {
  console.error(usage);
  process.exitCode = 1;
}
