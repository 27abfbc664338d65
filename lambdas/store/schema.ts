/**
 * The five tables as data: the data stack builds them in AWS, the tests on DynamoDB Local, and the stores name their
 * indexes from here. Keys are strings everywhere. Indexes are sparse (an item without the index attributes is not in it)
 * and hold keys only, because every further attribute makes each change of it a paid write.
 */

export type TableName = 'processes' | 'work' | 'inventory' | 'intake' | 'tenants';

export interface IndexSchema {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: 'KEYS_ONLY';
  /** Its partitions hold items of all tenants: for the sweeper and operators, never for a request. */
  readonly acrossTenants: boolean;
}

export interface TableSchema {
  readonly partitionKey: 'pk';
  readonly sortKey: 'sk';
  readonly indexes: readonly IndexSchema[];
  /** What the table's stream carries; absent where no item of it announces anything. */
  readonly stream?: 'NEW_IMAGE';
  /** The attribute with the epoch second after which DynamoDB may delete an item. */
  readonly timeToLive?: 'expiresAt';
}

function index(name: string, partitionKey: string, sortKey: string): IndexSchema {
  return { name, partitionKey, sortKey, projection: 'KEYS_ONLY', acrossTenants: false };
}

function sharded(name: string, partitionKey: string, sortKey: string): IndexSchema {
  return { ...index(name, partitionKey, sortKey), acrossTenants: true };
}

const base = { partitionKey: 'pk', sortKey: 'sk' } as const;

/** Live deadlines of processes, for the sweeper: sharded over all tenants. */
export const processesByDue = sharded('by-due', 'duePk', 'dueSk');
/** Processes of one site in one state, soonest deadline first. */
export const processesByState = index('by-state', 'statePk', 'stateSk');
/** Next reminder, escalation or end of open tasks and the deadline of open cases, for the sweeper: sharded. */
export const workByDue = sharded('by-due', 'duePk', 'dueSk');
/** What one group has to do at one site: open tasks, open cases. */
export const workByQueue = index('by-queue', 'queuePk', 'queueSk');
/** Announcements the publisher could not get onto the bus, for the sweeper: sharded, and empty on a good day. */
export const outboxUnpublished = sharded('unpublished', 'outPk', 'outSk');
/** Positions of one site in the order of their SKUs; an entry is written once, when the SKU first moves there. */
export const positionsBySite = index('by-site', 'sitePk', 'siteSk');
/** One entry per tenant, for the sweeper and the operator's command line: sharded. */
export const tenantDirectory = sharded('directory', 'directoryPk', 'directorySk');

/** Webhook deliveries that are to be tried, for the function that tries them: sharded. */
export const webhooksByDue = sharded('by-due', 'duePk', 'dueSk');

/**
 * The attribute with the number of events an item announces: the publisher hears of such items from their table's stream,
 * and of no other.
 */
export const ANNOUNCES = 'announces';

export const schema: Readonly<Record<TableName, TableSchema>> = {
  processes: { ...base, indexes: [processesByDue, processesByState, outboxUnpublished], stream: 'NEW_IMAGE' },
  work: { ...base, indexes: [workByDue, workByQueue] },
  inventory: {
    ...base,
    indexes: [outboxUnpublished, positionsBySite],
    stream: 'NEW_IMAGE',
    timeToLive: 'expiresAt',
  },
  intake: { ...base, indexes: [webhooksByDue], timeToLive: 'expiresAt' },
  tenants: { ...base, indexes: [tenantDirectory] },
};

/** The physical name of a table of a stage. */
export function tableName(stage: string, table: TableName): string {
  return `tallyflow-${stage}-${table}`;
}
