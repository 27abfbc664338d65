import type { InputOf } from '../../../adapters/contract.ts';
import type { erp } from '../../../adapters/erp/port.ts';
import type { finance } from '../../../adapters/finance/port.ts';
import type { wms } from '../../../adapters/wms/port.ts';
import type { CountBody, CountPlan } from '../contract.ts';

/** What a plan has the systems do; what is absent is not called. */
export interface PlanCalls {
  readonly planId: string;
  readonly sku: string;
  readonly cancel?: InputOf<typeof wms.cancelCountTask>;
  readonly freeze?: InputOf<typeof wms.freezeStock>;
  readonly erp?: InputOf<typeof erp.postStockAdjustment>;
  readonly wms?: InputOf<typeof wms.adjustStock>;
  readonly variance?: InputOf<typeof finance.postStockVariance>;
  readonly unfreeze?: InputOf<typeof wms.unfreezeStock>;
}

/** One effect per plan and system, whatever is tried again (rule 4.1). */
export function effectKeyOf(processId: string, planId: string): string {
  return `${processId}#adjust#${planId}`;
}

/** The calls of a plan in the words of the systems. Units found elsewhere, or located, move in the WMS only. */
export function callsOf(
  processId: string,
  body: CountBody,
  { planId, kind, adjustment }: CountPlan,
  shelf: Pick<CountBody, 'sku' | 'bin' | 'lot'>,
): PlanCalls {
  const common = { planId, sku: body.sku };
  if (kind === 'lapse')
    return {
      ...common,
      ...(body.countTaskId !== undefined && {
        cancel: { countTaskId: body.countTaskId, reason: 'NOT_COUNTED_IN_TIME' },
      }),
    };
  if (kind === 'freeze')
    return { ...common, freeze: { reference: body.countId, reason: 'COUNT_VARIANCE', ...shelf } };
  return {
    ...common,
    ...(adjustment && adjustmentCalls(processId, planId, adjustment, shelf)),
    ...(body.hold && { unfreeze: { holdId: body.hold.holdId, reason: body.outcome ?? 'settled' } }),
  };
}

function adjustmentCalls(
  processId: string,
  planId: string,
  { quantity, located = 0, value, reasonCode, cause, found }: NonNullable<CountPlan['adjustment']>,
  shelf: Pick<CountBody, 'sku' | 'bin' | 'lot'>,
): Partial<PlanCalls> {
  const effectKey = effectKeyOf(processId, planId);
  const document = { reference: effectKey, reason: reasonCode === 'COUNT_IN_TOLERANCE' ? reasonCode : cause };
  const { bin: _, ...item } = shelf;
  const here = quantity - (found?.quantity ?? 0);
  return {
    ...(quantity !== located && {
      erp: { ...document, lines: [{ effectKey, ...item, quantity: quantity - located }] },
      variance: { ...document, lines: [{ effectKey, sku: shelf.sku, value }] },
    }),
    ...(here !== 0 && {
      wms: {
        ...document,
        lines: [
          { effectKey, ...shelf, quantity: here, ...(located > 0 && { located }) },
          ...(found
            ? [{ effectKey: `${effectKey}#found`, ...item, bin: found.bin, quantity: found.quantity }]
            : []),
        ],
      },
    }),
  };
}
