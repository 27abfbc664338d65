import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stageNames } from '../../lib/stage.ts';
import { bundleCheckout } from '../bundle.ts';
import { type Figure, median, secondsSince } from './figure.ts';

const RUNS = 3;
const root = path.resolve(import.meta.dirname, '../..');

export const synth: Figure = {
  name: 'synth',
  title: 'Synthesis',
  how:
    `Wall time of the app in a fresh process, bundles built before, middle of ${RUNS} runs taken in turns: all stages ` +
    '(local, dev, prod with every stack) beside a bare app of two stacks, a table and a function that reads it, with the same feature flags.',
  measure: async () => {
    await bundleCheckout();
    const { context } = JSON.parse(await readFile(path.join(root, 'cdk.json'), 'utf8')) as {
      context: unknown;
    };
    const times = { whole: [] as number[], bare: [] as number[], one: [] as number[] };
    for (let run = 0; run < RUNS; run++) {
      times.bare.push(await seconds(import.meta.resolve('./bare-app.ts'), context));
      times.whole.push(await seconds(import.meta.resolve('../../bin/tallyflow.ts'), context));
      times.one.push(
        await seconds(import.meta.resolve('../../bin/tallyflow.ts'), {
          ...(context as object),
          stage: 'prod',
        }),
      );
    }
    const [whole, bare] = [median(times.whole), median(times.bare)];
    return [
      { what: `all ${stageNames.length} stages`, value: whole, unit: 's' },
      { what: 'one stage (prod)', value: median(times.one), unit: 's' },
      { what: 'a bare app of two stacks', value: bare, unit: 's' },
      { what: 'all stages to the bare app', value: whole / bare, unit: 'times', atMost: 3 },
    ];
  },
};

async function seconds(app: string, context: unknown): Promise<number> {
  const out = await mkdtemp(path.join(os.tmpdir(), 'tallyflow-bench-'));
  try {
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(app)], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    if (status !== 0) throw new Error(`${app} cannot be synthesized: ${stderr.trim()}`);
    return secondsSince(began);
  } finally {
    await rm(out, { recursive: true });
  }
}
