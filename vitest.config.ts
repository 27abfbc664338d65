import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  test: {
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
