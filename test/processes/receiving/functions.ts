import { adapterHandler } from '../../../lambdas/adapters/adapter-handler.ts';
import { AdapterRequest } from '../../../lambdas/adapters/contract.ts';
import { type FakeSystem, fakePort } from '../../../lambdas/adapters/fake-system.ts';
import { type SystemName, systems } from '../../../lambdas/adapters/registry.ts';
import { adoptNotice } from '../../../lambdas/processes/receiving/adopt-notice.ts';
import { checkNoticeLines } from '../../../lambdas/processes/receiving/check-notice-lines.ts';
import { closeReceiving } from '../../../lambdas/processes/receiving/close-receiving.ts';
import { confirmChunk } from '../../../lambdas/processes/receiving/confirm-chunk.ts';
import { confirmReversal } from '../../../lambdas/processes/receiving/confirm-reversal.ts';
import { decideOverdue } from '../../../lambdas/processes/receiving/decide-overdue.ts';
import { judge } from '../../../lambdas/processes/receiving/judge-notice.ts';
import { openReceiving } from '../../../lambdas/processes/receiving/open-receiving.ts';
import { openReviews } from '../../../lambdas/processes/receiving/open-reviews.ts';
import { placeUnannounced } from '../../../lambdas/processes/receiving/place-unannounced.ts';
import { planReversal } from '../../../lambdas/processes/receiving/plan-reversal.ts';
import { postStock } from '../../../lambdas/processes/receiving/post-stock.ts';
import { readNoticeLines } from '../../../lambdas/processes/receiving/read-notice-lines.ts';
import { settleChunk } from '../../../lambdas/processes/receiving/settle-chunk.ts';
import { summarizeReceipt } from '../../../lambdas/processes/receiving/summarize-receipt.ts';
import { undoStock } from '../../../lambdas/processes/receiving/undo-stock.ts';
import type { Core, documents, machines } from '../../../lambdas/shared/runtime.ts';
import { tenantScope } from '../../../lambdas/store/ports.ts';
import { awaitSignal, type Wait } from '../../../lambdas/work/wait.ts';
import type { TaskFunction } from '../../support/machine.ts';

type Deps = Core & ReturnType<typeof documents> & ReturnType<typeof machines>;
type Fault = (moment: 'before' | 'after', name: string, tenantId: string) => void;

/** An error a function ended with, whatever the machine made of it. */
export interface Raised {
  readonly name: string;
  readonly error: Error;
}

const ADAPTERS: Readonly<Record<string, SystemName>> = {
  ErpAdapter: 'erp',
  WmsAdapter: 'wms',
  FinanceAdapter: 'finance',
  SupplierPortalAdapter: 'supplier-portal',
};

/** The functions behind the placeholders of the definition, and the systems they call as `<tenant>/<system>`. */
export function machineFunctions(
  tenantIds: readonly string[],
  deps: Deps,
  fault: Fault,
  raised: (failure: Raised) => void,
  called: (name: string) => void,
): { placeholders: Readonly<Record<string, TaskFunction>>; fakes: ReadonlyMap<string, FakeSystem> } {
  const tasks = {
    OpenReceiving: openReceiving,
    AdoptNotice: adoptNotice,
    ReadNoticeLines: readNoticeLines,
    CheckNoticeLines: checkNoticeLines,
    JudgeNotice: judge,
    SettleChunk: settleChunk,
    PlaceUnannounced: placeUnannounced,
    OpenReviews: openReviews,
    PostStock: postStock,
    UndoStock: undoStock,
    ConfirmChunk: confirmChunk,
    SummarizeReceipt: summarizeReceipt,
    DecideOverdue: decideOverdue,
    PlanReversal: planReversal,
    ConfirmReversal: confirmReversal,
    CloseReceiving: closeReceiving,
  } as unknown as Readonly<Record<string, (input: unknown, deps: Deps) => Promise<unknown>>>;

  const fakes = new Map<string, FakeSystem>();
  for (const tenantId of tenantIds)
    for (const [name, entry] of Object.entries(systems)) fakes.set(`${tenantId}/${name}`, entry.fake());

  const adapter = (name: SystemName): TaskFunction => {
    const { operations } = systems[name];
    const byTenant = new Map(
      tenantIds.map((tenantId) => {
        const port = fakePort(operations, fakes.get(`${tenantId}/${name}`) as FakeSystem);
        const calls = Object.entries(port as unknown as Readonly<Record<string, TaskCall>>);
        const guarded = calls.map(([operation, call]) => [
          operation,
          async (input: unknown, context: unknown) => {
            fault('before', `${name}.${operation}`, tenantId);
            const answer = await call(input, context);
            fault('after', `${name}.${operation}`, tenantId);
            return answer;
          },
        ]);
        const connectors = { http: () => Object.fromEntries(guarded) };
        return [tenantId, adapterHandler({ name, operations, connectors })] as const;
      }),
    );
    return async (payload) => {
      const request = AdapterRequest.parse(payload);
      const handle = byTenant.get(request.job.tenantId);
      if (!handle) throw new Error(`no ${name} for tenant ${request.job.tenantId}`);
      return handle(request, { ...deps, secret: async () => 'a-secret-of-the-test' });
    };
  };

  const observed = (name: string, call: TaskFunction): TaskFunction => {
    return async (payload) => {
      called(name);
      try {
        return await call(payload);
      } catch (error) {
        raised({ name, error: error as Error });
        throw error;
      }
    };
  };
  const placeholders: Readonly<Record<string, TaskFunction>> = {
    ...Object.fromEntries(
      Object.entries(tasks).map(([name, run]) => [name, (payload: unknown) => run(payload, deps)]),
    ),
    ...Object.fromEntries(Object.entries(ADAPTERS).map(([name, system]) => [name, adapter(system)])),
    AwaitSignal: async (payload) => {
      const { tenantId, ...wait } = payload as Wait & { readonly tenantId: string };
      await awaitSignal(deps, tenantScope(tenantId), wait);
      return {};
    },
  };
  return {
    fakes,
    placeholders: Object.fromEntries(
      Object.entries(placeholders).map(([name, call]) => [name, observed(name, call)]),
    ),
  };
}

type TaskCall = (input: unknown, context: unknown) => Promise<unknown>;
