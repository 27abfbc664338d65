import { readFileSync } from 'node:fs';
import type { Envelope } from '../../../events/envelope.ts';
import { AsnReceived, ReceiptRecorded } from '../../../events/inbound.ts';
import { CircuitClosed } from '../../../events/integration.ts';
import { type AdapterConnectors, adapterHandler } from '../../../lambdas/adapters/adapter-handler.ts';
import type { AdapterRequest, SystemName } from '../../../lambdas/adapters/contract.ts';
import { type FakeSystem, fakePort } from '../../../lambdas/adapters/fake-system.ts';
import { systems } from '../../../lambdas/adapters/registry.ts';
import { receiveDocument } from '../../../lambdas/doors/receive-document.ts';
import * as adoptNotice from '../../../lambdas/processes/receiving/adopt-notice.ts';
import * as checkNoticeLines from '../../../lambdas/processes/receiving/check-notice-lines.ts';
import * as closeReceiving from '../../../lambdas/processes/receiving/close-receiving.ts';
import * as confirmChunk from '../../../lambdas/processes/receiving/confirm-chunk.ts';
import * as confirmReversal from '../../../lambdas/processes/receiving/confirm-reversal.ts';
import * as decideOverdue from '../../../lambdas/processes/receiving/decide-overdue.ts';
import * as judgeNotice from '../../../lambdas/processes/receiving/judge-notice.ts';
import * as openReceiving from '../../../lambdas/processes/receiving/open-receiving.ts';
import * as openReviews from '../../../lambdas/processes/receiving/open-reviews.ts';
import * as placeUnannounced from '../../../lambdas/processes/receiving/place-unannounced.ts';
import * as planReversal from '../../../lambdas/processes/receiving/plan-reversal.ts';
import * as postStock from '../../../lambdas/processes/receiving/post-stock.ts';
import * as readNoticeLines from '../../../lambdas/processes/receiving/read-notice-lines.ts';
import { recordReceipt } from '../../../lambdas/processes/receiving/record-receipt.ts';
import * as settleChunk from '../../../lambdas/processes/receiving/settle-chunk.ts';
import { startReceiving } from '../../../lambdas/processes/receiving/start-receiving.ts';
import * as summarizeReceipt from '../../../lambdas/processes/receiving/summarize-receipt.ts';
import * as undoStock from '../../../lambdas/processes/receiving/undo-stock.ts';
import { movableClock } from '../../../lambdas/shared/clock.ts';
import { AdapterUnavailable } from '../../../lambdas/shared/errors.ts';
import { memoryDocuments, memoryStores } from '../../../lambdas/store/index.ts';
import { type Stores, tenantScope } from '../../../lambdas/store/ports.ts';
import { sweepAll } from '../../../lambdas/sweeper/sweep-all.ts';
import { executionName } from '../../../lambdas/work/process-id.ts';
import { resumeParked } from '../../../lambdas/work/parked.ts';
import { awaitSignal } from '../../../lambdas/work/wait.ts';
import { type Floor, floorOf, knownSupplier, tenantDocument } from '../../../local/scenarios/floor.ts';
import type { StageRuntime } from '../../../local/stage-runtime.ts';
import type { SystemsControl } from '../../../local/systems/control-client.ts';
import { localMachine, type MachineRun, type TaskFunction } from '../../support/machine.ts';

/**
 * The whole of receiving in one process: the real definition, functions, doors, stores in memory, and systems as their
 * fakes. Time moves by hand; nothing sleeps. `settle()` lets everything that can happen now happen.
 */

/** A Lambda that was killed: Step Functions sees this name and tries again. */
export class Killed extends Error {
  constructor(where: string) {
    super(`killed ${where}`);
    this.name = 'Runtime.ExitError';
  }
}

export interface World {
  readonly floor: Floor;
  readonly stores: Stores;
  readonly events: readonly Envelope[];
  readonly fakes: ReadonlyMap<string, FakeSystem>;
  readonly runs: ReadonlyMap<string, MachineRun>;
  /** Systems that do not answer now, as `<tenant>/<system>`. */
  readonly down: Set<string>;
  /** Called around every store write and adapter call; may raise to break it before or after its effect. */
  fault: (moment: 'before' | 'after', name: string) => void;
  /** Every event is delivered this many times. */
  copies: number;
  settle(): Promise<void>;
}

