import type { ExceptionType } from '../../../../events/fulfillment.ts';
import type { OrderLine } from '../../../adapters/oms/port.ts';
import type { AffectedLine, ExceptionCase } from '../contract.ts';

/** Exceptions about units of one line: they go down the ladder. */
const GOODS: readonly ExceptionType[] = ['SHORT_PICK', 'PACK_DAMAGE', 'OVERSELL'];

export const isAboutGoods = (type: ExceptionType) => GOODS.includes(type);

/**
 * The lines an exception is about: the one it names, or all the order has at this site. `undefined` where there is nothing
 * left to handle: the order is unknown, has shipped or was cancelled, or its line is gone.
 */
export function affectedLines({ body, answers, site }: ExceptionCase): readonly AffectedLine[] | undefined {
  const { order } = answers;
  const { type, line } = body.exception;
  if (order?.status !== 'open') return undefined;
  if (!isAboutGoods(type))
    return order.lines
      .filter((one) => one.site === site && one.allocated > 0)
      .map((one) => affected(one, one.allocated));
  const found = order.lines.find(({ orderLineId }) => orderLineId === line?.orderLineId);
  if (!found || found.site !== site || found.ordered === found.shipped + found.cancelled) return undefined;
  // Units that are not with the warehouse wait already.
  return [affected(found, Math.min(line?.quantity ?? 0, found.allocated))];
}

function affected(line: OrderLine, short: number): AffectedLine {
  const { orderLineId, sku, allocated, unitPrice, unitMargin, promisedAt, minimumLifeDays } = line;
  return {
    orderLineId,
    sku,
    short,
    allocated,
    unitPrice,
    unitMargin,
    ...(promisedAt === undefined ? {} : { promisedAt }),
    ...(minimumLifeDays === undefined ? {} : { minimumLifeDays }),
  };
}
