import type { InputOf } from '../../adapters/contract.ts';
import type { erp, PurchaseOrderLine } from '../../adapters/erp/port.ts';
import type { finance } from '../../adapters/finance/port.ts';
import type { supplierPortal } from '../../adapters/supplier-portal/port.ts';
import type { wms } from '../../adapters/wms/port.ts';
import { valueAtCost } from '../../domain/money.ts';
import type { Job } from '../../shared/job.ts';
import type { ChunkBody, ChunkPlan, ReceivingFacts } from './contract.ts';
import { adviceLines } from './rules/advice.ts';
import type { FollowUp, LineMovement, ReceivingLine } from './rules/line.ts';
import { orderLineKey } from './rules/orders.ts';

/**
 * What the state machine is told to do for a plan: one input per call, absent where there is nothing to call. Each branch
 * of the machine asks only whether its field exists.
 */
export interface PlannedCalls {
  readonly planId: string;
  readonly handled: readonly string[];
  /** Goods nobody announced, which the ERP must name before anything is decided about them. */
  readonly lookup?: InputOf<typeof erp.findOpenOrders>;
  readonly questions?: number;
  readonly orderChanges?: readonly {
    readonly id: string;
    readonly order: InputOf<typeof erp.changeOrderLine>;
  }[];
  readonly goodsReceipt?: InputOf<typeof erp.postGoodsReceipt>;
  /** Units that were booked and, after another count, were never there. */
  readonly receiptCorrection?: InputOf<typeof erp.correctGoodsReceipt>;
  readonly stock?: InputOf<typeof wms.changeStockStatus>;
  readonly accrual?: InputOf<typeof finance.accrueReceipt>;
  readonly claim?: InputOf<typeof supplierPortal.fileClaim>;
  readonly advice?: InputOf<typeof supplierPortal.sendReceivingAdvice>;
}

/** Pure: the same plan always gives the same calls, so repeating them repeats their idempotency keys and bodies. */
export function planCalls(job: Job, facts: ReceivingFacts, body: ChunkBody, plan: ChunkPlan): PlannedCalls {
  const reference = `${job.processId}/${plan.planId}`;
  const lineOf = new Map(
    body.lines.flatMap((line) => line.movements.map((movement) => [movement.effectKey, line] as const)),
  );
  const claims = plan.followUps.flatMap((followUp) => (followUp.kind === 'claim' ? [followUp] : []));
  const orderChanges = changesByOrderLine(plan.followUps);
  const owned = plan.movements.flatMap((movement): OwnedMovement[] => {
    const line = lineOf.get(movement.effectKey);
    return movement.goodsReceipt && line?.orderLine ? [{ movement, line, orderLine: line.orderLine }] : [];
  });
  const booked = owned.flatMap((one) => (one.movement.to === null ? [] : [{ ...one, to: one.movement.to }]));

  return {
    planId: plan.planId,
    handled: plan.handled,
    ...(plan.asks.length + plan.withdrawn.length > 0 && {
      questions: plan.asks.length + plan.withdrawn.length,
    }),
    ...(orderChanges.length > 0 && { orderChanges }),
    ...(booked.length > 0 && {
      goodsReceipt: {
        reference,
        lines: booked.map((one) => ({
          ...bookedUnits(one),
          stockStatus: one.to,
          ...(one.movement.lot !== undefined && { lot: one.movement.lot }),
        })),
      },
    }),
    ...(owned.length > booked.length && {
      receiptCorrection: {
        reference,
        reason: 'COUNT_CORRECTION',
        lines: owned.filter(({ movement }) => movement.to === null).map(bookedUnits),
      },
    }),
    ...(owned.length > 0 && {
      accrual: {
        reference,
        supplierId: facts.supplierId,
        lines: owned.map(({ movement, line, orderLine }) => ({
          effectKey: movement.effectKey,
          poId: orderLine.poId,
          sku: line.sku,
          value: valueAtCost(
            movement.to === null ? -movement.quantity : movement.quantity,
            orderLine.unitCost,
          ),
        })),
      },
    }),
    ...(plan.movements.length > 0 && {
      stock: {
        reference,
        reason: 'RECEIPT',
        lines: plan.movements.map((movement) => ({
          effectKey: movement.effectKey,
          sku: lineOf.get(movement.effectKey)?.sku ?? '',
          quantity: movement.quantity,
          from: movement.from,
          to: movement.to,
          ...(movement.lot !== undefined && { lot: movement.lot }),
        })),
      },
    }),
    ...(claims.length > 0 && {
      claim: {
        reference,
        supplierId: facts.supplierId,
        reason: [...new Set(claims.map((claim) => claim.reason))].join(', '),
        lines: claims.map((claim) => claimLine(claim, body.lines)),
      },
    }),
    ...(plan.advice && {
      advice: {
        adviceId: plan.advice.adviceId,
        ...(plan.advice.replaces !== undefined && { replaces: plan.advice.replaces }),
        ...(facts.asnId !== undefined && { asnId: facts.asnId }),
        supplierId: facts.supplierId,
        lines: body.lines.flatMap((line) => adviceLines(line)),
      },
    }),
  };
}

/** One 860 per order line, for all lines of the plan that fill it. */
function changesByOrderLine(followUps: readonly FollowUp[]): NonNullable<PlannedCalls['orderChanges']> {
  const changes = followUps.flatMap((followUp) => (followUp.kind === 'change-order' ? [followUp] : []));
  return [...Map.groupBy(changes, orderLineKey).values()].flatMap((ofLine) => {
    const [first] = ofLine;
    const by = ofLine.reduce((sum, change) => sum + change.by, 0);
    if (!first || by === 0) return [];
    const { id, poId, poLine } = first;
    const reason = [...new Set(ofLine.map((change) => change.reason))].join(', ');
    return [{ id, order: { poId, poLine, by, reason } }];
  });
}

/** A movement of owned goods: the ERP books a receipt for it, or takes one back where it leads nowhere. */
interface OwnedMovement {
  readonly movement: LineMovement;
  readonly line: ReceivingLine;
  readonly orderLine: PurchaseOrderLine;
}

function bookedUnits({ movement, line, orderLine }: OwnedMovement) {
  const { effectKey, quantity } = movement;
  return { effectKey, poId: orderLine.poId, poLine: orderLine.poLine, sku: line.sku, quantity };
}

function claimLine(claim: Extract<FollowUp, { kind: 'claim' }>, lines: readonly ReceivingLine[]) {
  const line = lines.find((candidate) => candidate.followUps.some((followUp) => followUp.id === claim.id));
  return {
    effectKey: claim.id,
    ...(line?.poId !== undefined && { poId: line.poId }),
    sku: line?.sku ?? '',
    quantity: claim.quantity,
    value: claim.value,
  };
}
