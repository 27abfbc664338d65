import { DescribeSecretCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { connect } from './ops/connect.ts';
import { run } from './tenant/run.ts';

/** The command line for tenants: `npm run tenant -- <command>`, over the same stores and rules as the functions. */
const { exitCode, out, error } = await run(process.argv.slice(2), async () => {
  const stage = await connect(process.env);
  const hasSecret = async (name: string): Promise<boolean> => {
    try {
      await stage.clients.secrets.send(new DescribeSecretCommand({ SecretId: name }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  };
  return { ...stage, hasSecret };
});
if (out !== undefined) console.log(out);
if (error !== undefined) console.error(error);
process.exitCode = exitCode;
