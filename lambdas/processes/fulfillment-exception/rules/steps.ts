import type { PickPlace } from '../../../adapters/wms/port.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import { refundable } from '../../../domain/refund.ts';
import type { AffectedLine, ExceptionCase } from '../contract.ts';
import type { PlannedRequest, PlannedStep } from '../plan.ts';
import type { NextCarrier } from './carriers.ts';
import { later } from './deadline.ts';
import {
  at,
  cancelPick,
  confirm,
  endReservations,
  label,
  lotFields,
  NEW_LINE,
  openAgain,
  pickTask,
  reserve,
  stockStep,
  stopShipping,
  waits,
} from './step.ts';

/**
 * What each resolution does, step by step. What can be taken back comes first, what cannot comes when nothing else can be
 * refused anymore: a refusal takes back what was done before it (rule 4.7).
 */

/** What a resolution does, and what it asks of other processes. */
type Steps = Readonly<{ steps: readonly PlannedStep[]; asks: readonly PlannedRequest[] }>;

/** Resolutions that do nothing outside. */
export const noSteps: Steps = { steps: [], asks: [] };

/** The missing units leave the books: the bin is set, their reservation ends, they are on hold until they were counted. */
export function takeOff(given: ExceptionCase, line: AffectedLine): Steps {
  const { type, pick, damage } = given.body.exception;
  const units = { orderLineId: line.orderLineId, sku: line.sku, quantity: line.short };
  const lot = lotFields(pick?.lot ?? damage?.lot);
  const pickTaskId = pick?.pickTaskId ?? damage?.pickTaskId;
  const ofPick = pickTaskId === undefined ? {} : { pickTaskId };
  const end = stockStep(given, 'end-missing', 'endUnits', { ...units, ...lot, ...ofPick });
  const held = { sku: line.sku, quantity: line.short, reason: type, ...lot };
  const hold = stockStep(given, 'hold-missing', 'hold', held);
  if (type === 'OVERSELL') return { steps: [end], asks: [] };
  if (type === 'PACK_DAMAGE') {
    const { sku, short: quantity } = line;
    const picked = { pickTaskId, sku, quantity, reason: type, ...lot };
    const atPacking: PlannedStep = {
      ...at(given, 'hold-picked', 'wms', 'holdPicked', picked),
      mayFail: true,
    };
    return {
      steps: [...(pickTaskId === undefined ? [] : [atPacking]), end, hold],
      asks: [{ kind: 'damage' }],
    };
  }
  const { bin = '', counted = 0 } = pick ?? {};
  return {
    steps: [
      {
        ...at(given, 'set-bin', 'wms', 'setBinQuantity', {
          reference: given.processId,
          bin,
          sku: line.sku,
          counted,
          ...lot,
          ...ofPick,
        }),
        mayFail: true,
      },
      end,
      { ...hold, takes: { missing: { step: 'set-bin', field: 'missing' } } },
    ],
    asks: [{ kind: 'count' }],
  };
}

/** Steps 1 and 2: the units are picked elsewhere at this site. */
export function pickElsewhere(given: ExceptionCase, line: AffectedLine, picks: readonly PickPlace[]): Steps {
  const { orderLineId, sku } = line;
  const lots = picks.map(({ lot, quantity }) => ({ ...lotFields(lot), quantity }));
  const asked = picks.map(({ bin, lot, quantity }) => ({
    orderLineId,
    sku,
    bin,
    quantity,
    ...lotFields(lot),
  }));
  return {
    steps: [
      reserve(given, line, { orderLineId, sku, lots }),
      pickTask(given, given.site, asked),
      confirm(given, { orderLineId, sku }),
    ],
    asks: [],
  };
}

/** Steps 3 and 4: a line of their own, at another site or for another item. */
export function replace(
  given: ExceptionCase,
  line: AffectedLine,
  {
    sku = line.sku,
    site = given.site,
  }: { readonly sku?: string | undefined; readonly site?: string | undefined },
): Steps {
  const { orderLineId, short } = line;
  const newLine = { orderLineId: { step: 'replace', field: 'orderLineId' } };
  const reason = given.body.exception.type;
  return {
    steps: [
      {
        ...at(given, 'replace', 'oms', 'replaceUnits', { orderLineId, quantity: short, sku, site, reason }),
        inverse: { operation: 'restoreUnits', field: 'replacementId' },
      },
      {
        ...reserve(given, line, { sku, lots: [{ quantity: short }] }, site),
        takes: { orderLineId: newLine.orderLineId },
      },
      {
        ...pickTask(given, site, [{ orderLineId: NEW_LINE, sku, quantity: short }]),
        takes: { 'lines.0.orderLineId': newLine.orderLineId },
      },
      {
        ...confirm(given, { sku }, site),
        takes: { ...confirm(given, { sku }, site).takes, orderLineId: newLine.orderLineId },
      },
      // Nothing is left of the old pick: its 940 is taken back, and no 945 will come.
      ...(line.allocated === short ? cancelPick(given) : []),
    ],
    asks: [],
  };
}

/** Step 5: what was found leaves, the missing units wait. */
export function splitOff(given: ExceptionCase, line: AffectedLine): Steps {
  return {
    steps: [openAgain(given, line, line.short)],
    asks: [waits(line, line.short), { kind: 'promise' }],
  };
}

