import { parseArgs } from 'node:util';
import { startSystems } from './server.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4600' } } });
const port = Number(values.port);

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port ${values.port} is not a port: use 0 (any free one) to 65535`);
  process.exitCode = 2;
} else {
  try {
    const { url, stop } = await startSystems({ port });
    console.log(`reference systems at ${url}, explained at ${url}/docs; end with Ctrl-C`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
