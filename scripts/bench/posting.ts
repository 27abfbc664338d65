import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoStores } from '../../lambdas/store/index.ts';
import { type TenantScope, tenantScope } from '../../lambdas/store/ports.ts';
import type { TableName } from '../../lambdas/store/schema.ts';
import { startDynamoDbLocal } from '../../local/aws/dynamodb.ts';
import { localCredentials } from '../../local/credentials.ts';
import { createTables } from '../../test/store/tables.ts';
import { type Figure, type Row, secondsSince } from './figure.ts';

const WRITERS = 16;
const POSTINGS_EACH = 15;
/** DynamoDB Local and the runtime compile what they run often; the first postings say nothing. */
const WARM_UP = 60;

export const posting: Figure = {
  name: 'posting',
  title: 'Postings of one site at once',
  how:
    `Postings of one movement, each of a SKU of its own, on DynamoDB Local in one run: by one writer, and by ${WRITERS} writers that each post ` +
    `${POSTINGS_EACH} times without a pause. Postings of one process share a lane of the audit chain, as all postings of a site would without lanes; ` +
    'writers of a site each share nothing, which is what the machine itself gives.',
  measure: async ({ say }) => {
    const dynamo = await startDynamoDbLocal({ onProgress: say });
    try {
      const client = () => new DynamoDBClient({ endpoint: dynamo.endpoint, ...localCredentials });
      const tables = await createTables(client());
      const run = (writers: number, each: number, work: Work) => measure(client, tables, writers, each, work);
      const ownProcess: Work = (name) => ({ site: 'DC-1', processId: name });
      await run(1, WARM_UP, ownProcess);
      say('one writer');
      const alone = await run(1, WRITERS * POSTINGS_EACH, ownProcess);
      say(`${WRITERS} writers`);
      const atOnce = await run(WRITERS, POSTINGS_EACH, ownProcess);
      const oneLane = await run(WRITERS, POSTINGS_EACH, () => ({ site: 'DC-1', processId: 'P' }));
      const apart = await run(WRITERS, POSTINGS_EACH, (name, writer) => ({
        site: `DC-${writer}`,
        processId: name,
      }));
      return [
        rowOf('one writer', alone),
        rowOf(`${WRITERS} writers, a process for each posting`, atOnce),
        rowOf(`${WRITERS} writers, one process`, oneLane),
        rowOf(`${WRITERS} writers, a site each`, apart),
        { what: 'transactions a posting, a process each', value: atOnce.transactions, unit: '', atMost: 1.5 },
        { what: 'transactions a posting, one process', value: oneLane.transactions, unit: '' },
        {
          what: `one site to ${WRITERS} sites`,
          value: atOnce.perSecond / apart.perSecond,
          unit: 'times',
          atLeast: 0.5,
        },
        { what: `${WRITERS} writers to one`, value: atOnce.perSecond / alone.perSecond, unit: 'times' },
      ];
    } finally {
      await dynamo.stop();
    }
  },
};

type Work = (name: string, writer: number) => { readonly site: string; readonly processId: string };

interface Measured {
  readonly perSecond: number;
  /** Transactions sent for one posting, those that were refused included. */
  readonly transactions: number;
}

/** Each writer is a function of its own, with a client of its own; the day of each site is open before the clock runs. */
async function measure(
  client: () => DynamoDBClient,
  tables: Record<TableName, string>,
  writers: number,
  each: number,
  work: Work,
): Promise<Measured> {
  const tenant = tenantScope(`bench-${crypto.randomUUID()}`);
  let transactions = 0;
  const stores = Array.from({ length: writers }, () => {
    const own = client();
    own.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName === 'TransactWriteItemsCommand') transactions += 1;
        return next(args);
      },
      { step: 'initialize', name: 'transactions' },
    );
    return dynamoStores({ client: own, tables }).inventory;
  });
  const postOne = (inventory: (typeof stores)[number], name: string, writer: number) =>
    post(inventory, tenant, name, work(name, writer));
  for (const [writer, inventory] of stores.entries()) await postOne(inventory, `first-${writer}`, writer);
  transactions = 0;
  const began = performance.now();
  await Promise.all(
    stores.map(async (inventory, writer) => {
      for (let n = 0; n < each; n++) await postOne(inventory, `${writer}-${n}`, writer);
    }),
  );
  const postings = writers * each;
  return { perSecond: postings / secondsSince(began), transactions: transactions / postings };
}

async function post(
  inventory: ReturnType<typeof dynamoStores>['inventory'],
  tenant: TenantScope,
  name: string,
  { site, processId }: ReturnType<Work>,
): Promise<void> {
  const movement = { effectKey: name, sku: `SKU-${name}`, quantity: 1, from: null, to: 'available' } as const;
  await inventory.post(
    tenant,
    {
      ...{ site, processId, documentId: name, reasonCode: 'RECEIPT', actor: 'bench' },
      at: new Date().toISOString(),
      movements: [movement],
    },
    () => [],
  );
}

function rowOf(what: string, { perSecond, transactions }: Measured): Row {
  return {
    what,
    value: perSecond,
    unit: 'postings/s',
    detail: `${transactions.toFixed(2)} transactions a posting`,
  };
}
