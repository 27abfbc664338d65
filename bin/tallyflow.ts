import { App } from 'aws-cdk-lib';
import { overridable, stageNames, stageSettings } from '../lib/stage.ts';
import { defineStage } from '../lib/tallyflow.ts';

/**
 * The one place that reads the stage: `cdk deploy --all -c stage=dev`. Without a stage all of them are synthesized, so
 * that `cdk synth` checks what every stage would get.
 */
const app = new App();
const stage: unknown = app.node.tryGetContext('stage');
const overrides = Object.fromEntries(overridable.map((key) => [key, app.node.tryGetContext(key)]));
for (const name of stage === undefined ? stageNames : [String(stage)])
  defineStage(app, stageSettings(name, overrides));
