import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { EventContract } from '../../events/envelope.ts';
import { catalog } from '../../events/index.ts';
import { type Platform, removalPolicyOf } from '../platform.ts';

/**
 * The contracts of our events in the schema registry of EventBridge: one schema for each, of what is in the `detail`. A
 * stack of its own, because nothing depends on it and every event adds a resource.
 */
export class SchemasStack extends Stack {
  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    const { settings, names } = platform;
    const registry = new CfnRegistry(this, 'Registry', {
      registryName: names.schemaRegistry,
      description: `Events of the bus ${names.bus}`,
    });
    registry.applyRemovalPolicy(removalPolicyOf(settings));
    for (const contract of catalog.values()) {
      const { type, source, version, summary } = contract;
      const schema = new CfnSchema(this, `${type}V${version}`, {
        registryName: registry.attrRegistryName,
        schemaName: `${source}@${type}-v${version}`,
        type: 'JSONSchemaDraft4',
        description: summary,
        content: JSON.stringify(contentOf(contract)),
      });
      // Events of an earlier version are in the archive for as long as it keeps them.
      schema.applyRemovalPolicy(removalPolicyOf(settings));
    }
  }
}

/** As whoever reads has to take an event: objects are open, because fields may be added. */
function contentOf({ type, summary, event }: EventContract): object {
  return { ...z.toJSONSchema(event, { target: 'draft-04', io: 'input' }), title: type, description: summary };
}
