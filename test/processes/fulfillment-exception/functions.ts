import { DamageQuarantined } from '../../../events/damage.ts';
import { FulfillmentException, ShipmentConfirmed } from '../../../events/fulfillment.ts';
import { beginLook } from '../../../lambdas/processes/fulfillment-exception/begin-look.ts';
import { closeException } from '../../../lambdas/processes/fulfillment-exception/close-exception.ts';
import { decideException } from '../../../lambdas/processes/fulfillment-exception/decide-exception.ts';
import { endLook } from '../../../lambdas/processes/fulfillment-exception/end-look.ts';
import { findNextCall } from '../../../lambdas/processes/fulfillment-exception/find-next-call.ts';
import { moveStock } from '../../../lambdas/processes/fulfillment-exception/move-stock.ts';
import { openException } from '../../../lambdas/processes/fulfillment-exception/open-exception.ts';
import { recordShipment } from '../../../lambdas/processes/fulfillment-exception/record-shipment.ts';
import { startException } from '../../../lambdas/processes/fulfillment-exception/start-exception.ts';
import { summarizeLook } from '../../../lambdas/processes/fulfillment-exception/summarize-look.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of fulfillment exceptions. */
export const exceptionRoom = {
  process: 'fulfillment-exception',
  tasks: {
    OpenException: openException,
    BeginLook: beginLook,
    DecideException: decideException,
    FindNextCall: findNextCall,
    MoveStock: moveStock,
    EndLook: endLook,
    SummarizeLook: summarizeLook,
    CloseException: closeException,
  } as unknown as Tasks,
  consumers: {
    [FulfillmentException.type]: startException,
    [DamageQuarantined.type]: startException,
    [ShipmentConfirmed.type]: recordShipment,
  },
} as unknown as Room;
