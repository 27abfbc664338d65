import type { KnipConfig } from 'knip';
import { allFunctions } from './lib/kernel.ts';

/** What nothing may import and yet is used. Any other file, export or package that nobody needs fails the check. */
export default {
  entry: [
    'bin/tallyflow.ts',
    ...allFunctions().map(({ entry }) => `lambdas/${entry}.ts`),
    // Takes the place of a package in every bundle, see scripts/bundle.ts.
    'lambdas/shared/environment-credentials.ts',
    'scripts/*.{ts,mjs}',
    // Each measures a process of its own.
    'scripts/bench/read-*.ts',
    'local/aws/cli.ts',
    'local/systems/cli.ts',
    'local/aws/host/tallyflow_localstack/bootstrap.mjs',
    'test/**/*.test.ts',
    'test/support/*-setup.ts',
  ],
  project: ['{bin,lib,lambdas,events,local,scripts,test}/**/*.{ts,mjs}'],
  ignoreExportsUsedInFile: true,
  // Started by its path: the CDK's command line.
  ignoreDependencies: ['aws-cdk'],
} satisfies KnipConfig;
