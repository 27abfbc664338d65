import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dataSchemaOf, type Envelope } from '../../events/envelope.ts';
import { type ReceiptLine, ReceiptRecorded } from '../../events/inbound.ts';
import { uuidV7 } from '../../lambdas/shared/uuid.ts';
import { cachedTenants } from '../../lambdas/store/cached-tenants.ts';
import { dynamoStores } from '../../lambdas/store/index.ts';
import { type Meter, meter } from '../../lambdas/store/meter.ts';
import { type Stores, tenantScope } from '../../lambdas/store/ports.ts';
import { processIdOf } from '../../lambdas/work/process-id.ts';
import { startDynamoDbLocal } from '../../local/aws/dynamodb.ts';
import { localCredentials } from '../../local/credentials.ts';
import { DAY_STARTS } from '../../local/scenarios/day.ts';
import { tenantDocument } from '../../local/scenarios/floor.ts';
import { receivingWorld } from '../../test/processes/receiving/world.ts';
import { createTables, tableNames } from '../../test/store/tables.ts';
import { dynamoSource } from '../../test/support/announced.ts';
import { type Cost, costOf, expressGigabyteSeconds, lambdaGigabyteSeconds } from './cost.ts';
import type { Figure, Row } from './figure.ts';
import { largeNotice } from './large-file.ts';

/** What one function call is taken to last: assumed, because a local machine says nothing about Lambda. */
const CALL_MILLISECONDS = 100;
const CALL_MEGABYTES = 512;

export const units: Figure = {
  name: 'units',
  title: 'DynamoDB units and cost of a clean receipt',
  how:
    'The real definition, functions, doors and consumers in this process, over DynamoDB Local: read units as DynamoDB answers them, write ' +
    'units by the rules of its developer guide (lambdas/store/meter.ts). The doors’ claims are counted apart; publishing reads a stream and ' +
    'writes nothing. Tenant documents are cached as in a function that is warm. Cost per 1,000 by scripts/bench/cost.ts, with ' +
    `${CALL_MILLISECONDS} ms at ${CALL_MEGABYTES} MB assumed for each function call.`,
  measure: async ({ say }) => {
    const dynamo = await startDynamoDbLocal({ onProgress: say });
    try {
      return [
        ...rowsOf('one line', await measure(dynamo.endpoint, await oneLine()), true),
        ...rowsOf('three lines', await measure(dynamo.endpoint, await threeLines()), false),
      ];
    } finally {
      await dynamo.stop();
    }
  },
};

/** One clean delivery: what is dropped, counted, and how it is called. */
interface Delivery {
  readonly partnerId: string;
  readonly file: string;
  readonly text: string;
  readonly supplierId: string;
  readonly asnId: string;
  readonly masterData: unknown;
  readonly lines: readonly ReceiptLine[];
}

async function oneLine(): Promise<Delivery> {
  const { asnId, csv, masterData, counts } = largeNotice('BENCH-ONE', 1, 'BY_RULE');
  return {
    partnerId: 'bright-csv',
    file: 'one-line.csv',
    text: csv,
    supplierId: 'SUP-BRIGHT',
    asnId,
    masterData,
    lines: counts.flat(),
  };
}

async function threeLines(): Promise<Delivery> {
  const files = new URL('../../local/scenarios/files/', import.meta.url);
  const master = JSON.parse(await readFile(new URL('master-data.json', files), 'utf8')) as {
    tenants: Record<string, { erp: unknown }>;
  };
  return {
    partnerId: 'acorn-edi',
    file: 'clean.edi',
    text: await readFile(new URL(`${TENANT}/acorn-edi/clean.edi`, files), 'utf8'),
    supplierId: 'SUP-ACORN',
    asnId: 'ACN-70001',
    masterData: master.tenants[TENANT]?.erp,
    lines: [
      { sku: 'ACN-OATS-1KG', quantity: 480, condition: 'good' },
      { sku: 'ACN-MUESLI-750', quantity: 240, condition: 'good' },
      { sku: 'ACN-YOGURT-500', quantity: 360, condition: 'good', lot: 'Y2603A', expiry: '2026-04-10' },
    ],
  };
}

const TENANT = 'northwind-grocery';
const SITE = 'DC-ATL';

interface Units {
  readonly write: number;
  readonly read: number;
}

interface Spent {
  readonly process: Units;
  readonly doors: Units;
  readonly byTable: string;
  readonly cost: Cost;
  readonly transitions: number;
  readonly calls: number;
  readonly events: number;
}

