import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { dataSchemaOf, type Envelope, type EventContract } from '../../events/envelope.ts';
import { type ReceiptLine, ReceiptRecorded } from '../../events/inbound.ts';
import { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { parseOrRaise } from '../../lambdas/shared/parse.ts';
import { uuidV7 } from '../../lambdas/shared/uuid.ts';
import { type ProcessRow, type TaskRow, type TenantScope, tenantScope } from '../../lambdas/store/ports.ts';
import { answerTask } from '../../lambdas/work/answer-task.ts';
import { makeEvent } from '../../lambdas/work/events.ts';
import { processIdOf } from '../../lambdas/work/process-id.ts';
import type { StageRuntime } from '../stage-runtime.ts';
import type { SystemsControl } from '../systems/control-client.ts';

/** A receipt as a person at the dock would type it. */
export interface Count {
  readonly tenant: string;
  readonly site: string;
  readonly supplierId: string;
  readonly asnId?: string;
  readonly receiptId: string;
  readonly by: string;
  readonly final?: boolean;
  readonly lines: readonly ReceiptLine[];
}

/** What an event says, and whom and what it is about. */
export interface Told<Data> {
  readonly tenant: string;
  readonly site: string;
  readonly subject: string;
  readonly data: Data;
}

/** What people and partners do on a running stage, and what a scenario waits for. */
export interface Floor {
  readonly stage: StageRuntime;
  readonly systems: SystemsControl;
  /** Units counted at the dock so far, by tenant and SKU: what stock must add up to. */
  readonly counted: ReadonlyMap<string, number>;
  /** Notes units that came into a warehouse, as `count` does for those of its receipt. */
  enters(tenant: string, sku: string, units: number): void;
  drop(tenant: string, partner: string, file: string, as?: string): Promise<void>;
  /** Drops text somebody made up on the spot. */
  dropText(tenant: string, partner: string, name: string, text: string): Promise<void>;
  count(count: Count): Promise<Envelope>;
  process(tenant: string, supplierId: string, key: string): Promise<ProcessRow | undefined>;
  /** Waits until the process is in one of these states. */
  reaches(tenant: string, supplierId: string, key: string, ...states: readonly string[]): Promise<ProcessRow>;
  /** Waits until the process of this name and business key is in one of these states. */
  arrives(tenant: string, process: string, key: string, ...states: readonly string[]): Promise<ProcessRow>;
  /** Puts an event on the bus, as a system or a partner would; its id. */
  tell<Data>(contract: EventContract<Data>, told: Told<Data>): Promise<string>;
  /** Waits for the open task of a step of the process of this name and business key. */
  asked(tenant: string, process: string, key: string, step: string): Promise<TaskRow>;
  /** The same for a delivery. */
  task(tenant: string, supplierId: string, key: string, step: string): Promise<TaskRow>;
  answer(
    task: TaskRow,
    option: string,
    by: string,
    more?: { comment?: string; form?: Record<string, unknown> },
  ): Promise<void>;
  /** Sets the stage's clock, then lets the sweeper act. */
  setClock(time: string): Promise<void>;
  advance(minutes: number): Promise<void>;
  until<T>(what: string, look: () => Promise<T | undefined | false>, seconds?: number): Promise<T>;
}

/** How long a scenario waits for one thing before it says what did not happen. */
const PATIENCE_SECONDS = 240;

export function floorOf(stage: StageRuntime, systems: SystemsControl): Floor {
  const counted = new Map<string, number>();
  const scope = (tenant: string) => tenantScope(tenant);
  const idOf = (supplierId: string, key: string) => processIdOf('receiving', `${supplierId}/${key}`);

  const until: Floor['until'] = async (what, look, seconds = PATIENCE_SECONDS) => {
    const deadline = Date.now() + seconds * 1000;
    for (let pause = 100; ; pause = Math.min(pause * 1.3, 1000)) {
      const found = await look();
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} seconds`);
      await delay(pause);
    }
  };
  const enters: Floor['enters'] = (tenant, sku, units) => {
    const key = `${tenant}|${sku}`;
    counted.set(key, (counted.get(key) ?? 0) + units);
  };
  const process: Floor['process'] = (tenant, supplierId, key) =>
    stage.stores.processes.get(scope(tenant), idOf(supplierId, key));

  const asked: Floor['asked'] = (tenant, process, key, step) =>
    until(`a task ${step} of ${tenant} ${process}:${key}`, async () => {
      const tasks = await stage.stores.work.tasksOf(scope(tenant), processIdOf(process, key));
      return tasks.find(
        (task) => task.step.startsWith(step) && (task.state === 'OPEN' || task.state === 'CLAIMED'),
      );
    });

  return {
    stage,
    systems,
    counted,
    enters,
    until,
    process,
    drop: async (tenant, partner, file, as = file) => {
      const bytes = await readFile(new URL(`files/${tenant}/${partner}/${file}`, import.meta.url));
      await stage.documents.put(`inbox/${tenant}/${partner}/${as}`, bytes, 'application/octet-stream');
    },
    dropText: (tenant, partner, name, text) =>
      stage.documents.put(`inbox/${tenant}/${partner}/${name}`, text, 'application/octet-stream'),
    count: async ({ tenant, site, supplierId, asnId, receiptId, by, final = true, lines }) => {
      const now = stage.clock();
      const event: Envelope = {
        specversion: '1.0',
        id: uuidV7(Date.parse(now), randomBytes(10)),
        source: ReceiptRecorded.source,
        type: ReceiptRecorded.type,
        subject: `${supplierId}/${asnId ?? receiptId}`,
        time: now,
        datacontenttype: 'application/json',
        dataschema: dataSchemaOf(ReceiptRecorded.type, 1),
        tenantid: tenant,
        site,
        correlationid: receiptId,
        causationid: receiptId,
        sequence: 1,
        mode: 'act',
        data: {
          receiptId,
          ...(asnId !== undefined && { asnId }),
          supplierId,
          arrivedAt: now,
          countedBy: by,
          final,
          lines: [...lines],
        },
      };
      for (const line of lines) enters(tenant, line.sku, line.quantity);
      await stage.publish([event]);
      return event;
    },
    reaches: (tenant, supplierId, key, ...states) =>
      until(`${tenant} ${supplierId}/${key} reaching ${states.join(' or ')}`, async () => {
        const row = await process(tenant, supplierId, key);
        return row && states.includes(row.state) ? row : undefined;
      }),
    asked,
    task: (tenant, supplierId, key, step) => asked(tenant, 'receiving', `${supplierId}/${key}`, step),
    arrives: (tenant, process, key, ...states) =>
      until(`${tenant} ${process}:${key} reaching ${states.join(' or ')}`, async () => {
        const row = await stage.stores.processes.get(scope(tenant), processIdOf(process, key));
        return row && states.includes(row.state) ? row : undefined;
      }),
    tell: async (contract, { tenant, site, subject, data }) => {
      const about = {
        tenantId: tenant,
        site,
        businessKey: subject,
        correlationId: subject,
        mode: 'act',
      } as const;
      const now = stage.clock();
      const newId = () => uuidV7(Date.parse(now), randomBytes(10));
      const event = makeEvent(contract, { about, data, causationId: subject, sequence: 1, now, newId });
      await stage.publish([event]);
      return event.id;
    },
    answer: async (task, option, by, more = {}) => {
      await answerTask(stage, scope(task.tenantId), task.taskId, { option, by, ...more });
    },
    setClock: (time) => stage.moveClock(Date.parse(time) - Date.parse(stage.clock())),
    advance: (minutes) => stage.moveClock(minutes * 60_000),
  };
}

/** Where what a tenant's document speaks of runs today. */
export interface Places {
  readonly systems: string;
  readonly issuer: string;
}

/** Reads a tenant document of the scenario and points it at where its systems and its issuer run. */
export async function tenantDocument(name: string, { systems, issuer }: Places): Promise<TenantDocument> {
  const text = await readFile(new URL(`tenants/${name}.json`, import.meta.url), 'utf8');
  return parseOrRaise(
    TenantDocument,
    JSON.parse(text.replaceAll('{{systems}}', systems).replaceAll('{{issuer}}', issuer)),
    `tenant document ${name}.json`,
  );
}

/** A supplier the retailer has known for long: without a history, the first three receipts of every item are inspected. */
export async function knownSupplier(
  stage: StageRuntime,
  tenant: TenantScope,
  supplierId: string,
  skus: readonly string[],
): Promise<void> {
  for (const sku of skus) {
    const { version } = await stage.stores.quality.history(tenant, supplierId, sku);
    if (version === 0)
      await stage.stores.quality.record(
        tenant,
        supplierId,
        sku,
        { severity: 'normal', receipts: 12, outcomes: [] },
        version,
        [],
      );
  }
}
