import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AdapterUnavailable } from '../lambdas/shared/errors.ts';
import { s3AnchorBucket } from '../lambdas/store/audit-anchor.ts';
import { dynamoStores } from '../lambdas/store/index.ts';
import { type TableName, tableName } from '../lambdas/store/schema.ts';
import { namesOf } from '../lib/names.ts';
import { type StageSettings, stageSettings } from '../lib/stage.ts';
import { running } from '../local/aws/localstack.ts';
import { defaultHome } from '../local/aws/paths.ts';
import { localCredentials } from '../local/credentials.ts';
import { type AuditSource, NoStage, run, type Target } from './audit/run.ts';

/** The auditor's command line: verifies audit chains on a stage, or an exported file without any AWS. */
const { exitCode, lines } = await run(process.argv.slice(2), connect);
for (const line of lines) (exitCode === 0 ? console.log : console.error)(line);
process.exitCode = exitCode;

/** The local stage is reached where it runs on this machine, every other with the caller's own credentials. */
async function connect({ stage, endpoint, account }: Target): Promise<AuditSource> {
  const settings = settingsOf(stage, account);
  const local =
    stage === 'local'
      ? (endpoint ?? process.env.AWS_ENDPOINT_URL ?? running(defaultHome)?.endpoint)
      : endpoint;
  if (stage === 'local' && local === undefined)
    throw new NoStage('nothing runs on this machine: start it with `npm start`, or name it with --endpoint');
  const config = local === undefined ? { region: settings.region } : { endpoint: local, ...localCredentials };
  const table = (name: TableName) => tableName(stage, name);
  const client = new DynamoDBClient(config);
  const { inventory, tenants } = dynamoStores({
    client,
    tables: {
      processes: table('processes'),
      work: table('work'),
      inventory: table('inventory'),
      intake: table('intake'),
      tenants: table('tenants'),
    },
  });
  try {
    await tenants.all();
  } catch (error) {
    throw new NoStage(
      `${local ?? 'AWS'} has no stage ${stage} that can be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  if (settings.account === undefined)
    return { inventory, tenants, withoutAnchors: 'name the account of their bucket with --account' };
  const bucket = namesOf(settings.stage).bucket('audit-anchor', settings.account, settings.region);
  const anchors = s3AnchorBucket({
    bucket,
    region: settings.region,
    endpoint: local,
    credentials: await client.config.credentials(),
  });
  try {
    await anchors.list('readable?');
  } catch (error) {
    if (!(error instanceof AdapterUnavailable)) throw error;
    return { inventory, tenants, withoutAnchors: `${bucket} cannot be read (${error.message})` };
  }
  return { inventory, tenants, anchors };
}

function settingsOf(stage: string, account: string | undefined): StageSettings {
  try {
    return stageSettings(stage, { account });
  } catch (error) {
    throw new NoStage((error as Error).message, { cause: error });
  }
}
