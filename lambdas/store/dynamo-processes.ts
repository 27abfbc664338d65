import { outboxWrites } from './dynamo-outbox.ts';
import { collect, type DynamoContext, get, getAll, type Item, type Key, putAll, query, queryPage, queryShards, type Write, write } from './dynamo-table.ts';
import { chunkStore, factStore, parkStore } from './dynamo-process-parts.ts';
import { components, instant, key, keyPrefix, shardKey, shardKeys } from './keys.ts';
import { type Packed, pack, unpack } from './packed.ts';
import { type ProcessRow, type ProcessStore, type SearchKey, type StepRecord, type TenantScope, tenantScope } from './ports.ts';
import { checkProcessChange, closed, newProcessRow, noProcess, standingClose } from './process-row.ts';
import { processesByDue, processesByState } from './schema.ts';

const TABLE = 'processes';
const META = 'META';

/**
 * Processes on DynamoDB. One item per process (`META`) carries state, deadline, pending work and the wait token; steps,
 * facts and chunks are items beside it. The token leaves the store only through `signal`.
 */
export function dynamoProcesses(context: DynamoContext): ProcessStore {
  const read = async (tenant: TenantScope, processId: string) => {
    const item = await get(context, TABLE, metaKey(tenant, processId));
    return { pending: pendingOf(item), row: item && processRow(item) };
  };

  /** The standing row, or the reason why nothing may be written to it. */
  const readLive = async (tenant: TenantScope, processId: string) => {
    const { row } = await read(tenant, processId);
    if (row === undefined) throw noProcess(processId);
    return row;
  };

  return {
    async open(tenant, process, search, step, events) {
      const standing = await read(tenant, process.processId);
      if (standing.row) return { opened: false, row: standing.row };
      await putSearchKeys(context, tenant, process.processId, search);
      const row = newProcessRow(tenant, process, standing.pending);
      const outcome = await write(context, `opening process ${process.processId}`, [
        claim(row),
        stepWrite(tenant, process.processId, step),
        ...outboxWrites(tenant, events),
      ]);
      if (outcome.kind === 'written') return { opened: true, row };
      const first = outcome.failed.get(0);
      return { opened: false, row: first ? processRow(first) ?? row : await readLive(tenant, process.processId) };
    },

    async get(tenant, processId) {
      return (await read(tenant, processId)).row;
    },

    async change(tenant, processId, change) {
      checkProcessChange(processId, change);
      const row = await readLive(tenant, processId);
      const standing = standingClose(row, change);
      if (standing) return standing;
      await putSearchKeys(context, tenant, processId, change.search ?? []);

      const update = new Update(metaKey(tenant, processId), change.at);
      update.set('executionArn', change.executionArn).set('outcome', change.outcome).set('closedAt', change.closedAt);
      for (const [name, value] of Object.entries(change.facts ?? {})) {
        if (value !== undefined) update.setFact(name, value);
      }
      if (change.state !== undefined) update.place(tenant, row.site, change.state);
      if (change.closedAt !== undefined) update.clearDeadline(row);
      else if (typeof change.dueAt === 'string') update.deadline(tenant, processId, change.dueAt);
      if (change.handled && change.handled.length > 0) update.drop('pending', new Set(change.handled));

      const outcome = await write(context, `changing process ${processId}`, [
        update.toWrite(),
        ...(change.step ? [stepWrite(tenant, processId, change.step)] : []),
        ...outboxWrites(tenant, change.events ?? []),
      ]);
      if (outcome.kind === 'written') return (outcome.item && processRow(outcome.item)) ?? readLive(tenant, processId);
      const now = await readLive(tenant, processId);
      return standingClose(now, change) ?? now;
    },

    async steps(tenant, processId) {
      const { pk } = metaKey(tenant, processId);
      const items = await collect(query(context, { table: TABLE, pk, prefix: 'STEP#' }));
      return items
        .map((item) => unpack<StepRecord>(item.body as Packed))
        .sort((left, right) => (`${instant(left.at)}${left.key}` < `${instant(right.at)}${right.key}` ? -1 : 1));
    },

    async wait(tenant, processId, { taskToken, state, dueAt, at }) {
      const row = await readLive(tenant, processId);
      const update = new Update(metaKey(tenant, processId), at);
      update.set('taskToken', taskToken).place(tenant, row.site, state).deadline(tenant, processId, dueAt);
      const outcome = await write(context, `waiting in process ${processId}`, [update.toWrite()]);
      if (outcome.kind === 'refused') throw closed(await readLive(tenant, processId));
      return { pending: pendingOf(outcome.item) };
    },

    async signal(tenant, processId, work) {
      const outcome = await write(context, `signaling process ${processId}`, [
        {
          table: TABLE,
          key: metaKey(tenant, processId),
          update: 'ADD pending :work',
          condition: 'attribute_not_exists(closedAt)',
          values: { ':work': new Set(work) },
        },
      ]);
      if (outcome.kind === 'refused') return { pending: [] };
      const taskToken = outcome.item?.taskToken;
      return { ...(typeof taskToken === 'string' ? { taskToken } : {}), pending: pendingOf(outcome.item) };
    },

    async search(tenant, { kind, value }, page) {
      const pk = searchPartition(tenant, { kind, value });
      const { rows, cursor } = await queryPage(context, { table: TABLE, pk }, tenantPrefix(tenant), page);
      return { rows: await readRows(context, rows.map(({ sk }) => metaKey(tenant, sk))), ...(cursor ? { cursor } : {}) };
    },

    async byState(tenant, site, state, page) {
      const pk = statePartition(tenant, site, state);
      const { rows, cursor } = await queryPage(context, { table: TABLE, index: processesByState, pk }, tenantPrefix(tenant), page);
      const found = await readRows(context, rows);
      return { rows: found.filter((row) => row.state === state && row.site === site), ...(cursor ? { cursor } : {}) };
    },

    async due(now, limit) {
      const items = await queryShards(context, TABLE, processesByDue, shardKeys('DUE'), limit, instant(now));
      return items.map((item) => {
        const [, tenant = '', , processId = ''] = components(item.pk);
        return { tenant: tenantScope(tenant), processId, dueAt: String(item.dueSk) };
      });
    },

    ...factStore(context),
    ...chunkStore(context),
    ...parkStore(context),
  };
}

export function processPartition(tenant: TenantScope, processId: string): string {
  return key('T', tenant, 'P', processId);
}

/** The timeline entry of a step. The first writing of a key stands, so a retry leaves the row and its time as they were. */
export function stepWrite(tenant: TenantScope, processId: string, step: StepRecord): Write {
  return {
    table: TABLE,
    key: { pk: processPartition(tenant, processId), sk: key('STEP', step.key) },
    update: 'SET body = if_not_exists(body, :body)',
    values: { ':body': pack(step) },
  };
}

function metaKey(tenant: TenantScope, processId: string): Key {
  return { pk: processPartition(tenant, processId), sk: META };
}

function tenantPrefix(tenant: TenantScope): string {
  return keyPrefix(['T', tenant], '');
}
