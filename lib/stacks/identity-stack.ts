import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TaskFunction } from '../constructs/task-function.ts';
import { UserPool } from '../constructs/user-pool.ts';
import { tokenTrigger } from '../kernel.ts';
import type { Platform } from '../platform.ts';
import type { UserPoolSettings } from '../stage.ts';

/** Who people and programs are that no issuer of their tenant answers for. Other stacks know it by its tokens alone. */
export class IdentityStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    platform: Platform,
    { userPool, ...props }: StackProps & { readonly userPool: UserPoolSettings },
  ) {
    super(scope, id, props);
    const { function: trigger } = new TaskFunction(this, 'AddTenant', { spec: tokenTrigger, platform });
    const { pool, login, console } = new UserPool(this, 'Users', { platform, settings: userPool, trigger });
    const output = (name: string, value: string) => new CfnOutput(this, name, { value });
    // Its keys are below it, at /.well-known/jwks.json.
    output('Issuer', pool.userPoolProviderUrl);
    output('Login', login);
    output('ConsoleClientId', console);
    output('UserPoolId', pool.userPoolId);
  }
}