/** Step 6: the lines wait as a whole; nothing of them leaves now. */
export function backOrder(given: ExceptionCase, lines: readonly AffectedLine[]): Steps {
  const waiting = lines.filter(({ allocated }) => allocated > 0);
  return {
    steps: [
      ...waiting.map((line) => openAgain(given, line, line.allocated)),
      ...stopShipping(given, lines),
      ...waiting.flatMap((line) => endReservations(given, line)),
    ],
    asks: [...waiting.map((line) => waits(line, line.allocated)), { kind: 'promise' }],
  };
}

/**
 * Step 7: the missing units are cancelled, somebody tells the customer, and what was paid for them goes back. Money comes
 * last: nothing after it can be refused, and it is never taken back (rule 4.7).
 */
export function cancelUnits(given: ExceptionCase, lines: readonly AffectedLine[]): Steps {
  const { exception } = given.body;
  const { order } = given.answers;
  const going = lines.filter(({ short }) => short > 0);
  const whole = going.filter(({ short, allocated }) => short === allocated);
  const names = going.map(({ orderLineId, short }) => `${short} of ${orderLineId}`).join(', ');
  const errand: PlannedStep = {
    ...at(given, 'tell-customer', 'crm', 'createTask', {
      customerId: order?.customerId,
      orderId: exception.orderId,
      subject: `${exception.type}: tell the customer that ${names} are cancelled`,
      dueAt: later(given.now, given.limits.errandMinutes.value),
    }),
    mayFail: true,
  };
  return {
    steps: [
      ...going.map((line) => openAgain(given, line, line.short)),
      ...going.map(({ orderLineId, short }) =>
        at(given, `cancel/${orderLineId}`, 'oms', 'cancelLine', {
          orderLineId,
          quantity: short,
          reason: exception.type,
        }),
      ),
      ...(whole.length === lines.length ? stopShipping(given, lines) : []),
      ...whole.flatMap((line) => endReservations(given, line)),
      errand,
      ...refunds(given, going),
    ],
    asks: whole.map(({ orderLineId, sku }) => ({ kind: 'withdrawn', orderLineId, sku }) as const),
  };
}

/** What was paid for units that are cancelled, line by line. Where finance did not say what was paid it judges the refund. */
function refunds(given: ExceptionCase, lines: readonly AffectedLine[]): readonly PlannedStep[] {
  const { orderId, type } = given.body.exception;
  const { payments } = given.answers;
  const values = lines.map(({ short, unitPrice }) => valueInQuestion(short, unitPrice));
  const amounts = payments ? refundable(values, payments[0]) : values;
  return lines.flatMap(({ orderLineId }, index) => {
    const amount = amounts[index];
    if (!amount || amount.minor === 0) return [];
    const input = { orderId, orderLineId, amount, reason: type };
    return [
      { ...at(given, `refund/${orderLineId}`, 'finance', 'refundCustomer', input), mayFail: true as const },
    ];
  });
}

/** Another carrier takes the parcel: the old label is void before its booking is. */
export function rebook(given: ExceptionCase, { carrier, shipOn }: NextCarrier): Steps {
  const { exception } = given.body;
  const { shipment } = exception;
  const { destination } = given.answers.order ?? {};
  if (!shipment || !destination) return { steps: [], asks: [] };
  const reason = exception.type;
  return {
    steps: [
      {
        ...at(given, 'book', 'tms', 'book', {
          reference: given.processId,
          orderId: exception.orderId,
          carrier: carrier.carrier,
          serviceLevel: carrier.serviceLevel,
          shipOn,
          destination: { postalCode: destination.postalCode, country: destination.country },
        }),
        inverse: { operation: 'void', field: 'shipmentId' },
      },
      {
        ...label(given, { weightGrams: shipment.weightGrams }),
        takes: { shipmentId: { step: 'book', field: 'shipmentId' } },
      },
      ...(shipment.labelId === undefined
        ? []
        : [at(given, 'void-old-label', 'tms', 'voidLabel', { labelId: shipment.labelId, reason })]),
      {
        ...at(given, 'void-old-booking', 'tms', 'void', { shipmentId: shipment.shipmentId, reason }),
        mayFail: true,
      },
    ],
    asks: [],
  };
}

/** A new label for the same parcel; the old one is void. */
export function relabel(given: ExceptionCase): Steps {
  const { shipment, weight, type } = given.body.exception;
  if (!shipment) return { steps: [], asks: [] };
  const { shipmentId, labelId } = shipment;
  return {
    steps: [
      label(given, { shipmentId, weightGrams: weight?.actualGrams ?? shipment.weightGrams }),
      ...(labelId === undefined
        ? []
        : [at(given, 'void-old-label', 'tms', 'voidLabel', { labelId, reason: type })]),
    ],
    asks: [],
  };
}

export function renewPayment(given: ExceptionCase, authorizationId: string): Steps {
  const { orderId } = given.body.exception;
  return {
    steps: [at(given, 'renew', 'oms', 'renewAuthorization', { orderId, authorizationId })],
    asks: [],
  };
}
