import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The suffix of a test file is its tier; each tier is one project, so `vitest run --project unit` is the fast loop. */
const tier = (
  name: string,
  options: { timeoutMs: number; shared?: boolean; alone?: boolean; globalSetup?: string },
) => ({
  test: {
    name,
    include: [`test/**/*.${name}.test.ts`],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    // They neither wait nor start anything, so every core has a worker.
    ...(options.shared ? { isolate: false, maxWorkers: '100%' } : {}),
    ...(options.alone ? { fileParallelism: false } : {}),
    ...(options.globalSetup ? { globalSetup: options.globalSetup } : {}),
  },
});

/** Files that play whole worlds begin, so that no core is left alone with one of them at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => /together|properties|outages/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      // Modules without state need no world of their own for each file: loading them was more than half of the time.
      tier('unit', { timeoutMs: 20_000, shared: true }),
      // Each test plays a story again for every write and call in it.
      tier('fault', { timeoutMs: 120_000, shared: true }),
      tier('infra', { timeoutMs: 60_000 }),
      tier('int', { timeoutMs: 60_000, globalSetup: 'test/support/int-setup.ts' }),
      tier('e2e', { timeoutMs: 300_000, alone: true, globalSetup: 'test/support/e2e-setup.ts' }),
    ],
  },
});
