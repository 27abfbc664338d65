import type { Envelope } from '../../events/envelope.ts';
import type { DynamoContext } from './dynamo-context.ts';
import { outboxWrites, toldBy } from './dynamo-outbox.ts';
import {
  changeWrite,
  claimWrite,
  metaKey,
  pendingOf,
  processPartition,
  processRow,
  searchPartition,
  statePartition,
  stepWrite,
  tenantPrefix,
  waitKey,
  waitWrite,
} from './dynamo-process-items.ts';
import { chunkStore, factStore, parkStore } from './dynamo-process-parts.ts';
import { collect, get, getAll, query, queryPage, queryShards } from './dynamo-read.ts';
import { putAll, write } from './dynamo-write.ts';
import { components, instant, shardKeys } from './keys.ts';
import { distinct, inOrder } from './outbox-row.ts';
import { type Packed, unpack } from './packed.ts';
import {
  type ProcessRow,
  type ProcessStore,
  type SearchKey,
  type StepRecord,
  type TenantScope,
  tenantScope,
} from './ports.ts';
import {
  checkChange,
  closed,
  closedMeanwhile,
  inTimeline,
  newProcessRow,
  noProcess,
  standingClose,
} from './process-row.ts';
import { processesByDue, processesByState } from './schema.ts';

const table = 'processes';

/**
 * Processes on DynamoDB. One item per process (`META`) carries state, deadline and pending work; the token of its wait,
 * steps, facts and chunks are items beside it. The token leaves the store only through `signal`.
 *
 * A change and the step that tells of it are one transaction. Opening is two plain writes at half the units: a caller that died
 * in between opens again, finds itself in the row, and writes the step then.
 */
