import { spawn } from 'node:child_process';
import path from 'node:path';
import { pythonTool } from '../../local/aws/python-tool.ts';
import type { Figure } from './figure.ts';
import { startRestServer } from './rest-server.ts';

/** Property-based contract tester from PyPI; pinned, in a place of its own. */
const SCHEMATHESIS = 'schemathesis==4.32.5';
const SEED = 20_260_302;
const EXAMPLES = 100;

export const restContract: Figure = {
  name: 'rest-contract',
  title: 'The REST contract under made-up requests',
  how: `${SCHEMATHESIS} makes requests from api/openapi.json (up to ${EXAMPLES} an operation and phase, seed ${SEED}; valid and broken ones, and calls that follow from each other) for all routes over stores in memory. A failure is a server error, a status, type, header or body the document does not list, or a broken request that is taken.`,
  measure: async ({ say }) => {
    const tool = path.join(await pythonTool('schemathesis', [SCHEMATHESIS]), 'schemathesis');
    const server = await startRestServer();
    try {
      const { status, text } = await run(tool, [
        '--config-file',
        path.join(import.meta.dirname, 'schemathesis.toml'),
        'run',
        path.resolve('api/openapi.json'),
        '--url',
        server.url,
        '--header',
        'Authorization: Bearer everybody',
        '--max-examples',
        String(EXAMPLES),
        '--seed',
        String(SEED),
        '--exclude-checks',
        // The header is ours to send: a request without it is the walk over all routes' to try.
        'ignored_auth',
        '--suppress-health-check',
        'all',
      ]);
      const count = (pattern: RegExp) => Number(pattern.exec(text)?.[1]?.replaceAll(/\D/g, '') ?? Number.NaN);
      if (status !== 0) say(text.slice(Math.max(0, text.indexOf('= FAILURES ='))));
      return [
        { what: 'test cases', value: count(/(\d[\d,]*) generated/), unit: '', atLeast: 2_000 },
        { what: 'failures', value: status === 0 ? 0 : count(/(\d+) unique failures?/), unit: '', atMost: 0 },
      ];
    } finally {
      await server.stop();
    }
  },
};

/** Not by `spawnSync`: the server it calls runs in this process. */
function run(tool: string, args: readonly string[]): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { env: { ...process.env, NO_COLOR: '1', COLUMNS: '160' } });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      text += String(chunk);
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, text }));
  });
}
