// The inside of one Lambda execution environment: loads the handler as AWS's Node.js runtime does, then answers
// invocations until the pipe they come from is closed, which is also how it ends when LocalStack is gone.
import { existsSync, realpathSync, writeSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { Socket } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [requestFd, answerFd] = process.argv.splice(2).map(Number);
const stdout = process.stdout.write.bind(process.stdout);
const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const beforeExit = new Set();
let current;
let loading = true;
let marks = 0;
let memory = 0;

// Output is written before the next line of code runs, so that an exit never cuts it short.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);

// Environments of one function compile the same file; the second one may as well find it compiled.
enableCompileCache(process.env.TALLYFLOW_COMPILE_CACHE);
delete process.env.TALLYFLOW_COMPILE_CACHE;

stayInside(realpathSync(process.env.LAMBDA_TASK_ROOT));
patchConsole();
process.on('uncaughtException', (error) => fail(error, 'Uncaught Exception'));
process.on('unhandledRejection', (reason) => fail(rejection(reason), 'Unhandled Promise Rejection'));
process.on('beforeExit', () => {
  for (const listener of beforeExit) listener();
});

const handler = await load();
loading = false;
answer({ mark: mark() });
receive();

async function load() {
  try {
    const declared = process.env._HANDLER ?? '';
    const folder = path.dirname(declared);
    const [, file, names] = /^([^.]*)\.(.+)$/.exec(path.basename(declared)) ?? [];
    if (!file) throw named('Runtime.MalformedHandlerName', `Bad handler ${declared}`);
    const base = path.resolve(process.env.LAMBDA_TASK_ROOT, folder, file);
    const found = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync);
    if (!found)
      throw named('Runtime.ImportModuleError', `Error: Cannot find module '${path.join(folder, file)}'`);
    const module = await importModule(found);
    const pick = (root) => names.split('.').reduce((value, name) => value?.[name], root);
    const picked = pick(module) ?? pick(module.default);
    if (picked === undefined) {
      throw named('Runtime.HandlerNotFound', `${declared} is undefined or not exported`);
    }
    if (typeof picked !== 'function') throw named('Runtime.HandlerNotFound', `${declared} is not a function`);
    if (picked.length >= 3 && process.env.AWS_EXECUTION_ENV === 'AWS_Lambda_nodejs24.x') {
      throw named(
        'Runtime.CallbackHandlerDeprecated',
        'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.',
      );
    }
    return picked;
  } catch (error) {
    return fail(error, 'Uncaught Exception');
  }
}

/** Node looks for packages in every folder above, where the whole project's are; in the cloud there is nothing above. */
function stayInside(root) {
  const inside = `${pathToFileURL(root)}/`;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (!found.url.startsWith('file:') || found.url.startsWith(inside)) return found;
      const message = `Cannot find package '${specifier}' imported from ${context.parentURL}`;
      throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' });
    },
  });
}

async function importModule(file) {
  try {
    return await import(pathToFileURL(file));
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'MODULE_NOT_FOUND') {
      throw named('Runtime.ImportModuleError', `Error: ${error.message}`);
    }
    if (error instanceof SyntaxError)
      throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    throw error;
  }
}

function receive() {
  // A socket and not a file stream: a read that waits would hold one of the four threads that files and DNS share.
  const requests = new Socket({ fd: requestFd, readable: true, writable: false });
  let parts = [];
  requests.on('data', (chunk) => {
    const end = chunk.indexOf(10);
    if (end < 0) {
      parts.push(chunk);
      return;
    }
    const line = Buffer.concat([...parts, chunk.subarray(0, end)]).toString();
    parts = [chunk.subarray(end + 1)];
    invoke(JSON.parse(line), requests);
  });
  const leave = () => process.exit(0);
  requests.on('end', leave).on('error', leave).on('close', leave);
}

async function invoke(request, requests) {
  current = request;
  process.env._X_AMZN_TRACE_ID = request.trace;
  // While the handler runs only its own work keeps the loop alive: AWS answers null when nothing is left to wait for.
  requests.unref();
  const outcome = await run(request);
  requests.ref();
  const reply = 'error' in outcome ? { error: outcome.error } : serialize(outcome.value);
  current = undefined;
  // The kernel's own peak also counts the moment before this program began, when it was a copy of LocalStack.
  memory = Math.max(memory, Math.ceil(process.memoryUsage.rss() / 2 ** 20));
  answer({ ...reply, mark: mark(), memory });
}

function run(request) {
  return new Promise((resolve) => {
    const nothingLeft = () => settle({ value: null });
    const settle = (outcome) => {
      beforeExit.delete(nothingLeft);
      resolve(outcome);
    };
    const failed = (error) => {
      console.error('Invoke Error', described(error));
      settle({ error: plain(error) });
    };
    beforeExit.add(nothingLeft);
    const callback = (error, value) => (error ? failed(error) : settle({ value }));
    try {
      const result = handler(JSON.parse(request.event), context(request), callback);
      if (typeof result?.then === 'function') result.then((value) => settle({ value }), failed);
      else if (handler.length < 3) settle({ value: result });
    } catch (error) {
      failed(error);
    }
  });
}

function context(request) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: request.arn,
    awsRequestId: request.id,
    getRemainingTimeInMillis: () => Math.max(0, request.deadline - Date.now()),
  };
}

function serialize(value) {
  try {
    return { body: JSON.stringify(value) ?? 'null' };
  } catch {
    const error = new Error('Unable to stringify response body');
    console.error('Invoke Error', described(error));
    return { error: plain(error) };
  }
}

/** Ends the environment with an honest error: nobody knows what state an uncaught error leaves behind. */
function fail(error, title) {
  console.error(title, described(error));
  if (current) answer({ fatal: true, error: plain(error) });
  else if (loading) answer({ initError: plain(error) });
  process.exit(title === 'Unhandled Promise Rejection' ? 128 : 129);
}

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

function rejection(reason) {
  const error = named('Runtime.UnhandledPromiseRejection', String(reason));
  error.reason = reason instanceof Error ? plain(reason) : reason;
  return error;
}

/** The error as AWS returns it to the caller. */
function plain(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: String(error.name),
    errorMessage: String(error.message),
    trace: String(error.stack).split('\n'),
  };
}

/** The error as AWS logs it: with every own property. */
function described(error) {
  if (!(error instanceof Error)) return plain(error);
  const { trace: stack, ...rest } = plain(error);
  return { ...rest, ...error, stack };
}

function answer(message) {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(answerFd, bytes, sent);
}

/** What separates the output of one phase from the next; no handler can print it by chance. */
function mark() {
  marks += 1;
  const text = `\u0000${process.pid}-${marks}-${Math.random().toString(36).slice(2)}\u0000`;
  stdout(text);
  return text;
}

function patchConsole() {
  const levels = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...parts) => {
      const time = new Date().toISOString();
      const requestId = current?.id;
      if (json) {
        const message = parts.length === 1 && typeof parts[0] === 'object' ? parts[0] : formatted(parts);
        stdout(`${safeJson({ timestamp: time, level, requestId, message })}\n`);
      } else {
        // AWS keeps a message of several lines one event, with carriage returns for its line ends.
        stdout(
          `${time}\t${requestId ?? 'undefined'}\t${level}\t${formatted(parts).replaceAll('\n', '\r')}\n`,
        );
      }
    };
  }
}

function formatted(parts) {
  const last = parts.at(-1);
  const error = parts.length === 2 && typeof last === 'object' && last !== null && 'errorType' in last;
  return error ? `${parts[0]} \t${safeJson(last)}` : format(...parts);
}

function safeJson(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return format(value);
  }
}