export function dynamoProcesses(context: DynamoContext): ProcessStore {
  const readMeta = (tenant: TenantScope, processId: string) =>
    get(context, table, metaKey(tenant, processId));

  const requireRow = async (tenant: TenantScope, processId: string): Promise<ProcessRow> => {
    const row = processRow(tenant, processId, await readMeta(tenant, processId));
    if (row === undefined) throw noProcess(processId);
    return row;
  };

  const readRows = async (
    tenant: TenantScope,
    processIds: readonly string[],
  ): Promise<readonly ProcessRow[]> => {
    const items = await getAll(
      context,
      table,
      processIds.map((processId) => metaKey(tenant, processId)),
    );
    return items.flatMap((item) => processRow(tenant, processIdOf(item.pk), item) ?? []);
  };

  /**
   * Search keys only point: whoever searches reads the process they point to. They are put ahead of the change, so that a
   * crash in between loses none, at half the write units of a transaction and without its limit of 100 items.
   */
  const putSearchKeys = async (tenant: TenantScope, processId: string, search: readonly SearchKey[]) => {
    const partitions = new Set(search.map((searchKey) => searchPartition(tenant, searchKey)));
    await putAll(
      context,
      table,
      [...partitions].map((pk) => ({ pk, sk: processId })),
    );
  };

  /**
   * A step with what it announces; without one, events are rows of their own. Made before anything is written, so that an
   * event that may not be announced changes nothing.
   */
  const telling = (
    tenant: TenantScope,
    processId: string,
    step: StepRecord | undefined,
    events: readonly Envelope[] = [],
  ) => {
    const writes = step
      ? [stepWrite(tenant, processId, step, events)]
      : outboxWrites(context, tenant, events);
    return {
      writes,
      tell: async () => void (await write(context, `telling of process ${processId}`, writes)),
    };
  };

  const stepItems = (tenant: TenantScope, processId: string) =>
    collect(query(context, { table, pk: processPartition(tenant, processId), prefix: 'STEP#' }));

  return {
    async open(tenant, process, search, step, events) {
      const { processId } = process;
      const { tell } = telling(tenant, processId, step, events);
      const before = await readMeta(tenant, processId);
      const standing = processRow(tenant, processId, before);
      if (!standing) {
        await putSearchKeys(tenant, processId, search);
        const row = newProcessRow(tenant, process, pendingOf(before));
        const outcome = await write(context, `opening process ${processId}`, [claimWrite(tenant, row)]);
        if (outcome.kind === 'written') {
          await tell();
          return { opened: true, row };
        }
      }
      const row = standing ?? (await requireRow(tenant, processId));
      // Opened by this very execution: a try that may have ended before it told.
      if (row.executionArn !== undefined && row.executionArn === process.executionArn) await tell();
      return { opened: false, row };
    },

    async get(tenant, processId) {
      return processRow(tenant, processId, await readMeta(tenant, processId));
    },

    async change(tenant, process, change) {
      const processId = typeof process === 'string' ? process : process.processId;
      const { writes } = telling(tenant, processId, change.step, change.events);
      const row = typeof process === 'string' ? await requireRow(tenant, processId) : process;
      const standing = standingClose(row, change);
      if (standing) return standing;
      checkChange(row, change);
      await putSearchKeys(tenant, processId, change.search ?? []);
      const outcome = await write(context, `changing process ${processId}`, [
        changeWrite(tenant, row, change),
        ...writes,
      ]);
      if (outcome.kind === 'refused') return closedMeanwhile(await requireRow(tenant, processId), change);
      return processRow(tenant, processId, outcome.item) ?? requireRow(tenant, processId);
    },

    async record(tenant, processId, step, events) {
      await telling(tenant, processId, step, events).tell();
    },

    async steps(tenant, processId) {
      const items = await stepItems(tenant, processId);
      return inTimeline(items.map((item) => unpack<StepRecord>(item.body as Packed)));
    },

    async announced(tenant, processId) {
      const items = await stepItems(tenant, processId);
      return inOrder(distinct(items.flatMap(toldBy)));
    },

    async wait(tenant, processId, { taskToken, ...wait }) {
      const row = await requireRow(tenant, processId);
      if (row.closedAt !== undefined) throw closed(row);
      // The token first: whoever adds work and then finds the row waiting must find this token, or work is never handed over.
      await write(context, `keeping the token of process ${processId}`, [
        { table, put: { ...waitKey(tenant, processId), taskToken } },
      ]);
      const outcome = await write(context, `waiting in process ${processId}`, [waitWrite(tenant, row, wait)]);
      if (outcome.kind === 'refused') throw closed(await requireRow(tenant, processId));
      return { pending: pendingOf(outcome.item) };
    },

    async signal(tenant, processId, work) {
      const item =
        work.length === 0
          ? await readMeta(tenant, processId)
          : await addWork(context, tenant, processId, work);
      if (item === undefined || item.closedAt !== undefined) return { pending: [] };
      const taskToken = item.waits
        ? (await get(context, table, waitKey(tenant, processId)))?.taskToken
        : undefined;
      return { ...(typeof taskToken === 'string' ? { taskToken } : {}), pending: pendingOf(item) };
    },

    addSearch: putSearchKeys,

    async search(tenant, searchKey, page) {
      const pk = searchPartition(tenant, searchKey);
      const { rows, ...next } = await queryPage(context, { table, pk }, tenantPrefix(tenant), page);
      return {
        rows: await readRows(
          tenant,
          rows.map((item) => item.sk),
        ),
        ...next,
      };
    },

    async byState(tenant, site, state, page) {
      const range = { table, index: processesByState, pk: statePartition(tenant, site, state) } as const;
      const { rows, ...next } = await queryPage(context, range, tenantPrefix(tenant), page);
      const current = await readRows(
        tenant,
        rows.map((item) => processIdOf(item.pk)),
      );
      // The index follows its table within moments; a row that has moved on since is not of this state anymore.
      return { rows: current.filter((row) => row.state === state), ...next };
    },

    async due(now, limit) {
      const items = await queryShards(context, table, processesByDue, shardKeys('DUE'), limit, instant(now));
      return items.map((item) => ({
        tenant: tenantScope(components(item.pk)[1] ?? ''),
        processId: processIdOf(item.pk),
        dueAt: String(item.dueSk),
      }));
    },

    ...factStore(context),
    ...chunkStore(context),
    ...parkStore(context),
  };
}

async function addWork(
  context: DynamoContext,
  tenant: TenantScope,
  processId: string,
  work: readonly string[],
) {
  const outcome = await write(context, `signaling process ${processId}`, [
    {
      table,
      key: metaKey(tenant, processId),
      update: 'ADD pending :work',
      condition: 'attribute_not_exists(closedAt)',
      values: { ':work': new Set(work) },
    },
  ]);
  return outcome.kind === 'written' ? outcome.item : undefined;
}

function processIdOf(pk: string): string {
  return components(pk)[3] ?? '';
}