/** Runs a delivery from its file to the closed process on tables of its own. */
async function measure(endpoint: string, delivery: Delivery): Promise<Spent> {
  const client = () => new DynamoDBClient({ endpoint, ...localCredentials });
  const tables = await createTables(client());
  const metered = () => {
    const own = client();
    return { meter: meter(own, tables), stores: dynamoStores({ client: own, tables }) };
  };
  const [process, doors] = [metered(), metered()];
  const unmetered = dynamoStores({ client: client(), tables });
  const stores: Stores = {
    ...process.stores,
    tenants: cachedTenants(process.stores.tenants, () => 0),
    intake: {
      ...process.stores.intake,
      claim: doors.stores.intake.claim,
      markPublished: doors.stores.intake.markPublished,
    },
  };
  const document = await tenantDocument(TENANT, {
    systems: 'https://systems.example',
    issuer: 'https://issuer.example',
  });
  const world = await receivingWorld(DAY_STARTS, [document], dynamoSource(client(), tables, stores));
  world.fakes.get(`${TENANT}/erp`)?.seed(delivery.masterData);
  const tenant = tenantScope(TENANT);
  for (const { sku } of delivery.lines)
    await unmetered.quality.record(
      tenant,
      delivery.supplierId,
      sku,
      { severity: 'normal', receipts: 12, outcomes: [] },
      0,
      [],
    );
  // Once a day and site its audit chain is opened; that is no process's cost.
  await unmetered.inventory.audit(tenant, {
    site: SITE,
    about: 'bench',
    at: world.clock(),
    kind: 'approval',
    actor: 'bench',
    body: {},
  });
  let objectsWritten = 0;
  world.fault = (moment, name) => {
    if (moment === 'after' && name === 'documents.put') objectsWritten += 1;
  };
  for (const one of [process, doors]) one.meter.reset();

  const processId = processIdOf('receiving', `${delivery.supplierId}/${delivery.asnId}`);
  const reach = async (state: string) => {
    // Stores that answer over the network need more turns than the world takes for quiet.
    for (let turn = 0; turn < 200; turn++) {
      await world.settle();
      const row = await unmetered.processes.get(tenant, processId);
      if (row?.state === state) return world.settle();
    }
    throw new Error(
      `${processId} did not reach ${state}: ${JSON.stringify([...world.raised, ...world.dead])}`,
    );
  };
  await world.drop(TENANT, delivery.partnerId, delivery.file, delivery.text);
  await reach('AWAITING_RECEIPT');
  await world.publish([receiptOf(delivery, world.clock())]);
  await reach('CLOSED');

  const faults = [...world.raised, ...world.dead];
  if (faults.length > 0)
    throw new Error(`${processId} was not clean: ${faults.map(({ error }) => String(error)).join('; ')}`);
  const children = world.calls.filter((name) => name === 'ReadNoticeLines' || name === 'SettleChunk').length;
  const entered = [...world.runs.values()].reduce((total, { run }) => total + run.entered.length, 0);
  const calls = world.calls.length + CONSUMERS + world.events.length;
  const spent = [process, doors].map((one) => one.meter.units());
  return {
    process: unitsOf(process.meter),
    doors: unitsOf(doors.meter),
    byTable: tableNames
      .map((table) => `${table} ${process.meter.units()[table].write}/${process.meter.units()[table].read}`)
      .join(', '),
    transitions: entered + children,
    calls,
    events: world.events.length,
    cost: costOf({
      transition: entered + children,
      expressRequest: children,
      // As if every call were one of a child: the most it can be.
      expressGigabyteSecond: expressGigabyteSeconds(world.calls.length * CALL_MILLISECONDS),
      lambdaRequest: calls,
      lambdaGigabyteSecond: lambdaGigabyteSeconds(calls, CALL_MILLISECONDS, CALL_MEGABYTES),
      writeUnit: sum(spent.flatMap((tables) => Object.values(tables).map(({ write }) => write))),
      readUnit: sum(spent.flatMap((tables) => Object.values(tables).map(({ read }) => read))),
      busEvent: world.events.length,
      // A message is sent, received and deleted.
      queueRequest: CONSUMERS * 3,
      objectWrite: objectsWritten,
      // The file, its lines once a chunk, and the index for the count.
      objectRead: children + 1,
    }),
  };
}

/** Functions behind queues that a clean delivery passes: the door, the start of the process, the count. */
const CONSUMERS = 3;

function unitsOf(one: Meter): Units {
  const tables = Object.values(one.units());
  return { write: sum(tables.map(({ write }) => write)), read: sum(tables.map(({ read }) => read)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rowsOf(what: string, spent: Spent, held: boolean): Row[] {
  const dollars = (service: keyof Cost) => `${(spent.cost[service] * 1000).toFixed(4)}`;
  return [
    {
      what: `${what}: write units of the process`,
      value: spent.process.write,
      unit: '',
      ...(held && { atMost: 30 }),
      detail: `${spent.byTable} (write/read); doors ${spent.doors.write} besides`,
    },
    {
      what: `${what}: read units of the process`,
      value: spent.process.read,
      unit: '',
      ...(held && { atMost: 15 }),
      detail: `doors ${spent.doors.read} besides`,
    },
    { what: `${what}: transitions`, value: spent.transitions, unit: '', atMost: 12 },
    {
      what: `${what}: US$ per 1,000`,
      value: spent.cost.total * 1000,
      unit: 'US$',
      ...(held && { atMost: 0.35 }),
      detail:
        `Step Functions ${dollars('stepFunctions')}, Lambda ${dollars('lambda')} (${spent.calls} calls), DynamoDB ${dollars('dynamoDb')}, ` +
        `EventBridge ${dollars('eventBridge')} (${spent.events} events), SQS ${dollars('sqs')}, S3 ${dollars('s3')}`,
    },
  ];
}

/** The count at the dock, exactly as announced. */
function receiptOf({ supplierId, asnId, lines }: Delivery, now: string): Envelope {
  const receiptId = `R-${asnId}`;
  return {
    specversion: '1.0',
    id: uuidV7(Date.parse(now), randomBytes(10)),
    source: ReceiptRecorded.source,
    type: ReceiptRecorded.type,
    subject: `${supplierId}/${asnId}`,
    time: now,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(ReceiptRecorded.type, 1),
    tenantid: TENANT,
    site: SITE,
    correlationid: receiptId,
    causationid: receiptId,
    sequence: 1,
    mode: 'act',
    data: {
      receiptId,
      asnId,
      supplierId,
      arrivedAt: now,
      countedBy: 'dock-1',
      final: true,
      lines: [...lines],
    },
  };
}
