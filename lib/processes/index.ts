import type { ProcessSpec } from '../functions.ts';
import { backorderRelease } from './backorder-release.ts';
import { customerReturn } from './customer-return.ts';
import { cycleCount } from './cycle-count.ts';
import { damagedGoods } from './damaged-goods.ts';
import { fulfillmentException } from './fulfillment-exception.ts';
import { orderPromise } from './order-promise.ts';
import { positionReconciliation } from './position-reconciliation.ts';
import { putaway } from './putaway.ts';
import { receiving } from './receiving.ts';
import { replenishment } from './replenishment.ts';
import { transfer } from './transfer.ts';

/** The business processes. A process is its room in every folder and one line here. */
export const processes: readonly ProcessSpec[] = [
  receiving,
  backorderRelease,
  orderPromise,
  cycleCount,
  positionReconciliation,
  fulfillmentException,
  putaway,
  damagedGoods,
  customerReturn,
  replenishment,
  transfer,
];
