import type { ExceptionType } from '../../../../events/fulfillment.ts';
import type { OrderLine } from '../../../adapters/oms/port.ts';
import type { ReservedPart } from '../../../store/ports.ts';
import type { AffectedLine, ExceptionCase } from '../contract.ts';

/** Exceptions about units of one line: they go down the ladder. */
const GOODS: readonly ExceptionType[] = ['SHORT_PICK', 'PACK_DAMAGE', 'OVERSELL'];

export const isAboutGoods = (type: ExceptionType) => GOODS.includes(type);

/**
 * The lines an exception is about: the one it names, or all the order has at this site. `undefined` where there is nothing
 * left to handle: the order is unknown, has shipped or was cancelled, its line is gone, or what was missing came from
 * elsewhere meanwhile: the books hold all its units.
 */
export function affectedLines({ body, answers, site }: ExceptionCase): readonly AffectedLine[] | undefined {
  const { order } = answers;
  const { type, line } = body.exception;
  // What a release has not had confirmed yet is no part of the allocation.
  const partsOf = ({ orderLineId }: OrderLine) =>
    (answers.reserved.get(orderLineId) ?? []).filter(({ documents }) => documents !== undefined);
  if (order?.status !== 'open') return undefined;
  if (!isAboutGoods(type))
    return order.lines
      .filter((one) => one.site === site && one.allocated > 0)
      .map((one) => affected(one, one.allocated, partsOf(one)));
  const found = order.lines.find(({ orderLineId }) => orderLineId === line?.orderLineId);
  if (!found || found.site !== site || found.ordered === found.shipped + found.cancelled) return undefined;
  const parts = partsOf(found);
  // Units that are not with the warehouse wait already.
  const missing = found.allocated - (body.taken ? parts.reduce((sum, { quantity }) => sum + quantity, 0) : 0);
  if (found.allocated > 0 && missing <= 0) return undefined;
  return [affected(found, Math.min(line?.quantity ?? 0, missing), parts)];
}

function affected(line: OrderLine, short: number, parts: readonly ReservedPart[]): AffectedLine {
  const { orderLineId, sku, allocated, unitPrice, unitMargin, promisedAt, minimumLifeDays } = line;
  return {
    orderLineId,
    sku,
    short,
    allocated,
    parts,
    unitPrice,
    unitMargin,
    ...(promisedAt === undefined ? {} : { promisedAt }),
    ...(minimumLifeDays === undefined ? {} : { minimumLifeDays }),
  };
}
