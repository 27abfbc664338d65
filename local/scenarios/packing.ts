import { FulfillmentException } from '../../events/fulfillment.ts';
import { type Act, NORTHWIND } from './act.ts';
import { goodsReachThoseWhoWait } from './customers.ts';

/** The acts of the day between picking and the carrier. */

const EXCEPTION = 'fulfillment-exception';
const ORDER = 'O-1001';
const KEY = `${ORDER}/EX-70001`;

export const labelFails: Act = {
  title: 'A label fails its third scan before the carrier comes',
  expect: 'a pattern names the device; somebody has half an hour to look at the label, and finds it readable',
  shows: [EXCEPTION],
  needs: [goodsReachThoseWhoWait],
  endings: [{ ...NORTHWIND, process: EXCEPTION, key: KEY, state: 'CLOSED' }],
  run: async (floor) => {
    const now = floor.stage.clock();
    await floor.tell(FulfillmentException, {
      ...NORTHWIND,
      subject: KEY,
      data: {
        exceptionId: 'EX-70001',
        orderId: ORDER,
        type: 'SCAN_FAIL',
        detectedAt: now,
        reportedBy: 'packing-3',
        scan: { deviceId: 'RF-17', failures: 3, firstFailedAt: now },
        shipment: {
          shipmentId: 'SHP-70001',
          carrier: 'NORTHSTAR',
          serviceLevel: 'GROUND',
          weightGrams: 12_400,
        },
      },
    });
    const check = await floor.asked(NORTHWIND.tenant, EXCEPTION, KEY, 'label-check');
    await floor.answer(check, 'RESCAN', 'supervisor-atl');
    await floor.arrives(NORTHWIND.tenant, EXCEPTION, KEY, 'CLOSED');
  },
};
