import { type TableName, tableName } from '../lambdas/store/schema.ts';
import type { StageName } from './stage.ts';

/**
 * Physical names, derived from the stage alone. Stacks meet at these names instead of at CloudFormation exports, so one
 * stack can change or go without the others being updated first.
 */

export type BucketKind = 'documents' | 'journal' | 'audit-anchor' | 'access-logs';

export function namesOf(stage: StageName) {
  const prefix = `tallyflow-${stage}`;
  return {
    prefix,
    bus: prefix,
    schemaRegistry: prefix,
    undeliverable: `${prefix}-undeliverable`,
    alarmTopic: `${prefix}-alarms`,
    dashboard: prefix,
    messagesKeyAlias: `alias/${prefix}-messages`,
    stack: (stack: string) => `Tallyflow-${stage}-${stack}`,
    table: (table: TableName) => tableName(stage, table),
    /** Account and region make the name unique, as S3 demands. */
    bucket: (kind: BucketKind, account: string, region: string) => `${prefix}-${kind}-${account}-${region}`,
    /** `entry` is the path below `lambdas/`, for example `processes/receiving/open-receiving`. */
    function: (entry: string) => fitting(`${prefix}-${dashed(entry)}`, 64),
    queue: (entry: string) => fitting(`${prefix}-${dashed(entry)}`, 80),
    deadLetters: (entry: string) => fitting(`${prefix}-${dashed(entry)}-dead-letters`, 80),
    rule: (entry: string) => fitting(`${prefix}-${dashed(entry)}`, 64),
    machine: (process: string) => fitting(`${prefix}-${process}`, 80),
    /** The key that seals cursors of the API. */
    cursorKey: `tallyflow/${stage}/cursor-key`,
    /** What all webhook secrets follow from. */
    webhookKey: `tallyflow/${stage}/webhook-key`,
    /** What the keys of all usage plans begin with. */
    usageSecret: `tallyflow/${stage}/usage-keys`,
    /** Before the client id of a program of the user pool: the parameter with its tenant. */
    machineClients: `/tallyflow/${stage}/machine-clients/`,
    /** What access tokens for the API are issued for. */
    audience: `urn:tallyflow:${stage}:api`,
    /** The secret with a tenant's token for a system. The adapter refuses one that ends otherwise. */
    secret: (tenant: string, system: string) => `tallyflow/${stage}/${tenant}/${system}`,
  };
}
export type Names = ReturnType<typeof namesOf>;

/** The folder of an entry's bundle, and the last part of its function's name. */
export function dashed(entry: string): string {
  return entry.replaceAll('/', '-');
}

function fitting(name: string, limit: number): string {
  if (name.length <= limit) return name;
  throw new Error(
    `the name ${name} has ${name.length} characters, AWS allows ${limit}: shorten the file name it comes from`,
  );
}
