import { readFileSync } from 'node:fs';
import { Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type ProcessSpec, pascal } from '../functions.ts';
import { arnsOf, logGroupOf, type Platform } from '../platform.ts';
import type { StageSettings } from '../stage.ts';
import { acknowledgeWildcard, allow, allowUnnamed } from './grants.ts';

export interface ProcessMachineProps {
  readonly process: ProcessSpec;
  readonly platform: Platform;
  /** Entries of the functions the definition may invoke besides its adapters, by placeholder. */
  readonly tasks: Readonly<Record<string, string>>;
}

/**
 * The state machine of one process.
 *
 * A definition read from a file earns no permissions by itself, so the map that fills its placeholders is also the map
 * that grants them. The two cannot drift apart.
 */
export class ProcessMachine extends Construct {
  constructor(scope: Construct, id: string, { process, platform, tasks }: ProcessMachineProps) {
    super(scope, id);
    const { settings, names } = platform;
    const arns = arnsOf(this, names);
    const definition = readDefinition(process.name);
    const functions = new Map(
      [
        ...Object.entries(tasks),
        ...process.adapters.map(
          (system) => [`${pascal(system)}Adapter`, `adapters/${system}/handler`] as const,
        ),
      ].map(([placeholder, entry]) => [placeholder, arns.function(entry)]),
    );

    const filling = { ...Object.fromEntries(functions), ...constantsIn(definition, settings) };
    requireSamePlaceholders(process.name, definition, Object.keys(filling));

    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `What the process ${process.name} may call`,
    });
    allow(role, ['lambda:InvokeFunction'], [...functions.values()]);
    if (definition.includes('"DISTRIBUTED"')) {
      allow(role, ['states:StartExecution'], [arns.machine(process.name)]);
      allowUnnamed(
        role,
        ['states:DescribeExecution', 'states:StopExecution'],
        arns.executions(process.name),
        'The children of a distributed map have no name before they run.',
      );
    }
    if (settings.executionLogs || settings.tracing) {
      acknowledgeWildcard(role, '*', 'Log delivery and X-Ray know no resource that could be named.');
    }

    const machine = new StateMachine(this, 'Machine', {
      stateMachineName: names.machine(process.name),
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: filling,
      role,
      tracingEnabled: settings.tracing,
      ...(settings.executionLogs
        ? {
            logs: {
              // Execution data stays out of the logs: it names people and partners, and the process rows hold it anyway.
              destination: logGroupOf(
                this,
                `/aws/vendedlogs/states/${names.machine(process.name)}`,
                settings,
              ),
              level: LogLevel.ALL,
              includeExecutionData: false,
            },
          }
        : {}),
    });
    if (settings.stage === 'local') {
      Validations.of(machine).acknowledge(
        {
          id: 'AwsSolutions-SF1',
          reason: 'Execution logging halves the throughput of LocalStack; cloud stages log ALL.',
        },
        { id: 'AwsSolutions-SF2', reason: 'LocalStack has no X-Ray; cloud stages trace.' },
      );
    }
  }
}

/** The text of a process's definition, as it stands in the template. */
export function readDefinition(process: string): string {
  return readFileSync(new URL(`../../statemachines/${process}.asl.json`, import.meta.url), 'utf8');
}

/** Placeholders that stand for a setting of the stage, as far as the definition uses them. */
function constantsIn(definition: string, { chunkExecutionType }: StageSettings): Record<string, string> {
  const constants = { ChunkExecutionType: chunkExecutionType };
  return Object.fromEntries(Object.entries(constants).filter(([name]) => definition.includes(`\${${name}}`)));
}

function requireSamePlaceholders(process: string, definition: string, filled: readonly string[]): void {
  const used = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
  const empty = [...used].filter((name) => !filled.includes(name));
  const idle = filled.filter((name) => !used.has(name));
  if (empty.length === 0 && idle.length === 0) return;
  throw new Error(
    `statemachines/${process}.asl.json and lib/processes/${process}.ts disagree: ` +
      `used but not filled: ${empty.join(', ') || 'none'}; filled but not used: ${idle.join(', ') || 'none'}`,
  );
}
