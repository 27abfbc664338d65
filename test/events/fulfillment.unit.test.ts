import { expect, it } from 'vitest';
import { ExceptionType, FulfillmentException, type ReportedException } from '../../events/fulfillment.ts';
import { sample } from './samples.ts';

const bare = {
  exceptionId: 'EX-1',
  orderId: 'SO-1',
  detectedAt: '2026-03-06T15:30:58Z',
  reportedBy: 'wms',
};

it.each([
  ['SHORT_PICK', ['line', 'pick']],
  ['SCAN_FAIL', ['scan', 'shipment']],
  ['ADDRESS_INVALID', []],
  ['PAYMENT_HOLD', []],
  ['WEIGHT_MISMATCH', ['weight', 'shipment']],
  ['PACK_DAMAGE', ['line', 'damage']],
  ['CARRIER_MISS', ['shipment']],
  ['LABEL_FAIL', ['shipment']],
  ['OVERSELL', ['line']],
  ['LATE_CUTOFF', ['shipment']],
] as const)('%s needs its parts and names each that is missing', (type, parts) => {
  const { error } = FulfillmentException.data.safeParse({ ...bare, type });
  expect(error?.issues.map(({ path }) => path.join('.')) ?? []).toEqual(parts);
});

it('says what a missing part has to hold', () => {
  const { pick: _, ...rest } = sample<ReportedException>('FulfillmentException').data;
  expect(FulfillmentException.data.safeParse(rest).error?.issues).toMatchObject([
    {
      path: ['pick'],
      message: 'a SHORT_PICK needs pick: say bin, zone, lot, found, counted, pickTaskId',
    },
  ]);
});

it('knows the ten types of rule 5.9', () => {
  expect(ExceptionType.options).toHaveLength(10);
});
