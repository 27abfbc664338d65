import { describe, expect, it } from 'vitest';
import { stageNames } from '../../lib/stage.ts';
import { type Json, ofType } from '../lib/synthesized.ts';

describe.each(stageNames)('%s', (stage) => {
  const machines = () =>
    ofType(stage, 'AWS::StepFunctions::StateMachine').map(({ properties }) => properties);
  const used = (definition: string) =>
    [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort();

  it('fills every placeholder a definition uses, and no other', () => {
    for (const { StateMachineName, DefinitionString, DefinitionSubstitutions } of machines()) {
      expect([StateMachineName, Object.keys(DefinitionSubstitutions).sort()]).toEqual([
        StateMachineName,
        used(DefinitionString),
      ]);
    }
    expect(machines().length).toBeGreaterThan(0);
  });

  it('lets the machine invoke exactly the functions it is filled with, and they exist', () => {
    const functions = ofType(stage, 'AWS::Lambda::Function').map(({ properties }) => properties.FunctionName);
    for (const { stack, properties } of ofType(stage, 'AWS::StepFunctions::StateMachine')) {
      const filled = Object.values<Json>(properties.DefinitionSubstitutions)
        .map((value) => JSON.stringify(value))
        .filter((value) => value.includes(':function:'));
      const invoked = ofType(stage, 'AWS::IAM::Policy')
        .filter((policy) => policy.stack === stack)
        .flatMap((policy) => policy.properties.PolicyDocument.Statement)
        .filter(({ Action }: Json) => Action === 'lambda:InvokeFunction')
        .flatMap(({ Resource }: Json) => [Resource].flat().map((resource: Json) => JSON.stringify(resource)));
      expect(invoked.sort()).toEqual(filled.sort());
      const nameIn = (arn: string) => /:function:([\w-]+)/.exec(arn)?.[1];
      expect(filled.map(nameIn).filter((name) => !functions.includes(name))).toEqual([]);
    }
  });
});
