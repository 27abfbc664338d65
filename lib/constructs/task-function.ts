import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionSpec, timeoutSecondsOf } from '../functions.ts';
import { dashed } from '../names.ts';
import { logGroupOf, type Platform } from '../platform.ts';
import { acknowledgeWildcard, allow, environmentOf, grantAccess } from './grants.ts';
import { tenantRole } from './tenant-role.ts';

export interface TaskFunctionProps {
  readonly spec: FunctionSpec;
  readonly platform: Platform;
  /** Processes whose machines the function may start or signal, if its access says so. */
  readonly machines?: readonly string[];
}

/** A Lambda function with a role and a log group of its own, and the name its entry gives it. */
export class TaskFunction extends Construct {
  public readonly function: LambdaFunction;
  public readonly role: Role;

  constructor(scope: Construct, id: string, { spec, platform, machines = [] }: TaskFunctionProps) {
    super(scope, id);
    const { settings, names } = platform;
    const functionName = names.function(spec.entry);
    const logGroup = logGroupOf(this, `/aws/lambda/${functionName}`, settings);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${spec.entry} may touch`,
    });
    allow(this.role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    const ofTenant = settings.tenantSessions && spec.access.frontDoor;
    const { files, ...untenanted } = spec.access;
    // Before a token is proven only the document of the tenant it names is read, to know whom to believe.
    const own = ofTenant ? { ...untenanted, tables: { tenants: 'read' } as const } : spec.access;
    grantAccess(this.role, platform, own, machines);
    const dataRole = ofTenant
      ? tenantRole(this, 'TenantRole', {
          platform,
          tables: spec.access.tables ?? {},
          files: files === true,
          function: this.role,
          description: `What ${spec.entry} may touch of one tenant`,
        })
      : undefined;
    if (settings.tracing)
      acknowledgeWildcard(this.role, '*', 'X-Ray segments are put to no resource that could be named.');

    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: `Tallyflow ${settings.stage}: ${spec.entry}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: platform.code(spec.entry),
      role: this.role,
      logGroup,
      memorySize: spec.memoryMb ?? 512,
      timeout: Duration.seconds(timeoutSecondsOf(spec)),
      reservedConcurrentExecutions: settings.reservedConcurrency[spec.kind],
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        ...environmentOf(this, platform, spec.access, machines),
        ...(dataRole ? { DATA_ROLE: dataRole.roleArn } : {}),
        POWERTOOLS_SERVICE_NAME: dashed(spec.entry),
      },
    });
  }
}