const TENANTS = ['northwind-grocery', 'harbor-home'] as const;
const STORE_WRITES = new Set([
  'open', 'change', 'wait', 'signal', 'putFact', 'writeChunk', 'park', 'unpark', 'post', 'audit', 'enqueue', 'markPublished', 'openTask', 'changeTask', 'openCase',
  'changeCase', 'claim', 'claimSscc', 'record', 'write', 'put',
]);

export async function receivingWorld(startsAt: string): Promise<World> {
  const clock = movableClock(startsAt);
  const world = { fault: () => {}, copies: 1, down: new Set<string>(), events: [] as Envelope[], runs: new Map<string, MachineRun>() } as unknown as Writable;
  const guard = <T extends object>(target: T, name: string): T =>
    new Proxy(target, {
      get(object, property, receiver) {
        const value: unknown = Reflect.get(object, property, receiver);
        if (typeof value !== 'function' || !STORE_WRITES.has(String(property))) return value;
        return async (...args: unknown[]) => {
          world.fault('before', `${name}.${String(property)}`);
          const result: unknown = await value.apply(object, args);
          world.fault('after', `${name}.${String(property)}`);
          return result;
        };
      },
    });
  const plain = memoryStores();
  const stores = Object.fromEntries(Object.entries(plain).map(([name, store]) => [name, guard(store, name)])) as unknown as Stores;
  const documents = guard(memoryDocuments(), 'documents');
  let ids = 0;
  const newId = () => `id-${String(++ids).padStart(8, '0')}`;
  const inbox: { key: string }[] = [];
  const bus: Envelope[] = [];
  const core = { stores, clock, newId, random: () => 0.5, localStage: true };
  const machineFunctions: Record<string, TaskFunction> = {};
  const machine = localMachine('receiving', machineFunctions);
  const deps = {
    ...core, documents, journal: documents, completeWait: machine.completeWait,
    publish: async (events: readonly Envelope[]) => {
      for (const event of events) for (let copy = 0; copy < world.copies; copy++) bus.push(event);
    },
    startProcess: async (start: { tenantId: string; process: string; businessKey: string; generation: number; input: unknown }) => {
      const name = executionName(start.tenantId, start.process, start.businessKey, start.generation);
      if (world.runs.has(name)) return { started: false };
      const run = machine.start(start.input, `arn:aws:states:local:0:execution:receiving:${name}`);
      run.ended.catch(() => undefined);
      world.runs.set(name, run);
      return { started: true };
    },
  };

  const fakes = new Map<string, FakeSystem>();
  const master = JSON.parse(readFileSync(new URL('../../../local/scenarios/files/master-data.json', import.meta.url), 'utf8'));
  for (const tenant of TENANTS) {
    for (const [name, entry] of Object.entries(systems)) fakes.set(`${tenant}/${name}`, entry.fake());
    fakes.get(`${tenant}/erp`)?.seed(master.tenants[tenant]);
  }
  const adapter = (name: SystemName): TaskFunction => {
    const entry = systems[name];
    const connectors: AdapterConnectors = { http: (_client, _effects) => ({}) as never };
    const byTenant = new Map(
      TENANTS.map((tenant) => {
        const port = fakePort(entry.operations, fakes.get(`${tenant}/${name}`) as FakeSystem) as unknown as Record<string, (input: unknown, call: unknown) => Promise<unknown>>;
        const guarded = Object.fromEntries(
          Object.entries(port).map(([operation, call]) => [
            operation,
            async (input: unknown, context: unknown) => {
              if (world.down.has(`${tenant}/${name}`)) throw new AdapterUnavailable(`${name} is down`);
              world.fault('before', `${name}.${operation}`);
              const answer = await call(input, context);
              world.fault('after', `${name}.${operation}`);
              return answer;
            },
          ]),
        );
        const handle = adapterHandler({ name, operations: entry.operations, connectors: { ...connectors, http: () => guarded as never } });
        return [tenant as string, handle] as const;
      }),
    );
    return async (payload) => {
      const request = payload as AdapterRequest;
      return byTenant.get(request.job.tenantId)?.(request, { ...deps, secret: async () => 'a-secret-of-the-test' } as never);
    };
  };

  const tasks = {
    OpenReceiving: openReceiving.openReceiving, AdoptNotice: adoptNotice.adoptNotice, ReadNoticeLines: readNoticeLines.readNoticeLines, CheckNoticeLines: checkNoticeLines.checkNoticeLines,
    JudgeNotice: judgeNotice.judge, SettleChunk: settleChunk.settleChunk, PlaceUnannounced: placeUnannounced.placeUnannounced, OpenReviews: openReviews.openReviews,
    PostStock: postStock.postStock, UndoStock: undoStock.undoStock, ConfirmChunk: confirmChunk.confirmChunk, SummarizeReceipt: summarizeReceipt.summarizeReceipt,
    DecideOverdue: decideOverdue.decideOverdue, PlanReversal: planReversal.planReversal, ConfirmReversal: confirmReversal.confirmReversal, CloseReceiving: closeReceiving.closeReceiving,
  } as unknown as Record<string, (input: unknown, deps: unknown) => Promise<unknown>>;
  for (const [name, run] of Object.entries(tasks)) machineFunctions[name] = (payload) => run(payload, deps);
  machineFunctions.AwaitSignal = async (payload) => {
    const { tenantId, ...wait } = payload as { tenantId: string; processId: string; taskToken: string; state: string; dueAt?: string };
    await awaitSignal(deps, tenantScope(tenantId), wait);
  };
  for (const [placeholder, name] of [['ErpAdapter', 'erp'], ['WmsAdapter', 'wms'], ['FinanceAdapter', 'finance'], ['SupplierPortalAdapter', 'supplier-portal']] as const) machineFunctions[placeholder] = adapter(name);

  /** A queue delivers again what its consumer failed on, up to five times. */
  const deliver = async (work: () => Promise<unknown>) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
  };
  const consume = async (event: Envelope) => {
    world.events.push(event);
    if (event.type === AsnReceived.type) await deliver(() => startReceiving(event as never, deps));
    if (event.type === ReceiptRecorded.type) await deliver(() => recordReceipt(event as never, deps));
    if (event.type === CircuitClosed.type) await deliver(() => resumeParked(deps, tenantScope(event.tenantid), (event.data as { adapter: string }).adapter));
  };
  const idle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const settle = async () => {
    for (let quiet = 0; quiet < 60; quiet++) {
      for (const file of inbox.splice(0)) {
        quiet = 0;
        await deliver(() => receiveDocument({ time: clock(), detail: { bucket: { name: 'b' }, object: { key: file.key, size: 1 } } }, deps));
      }
      for (const row of await plain.inventory.unpublished('9999-12-31T00:00:00.000Z', 100)) {
        quiet = 0;
        await deps.publish([row.event]);
        await plain.inventory.markPublished(row.tenant, row.key);
      }
      for (const event of bus.splice(0)) {
        quiet = 0;
        await consume(event);
      }
      await idle();
    }
  };

  const stage = {
    ...deps, clients: undefined, names: undefined, sweep: async () => {},
    documents: { ...documents, get: documents.get, list: documents.list, put: async (key: string, body: string | Uint8Array, type: string) => {
      await documents.put(key, body, type);
      if (key.startsWith('inbox/')) inbox.push({ key });
    } },
    moveClock: async (milliseconds: number) => {
      clock.advance(milliseconds);
      await deliver(() => sweepAll(deps, () => true));
      await settle();
    },
  } as unknown as StageRuntime;
  const floor = floorOf(stage, undefined as unknown as SystemsControl);
  for (const tenantId of TENANTS) {
    const tenant = tenantScope(tenantId);
    const document = await tenantDocument(tenantId, 'http://127.0.0.1:1');
    await plain.tenants.apply(tenant, { ...document, version: 1 }, clock());
    for (const { supplierId } of document.partners) await knownSupplier(stage, tenant, supplierId, master.tenants[tenantId].items.map((item: { sku: string }) => item.sku));
  }
  return Object.assign(world, { floor, stores: plain, fakes, settle });
}

type Writable = { -readonly [Key in keyof World]: World[Key] } & { events: Envelope[]; runs: Map<string, MachineRun> };
