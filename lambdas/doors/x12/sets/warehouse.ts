import type { Cell, Place } from '../places.ts';
import { cell, partyPlace, referencePlace } from './shared.ts';

/** What the sets between a warehouse and whoever owns its stock (940 to 947) share. */

export const WAREHOUSE_HEADER =
  'N9 G61 G62 NTE W27 W28 W10 W6 W09 W66 W08 R2 FOB SAC SI LM LQ T1 T2 T3 T6 T8 PWK';
export const WAREHOUSE_LINE =
  'G69 N9 NTE W20 W13 QTY MEA AMT G62 G66 R4 CN1 LM LQ LH2 LHR LH6 LS LE FA1 FA2 PO4 G72 G73 SAC PER SDQ CUR MAN';

/** A warehouse is asked for by WH; of who owns the stock it knows by DE. */
export const WAREHOUSE = partyPlace('warehouse', ['WH']);
export const DEPOSITOR = partyPlace('buyer', ['DE', 'BY']);

/** LX: the number of the line, or of the pack, that what follows is in. */
export const LX = {
  segment: 'LX',
  loop: 'pack',
  cells: [cell(1, 554, 'line')],
} as const satisfies Place<'line'>;

/** MAN*GM: the SSCC of a pack, around its lines or in one of them. */
export function packPlace<Field extends string>(field: Field, loop: string): Place<Field> {
  return { segment: 'MAN', loop, qualifier: { element: 1, codes: ['GM'] }, cells: [cell(2, 87, field)] };
}

/** W06: what was shipped, for which order, when and as which shipment. Its reporting code (514) says that it is whole. */
export const W06 = {
  segment: 'W06',
  loop: '',
  cells: [
    cell(2, 285, 'orderId'),
    cell(3, 373, 'shippedAt', { as: 'moment' }),
    cell(4, 145, 'documentId'),
    cell(6, 324, 'poId'),
  ],
} as const satisfies Place<string>;

/**
 * Element 514 where a set is an original and says everything. Exceptions alone are not the whole, and inventory, returns and
 * simulations are no shipment and no receipt.
 */
export const REPORTING: Readonly<Record<string, string>> = { F: 'original', J: 'original', N: 'original' };

export function reportingCell<Field extends string>(field: Field): Cell<Field> {
  return cell(1, 514, field, { codes: REPORTING });
}

export const CARRIER = {
  segment: 'W27',
  loop: '',
  cells: [cell(2, 140, 'carrier')],
  fixed: { 1: 'ZZ' },
} as const satisfies Place<'carrier'>;

export const PO_REFERENCE = referencePlace('N9', 'poId', ['PO']);
