import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type Overrides, type StageName, stageSettings } from '../../lib/stage.ts';
import { defineStage } from '../../lib/tallyflow.ts';

const cdkJson: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
);

/** The app of some stages as `cdk synth` defines it, with a stand-in for the bundles, so that no build is needed. */
export function defineApp(stages: readonly StageName[], overrides: Overrides = {}): App {
  const app = new App({ context: cdkJson.context });
  for (const stage of stages) {
    defineStage(app, stageSettings(stage, overrides), () => Code.fromInline('exports.handler = () => {};'));
  }
  return app;
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, and the tests say what they expect
export type Json = any;

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  readonly deletionPolicy?: string;
  readonly updatePolicy?: string;
}

interface Stack {
  readonly stackName: string;
  readonly template: Json;
  readonly terminationProtection?: boolean;
}
const synthesized = new Map<StageName, readonly Stack[]>();

/** The stacks of a stage with their templates; synthesized once per test file. */
export function stacksOf(stage: StageName): readonly Stack[] {
  // CloudFormation's own checks take seconds to start; nag.infra.test.ts runs them, once for all stages.
  const known = synthesized.get(stage) ?? defineApp([stage]).synth({ skipValidation: true }).stacks;
  synthesized.set(stage, known);
  return known;
}

/** Every resource of a stage as its templates have it. `stack` is the name without the stage, for example `data`. */
export function resourcesOf(stage: StageName): readonly Resource[] {
  return stacksOf(stage).flatMap(({ stackName, template }) =>
    Object.entries<Json>(template.Resources).map(([id, resource]) => ({
      stack: stackName.slice(`Tallyflow-${stage}-`.length),
      id,
      type: resource.Type,
      properties: resource.Properties ?? {},
      deletionPolicy: resource.DeletionPolicy,
      updatePolicy: resource.UpdateReplacePolicy,
    })),
  );
}

export function ofType(stage: StageName, type: string): readonly Resource[] {
  return resourcesOf(stage).filter((resource) => resource.type === type);
}

/** How a test names a resource in its message. */
export function nameOf({ stack, id }: Pick<Resource, 'stack' | 'id'>): string {
  return `${stack}/${id}`;
}
