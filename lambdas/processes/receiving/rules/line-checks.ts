import type { Finding, NoticeLine, NoticePack } from '../../../../events/inbound.ts';
import type { Item, PurchaseOrder, PurchaseOrderLine } from '../../../adapters/erp/port.ts';
import { localDate } from '../../../domain/calendar.ts';
import { faultOfKey } from '../../../domain/check-digit.ts';
import { decimal, sumUnits, unitsWithin } from '../../../domain/quantity.ts';
import type { LimitAction } from '../../../domain/tenant.ts';
import type { CheckContext, NoticeToCheck } from './check-context.ts';
import { lifeSuffices } from './classify.ts';
import type { ReceivingLimits } from './line.ts';
import { openOf } from './orders.ts';

/** The checks of rule 5.1 one by one. Each names the field, the value and what the partner can do about it. */

const ACTIONS = { NONE: 'none', WARN: 'warn', REJECT: 'reject' } as const satisfies Record<
  LimitAction,
  Finding['action']
>;

function onLine(
  { line }: Pick<NoticeLine, 'line'>,
  code: string,
  action: Finding['action'],
  field: string,
  value: unknown,
  message: string,
  scope: Finding['scope'] = 'line',
): Finding {
  return {
    code,
    action,
    scope,
    line,
    field,
    value: String(value ?? ''),
    message: `line ${line}: ${message}`,
  };
}

/** V4: the order is known, open, of this supplier and for this site, and holds the line. V5: the item is known or a listed substitute. */
export function checkOrder(
  notice: NoticeLine,
  {
    item,
    order,
    orderLine,
  }: { item: Item | undefined; order: PurchaseOrder | undefined; orderLine: PurchaseOrderLine | undefined },
  { supplierId, site, master }: CheckContext,
): Finding[] {
  const v4 = (field: string, value: unknown, message: string) =>
    onLine(notice, 'V4', 'reject', field, value, message);
  const found: Finding[] = [];
  if (!order)
    found.push(v4('poId', notice.poId, `order ${notice.poId} is not known; correct the order number`));
  else {
    if (order.status !== 'open')
      found.push(
        v4('poId', notice.poId, `order ${notice.poId} is ${order.status}; ship only against open orders`),
      );
    if (order.supplierId !== supplierId)
      found.push(
        v4(
          'poId',
          notice.poId,
          `order ${notice.poId} is not placed with supplier ${supplierId}; correct the order number`,
        ),
      );
    if (order.shipToSite !== site)
      found.push(
        v4(
          'poId',
          notice.poId,
          `order ${notice.poId} ships to ${order.shipToSite}, not ${site}; send the goods there`,
        ),
      );
    if (
      notice.poLine !== undefined &&
      !master.lines.some((line) => line.poId === notice.poId && line.poLine === notice.poLine)
    ) {
      found.push(
        v4(
          'poLine',
          notice.poLine,
          `order ${notice.poId} has no line ${notice.poLine}; correct the order line`,
        ),
      );
    }
  }
  if (!item)
    found.push(
      onLine(
        notice,
        'V5',
        'reject',
        'sku',
        notice.sku,
        `item ${notice.sku} is not known; correct the item number`,
      ),
    );
  else if (order && !orderLine && found.length === 0) {
    found.push(
      onLine(
        notice,
        'V5',
        'reject',
        'sku',
        notice.sku,
        `item ${notice.sku} is not on order ${notice.poId} and no listed substitute for what is; agree on the item with the buyer first`,
      ),
    );
  }
  return found;
}

/** V6: at most the open quantity and the tolerance on the ordered one. `left` is what earlier lines leave open. */
export function checkQuantity(
  notice: NoticeLine,
  announced: number,
  left: number,
  orderLine: PurchaseOrderLine,
  limits: ReceivingLimits,
): Finding[] {
  // open × (1 + tolerance), exactly; units are whole, so rounding the product down keeps the limit inside.
  const allowed = sumUnits([left, unitsWithin(openOf(orderLine), limits.overPercent.value)]);
  const action = ACTIONS[limits.overAnnouncedAction.value];
  if (announced <= allowed || action === 'none') return [];
  return [
    onLine(
      notice,
      'V6',
      action,
      'quantity',
      announced,
      `${announced} units are announced and ${allowed} may be delivered on order ${orderLine.poId} line ${orderLine.poLine}; ship no more or have the order raised`,
    ),
  ];
}

/** V8, V9, V11 and V14: keys, pack numbers, lot and life, hazard and cold chain. */
export function checkGoods(
  notice: NoticeLine,
  item: Item | undefined,
  limits: ReceivingLimits,
  context: NoticeToCheck,
): Finding[] {
  return [
    ...checkKeys(notice, limits, context),
    ...checkPackNumbers(notice, context),
    ...(item ? [...checkLife(notice, item, limits, context), ...checkHandling(notice, item)] : []),
  ];
}

