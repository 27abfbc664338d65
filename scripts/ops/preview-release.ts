import { previewRelease } from '../../lambdas/processes/backorder-release/preview.ts';
import { recordOf } from '../../lambdas/processes/backorder-release/rules/record.ts';
import { tenantAt } from './find.ts';
import { counted, lines, table } from './table.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const previewVerb: Verb = {
  words: [],
  options: ['site', 'sku'],
  needs: ['site', 'sku'],
  summary: 'shows who would get what of an item now, and why, before anything is released',
  run: showPreview,
};

async function showPreview(ops: Ops, { options }: Arguments): Promise<Report> {
  const { site = '', sku = '' } = options;
  const { scope, document } = tenantAt(ops, site);
  const call = (system: 'oms' | 'wms', operation: string) => (input: unknown) =>
    ops.lookUp({ system, operation, tenantId: scope, site, input }) as Promise<never>;
  const { given, limits, decisions } = await previewRelease(
    { site, skus: [sku], now: ops.clock() },
    document,
    scope,
    {
      lookUpDemand: call('oms', 'lookUpDemand'),
      lookUpOrders: call('oms', 'lookUpOrders'),
      lookUpStock: call('wms', 'lookUpStock'),
    },
    ops.stores.backorders,
  );
  const records = decisions.map((decision) => recordOf(decision, 'preview', given, limits));
  const [decision] = decisions;
  if (!decision) return { data: records, text: `Nothing is known of item ${sku} at ${site} of ${scope}.` };
  const { grants, takings, left, contested, renew } = decision;
  return {
    data: records,
    text: lines(
      `Item ${sku} at ${site} of ${scope}: ${decision.free} units to give by ${decision.policy} (limit of ${limits.policy.level})${decision.kept > 0 ? `, ${decision.kept} of them kept for tier ${limits.reserveTier.value}` : ''}.`,
      grants.length > 0 &&
        table(
          ['rank', 'order line', 'gets', 'how', 'lots'],
          grants.map(({ rank, orderLineId, quantity, already, kind, lots }) => [
            rank,
            orderLineId,
            quantity + already,
            kind,
            lots.map((lot) => `${lot.lot ?? 'any'} ${lot.quantity}`).join(', '),
          ]),
        ),
      left.length > 0 &&
        table(
          ['rank', 'order line', 'waits for', 'because'],
          left.map(({ rank, line, units, reason }) => [rank, line.orderLineId, units, reason]),
        ),
      takings.length > 0 &&
        table(
          ['order line', 'loses', 'to'],
          takings.map(({ orderLineId, quantity, for: gets }) => [orderLineId, quantity, gets]),
        ),
      contested && 'A person is asked before any of it happens.',
      renew.length > 0 && `${counted(renew.length, 'payment')} must be renewed first.`,
    ),
  };
}
