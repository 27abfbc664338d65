import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { schema, type TableName, type TableSchema } from '../../lambdas/store/schema.ts';
import { dataKey } from '../constructs/data-key.ts';
import { pascal } from '../functions.ts';
import { arnsOf, type Platform, removalPolicyOf } from '../platform.ts';

/**
 * What must outlive every other stack: the tables, the documents and journal, the audit anchors and their keys. Other
 * stacks know them by name; only the inventory table's stream has none, so it is handed over.
 */
export class DataStack extends Stack {
  /** Streams of the tables whose items announce events, by table. */
  public readonly streamArns: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, platform: Platform, props: StackProps) {
    super(scope, id, props);
    const { prefix } = platform.names;

    const records = dataKey(this, 'RecordsKey', {
      platform,
      alias: `alias/${prefix}-records`,
      description: 'Tallyflow tables: processes, work, inventory, intake, tenants',
      through: ['dynamodb'],
    });
    const tables = Object.entries(schema).map(
      ([name, table]) =>
        [name as TableName, defineTable(this, platform, name as TableName, table, records)] as const,
    );
    this.streamArns = Object.fromEntries(
      // The attribute is there, unresolved, for a table without a stream as well.
      tables.flatMap(([name, { tableStreamArn }]) =>
        schema[name].stream && tableStreamArn ? [[name, tableStreamArn]] : [],
      ),
    );

    const documentsKey = dataKey(this, 'DocumentsKey', {
      platform,
      alias: `alias/${prefix}-documents`,
      description: 'Tallyflow documents of partners and the event journal',
      through: ['s3'],
    });
    const auditKey = dataKey(this, 'AuditKey', {
      platform,
      alias: `alias/${prefix}-audit`,
      description: 'Tallyflow audit anchors',
      through: ['s3'],
    });
    const accessLogs = accessLogBucket(this, platform);
    const documents = new Bucket(this, 'Documents', {
      ...protectedBucket(this, platform, 'documents', documentsKey, accessLogs),
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(90),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    // The L2 switch for this is a custom resource, which LocalStack skips and the cloud does not need.
    (documents.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    new Bucket(this, 'Journal', protectedBucket(this, platform, 'journal', documentsKey, accessLogs));
    new Bucket(this, 'AuditAnchor', {
      ...protectedBucket(this, platform, 'audit-anchor', auditKey, accessLogs),
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(
        Duration.days(platform.settings.auditRetentionDays),
      ),
    });
  }
}

function defineTable(
  scope: Construct,
  { settings, names }: Platform,
  name: TableName,
  table: TableSchema,
  key: Key,
): TableV2 {
  const text = (attribute: string) => ({ name: attribute, type: AttributeType.STRING });
  return new TableV2(scope, `${pascal(name)}Table`, {
    tableName: names.table(name),
    partitionKey: text(table.partitionKey),
    sortKey: text(table.sortKey),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.customerManagedKey(key),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: settings.pointInTimeRecovery },
    deletionProtection: settings.deletionProtection,
    removalPolicy: removalPolicyOf(settings),
    globalSecondaryIndexes: table.indexes.map((index) => ({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      projectionType: ProjectionType[index.projection],
    })),
    ...(table.timeToLive ? { timeToLiveAttribute: table.timeToLive } : {}),
    ...(table.stream ? { dynamoStream: StreamViewType[table.stream] } : {}),
  });
}

function protectedBucket(
  scope: Construct,
  platform: Platform,
  kind: 'documents' | 'journal' | 'audit-anchor',
  key: Key,
  accessLogs: Bucket,
): BucketProps {
  return {
    bucketName: arnsOf(scope, platform.names).bucketName(kind),
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    enforceSSL: true,
    versioned: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: `${kind}/`,
    removalPolicy: removalPolicyOf(platform.settings),
  };
}

function accessLogBucket(scope: Construct, platform: Platform): Bucket {
  const bucket = new Bucket(scope, 'AccessLogs', {
    bucketName: arnsOf(scope, platform.names).bucketName('access-logs'),
    // S3 delivers access logs only to buckets with its own encryption or with a key open to its log service.
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: Duration.days(365) }],
    removalPolicy: removalPolicyOf(platform.settings),
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'It receives the access logs of the other buckets; logging its own would never end.',
  });
  return bucket;
}
