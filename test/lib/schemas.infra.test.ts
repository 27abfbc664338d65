import ajvDraft04 from 'ajv-draft-04';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../events/index.ts';
import { sample } from '../events/samples.ts';
import { ofType, stacksOf } from './synthesized.ts';

describe('the schema registry', () => {
  const schemas = ofType('prod', 'AWS::EventSchemas::Schema');
  const named = new Map(schemas.map(({ properties }) => [properties.SchemaName, properties]));

  it('is in cloud stages only, where EventBridge has one', () => {
    expect(
      (['local', 'dev', 'prod'] as const).map((stage) =>
        ofType(stage, 'AWS::EventSchemas::Registry').map(({ properties }) => properties.RegistryName),
      ),
    ).toEqual([[], ['tallyflow-dev'], ['tallyflow-prod']]);
    expect(ofType('local', 'AWS::EventSchemas::Schema')).toEqual([]);
  });

  it('has every contract once, under its source, type and version', () => {
    expect([...named.keys()].toSorted()).toEqual(
      [...catalog.values()].map(({ source, type, version }) => `${source}@${type}-v${version}`).toSorted(),
    );
    expect(schemas).toHaveLength(catalog.size);
  });

  it.each([...catalog.values()].map((contract) => [contract.type, contract] as const))(
    'takes the sample of %s and fields nobody knows yet, and no other event',
    (type, { source, version, summary }) => {
      const { Type, Content, Description } = named.get(`${source}@${type}-v${version}`);
      expect({ Type, Description }).toEqual({ Type: 'JSONSchemaDraft4', Description: summary });
      const validate = new ajvDraft04.default({ strict: false }).compile(JSON.parse(Content));
      const { data } = sample(type);
      expect(validate(sample(type)), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...sample(type), data: { ...(data as object), addedLater: 1 } })).toBe(true);
      expect(validate({ ...sample(type), type: 'Another' })).toBe(false);
      expect(validate({ ...sample(type), data: {} })).toBe(false);
    },
  );

  it('keeps schemas in prod, because the archive has events of earlier versions', () => {
    expect(schemas.filter(({ deletionPolicy }) => deletionPolicy !== 'Retain')).toEqual([]);
  });

  it('fits into a stack', () => {
    const [stack] = stacksOf('prod').filter(({ stackName }) => stackName.endsWith('-schemas'));
    expect(Object.keys(stack?.template.Resources)).toHaveLength(catalog.size + 1);
    expect(catalog.size).toBeLessThan(499);
    // A template in a bucket has 1 MB at most.
    expect(JSON.stringify(stack?.template, null, 1).length).toBeLessThan(1_000_000);
  });
});