function checkKeys(
  notice: NoticeLine,
  limits: ReceivingLimits,
  { strictCheckDigits }: CheckContext,
): Finding[] {
  const action = strictCheckDigits ? 'reject' : ACTIONS[limits.checkDigitAction.value];
  if (action === 'none') return [];
  return (['gtin', 'sscc'] as const).flatMap((kind) => {
    const key = notice[kind];
    const fault = key === undefined ? undefined : faultOfKey(kind, key);
    return fault === undefined
      ? []
      : [
          onLine(
            notice,
            'V8',
            action,
            kind,
            key,
            `${kind.toUpperCase()} ${key} is wrong: ${fault}; correct the number`,
            kind === 'sscc' ? 'pack' : 'line',
          ),
        ];
  });
}

/** The pack a line names and every pack that holds some of it. */
function checkPackNumbers(notice: NoticeLine, { usedPacks, packs, settings }: NoticeToCheck): Finding[] {
  const holding = (packs ?? []).filter(({ contents }) => contents.some(({ line }) => line === notice.line));
  const numbers = new Set([
    ...(notice.sscc === undefined ? [] : [notice.sscc]),
    ...holding.map(({ sscc }) => sscc),
  ]);
  return [...numbers]
    .filter((sscc) => usedPacks.has(sscc))
    .map((sscc) =>
      onLine(
        notice,
        'V9',
        'reject',
        'sscc',
        sscc,
        `pack ${sscc} was used within the last ${settings.ssccMemoryDays} days; give every pack its own number`,
        'pack',
      ),
    );
}

function checkLife(
  notice: NoticeLine,
  item: Item,
  limits: ReceivingLimits,
  { zone, dueAt }: CheckContext,
): Finding[] {
  const v11 = (field: string, value: unknown, message: string) =>
    onLine(notice, 'V11', 'warn', field, value, message);
  const found: Finding[] = [];
  if (item.lotControlled && notice.lot === undefined)
    found.push(v11('lot', notice.lot, `item ${item.sku} is lot controlled; state the lot`));
  if (!item.expiryControlled) return found;
  if (notice.expiry === undefined)
    return [...found, v11('expiry', notice.expiry, `item ${item.sku} expires; state the expiry date`)];
  const { numerator, denominator } = item.minimumLife ?? limits.remainingLifePercent.value;
  if (!lifeSuffices(notice.expiry, localDate(zone, dueAt), item, limits.remainingLifePercent.value)) {
    found.push(
      v11(
        'expiry',
        notice.expiry,
        `less than ${numerator}/${denominator} of the life of item ${item.sku} is left on ${localDate(zone, dueAt)}; ship fresher goods`,
      ),
    );
  }
  return found;
}

function checkHandling(notice: NoticeLine, item: Item): Finding[] {
  const found: Finding[] = [];
  if (item.hazardClass !== undefined && notice.hazardClass === undefined) {
    found.push(
      onLine(
        notice,
        'V14',
        'reject',
        'hazardClass',
        notice.hazardClass,
        `item ${item.sku} is dangerous (class ${item.hazardClass}); state the hazard class`,
      ),
    );
  }
  if (item.temperature !== 'ambient' && notice.temperature === undefined) {
    found.push(
      onLine(
        notice,
        'V14',
        'reject',
        'temperature',
        notice.temperature,
        `item ${item.sku} is kept ${item.temperature}; state the temperature of the transport`,
      ),
    );
  }
  return found;
}

/** V10: packs sum to their lines, each line in its own unit. Lines that name no pack contents have nothing to sum. */
export function checkPacks(lines: readonly NoticeLine[], packs: readonly NoticePack[]): Finding[] {
  const contents = packs.flatMap((pack) => pack.contents);
  return lines.flatMap((line) => {
    const parts = contents.filter((part) => part.line === line.line);
    if (parts.length === 0) return [];
    const scale = Math.max(line.quantity.scale, ...parts.map((part) => part.scale));
    const packed = parts.reduce(
      (sum, part) => sum + BigInt(part.value) * 10n ** BigInt(scale - part.scale),
      0n,
    );
    const announced = BigInt(line.quantity.value) * 10n ** BigInt(scale - line.quantity.scale);
    if (packed === announced) return [];
    const { value, scale: own, uom } = line.quantity;
    return [
      onLine(
        line,
        'V10',
        'reject',
        'packs',
        packed,
        `its packs hold ${packed} × 10^-${scale} ${uom} and the line announces ${decimal(value, own)} ${uom}; make them agree`,
      ),
    ];
  });
}
