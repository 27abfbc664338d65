import type { DiscrepancyClass } from '../../../../events/inbound.ts';
import { localDate } from '../../../domain/calendar.ts';
import { valueAtMost } from '../../../domain/money.ts';
import { percentAtMost } from '../../../domain/quantity.ts';
import type { ReceivingLine, SettleContext } from './line.ts';
import { daysBetween, type LineFacts, type Piece } from './line-facts.ts';

/** The differences of a line in units, and the classes of rule 5.1 they fall in. */
export interface Classified {
  readonly classes: readonly DiscrepancyClass[];
  /** Units on the order line: all that came, or the accepted part of a substitute. */
  readonly placed: number;
  readonly over: number;
  readonly overDisputed: number;
  /** Announced and not received; 0 until the unloading is finished. */
  readonly short: number;
  readonly shortDisputed: number;
  /** The profile refuses goods that come too early. */
  readonly refusedEarly: boolean;
}

/**
 * Names every class that applies. `placed` are the units on the order line: a substitute counts once a person accepted
 * it. Where the table of 5.1 has no class for what happened, nothing is in dispute: goods the notice announced fewer of
 * than the order has open are SHORT_ANNOUNCED, anything else without a difference is CLEAN.
 */
export function classify(
  line: ReceivingLine,
  facts: LineFacts,
  placed: number,
  context: SettleContext,
): Classified {
  const { received, open, overWithin, kind } = facts;
  const early = facts.daysLate !== undefined && -facts.daysLate > facts.limits.earlyDays.value;
  const late = facts.daysLate !== undefined && facts.daysLate > facts.limits.lateDays.value;
  const refusedEarly =
    received > 0 && early && facts.limits.earlyAction.value === 'REJECT' && kind === 'ordered';
  const onOrder = kind === 'ordered' || (kind === 'substitute' && placed === received);
  const over = Math.max(0, placed - open);
  const short = onOrder && context.final && line.notice ? Math.max(0, line.announced - received) : 0;
  const shortClass =
    onOrder && context.final && line.notice && !refusedEarly ? classifyShort(line, facts, short) : undefined;

  const rules: readonly (readonly [DiscrepancyClass, boolean])[] = [
    [
      'WRONG_ITEM',
      received > 0 && (kind === 'substitute' || (kind === 'foreign' && line.poId !== undefined)),
    ],
    ['UNORDERED', received > 0 && kind === 'foreign' && line.poId === undefined],
    ['NO_ASN', received > 0 && !line.notice && (kind === 'ordered' || kind === 'unplaced')],
    ['OVER_IN', !refusedEarly && over > 0 && over <= overWithin],
    ['OVER_EXCESS', !refusedEarly && over > overWithin],
    ['SHORT_IN', shortClass === 'SHORT_IN'],
    ['SHORT_EXCESS', shortClass === 'SHORT_EXCESS'],
    ['SHORT_ANNOUNCED', shortClass === 'SHORT_ANNOUNCED'],
    ['DAMAGED', facts.damaged > 0],
    ['LOT_EXPIRY', placed > 0 && facts.pieces.some((piece) => failsLife(piece, line, facts, context))],
    ['EARLY', received > 0 && early],
    ['LATE', received > 0 && late],
  ];
  const named = rules.filter(([, holds]) => holds).map(([name]) => name);
  const clean = named.length === 0 && context.final && onOrder;
  return {
    classes: clean ? ['CLEAN'] : named,
    placed,
    over,
    short,
    refusedEarly,
    overDisputed: !refusedEarly && over > overWithin ? over : 0,
    shortDisputed: shortClass === 'SHORT_EXCESS' ? short : 0,
  };
}

function classifyShort(
  line: ReceivingLine,
  facts: LineFacts,
  short: number,
): 'SHORT_IN' | 'SHORT_EXCESS' | 'SHORT_ANNOUNCED' | undefined {
  if (short === 0) return facts.received < facts.open ? 'SHORT_ANNOUNCED' : undefined;
  if (short === facts.announcedShort) return 'SHORT_ANNOUNCED';
  const { shortPercent, shortValue } = facts.limits;
  const weighable = facts.cost.currency === shortValue.value.currency;
  const within =
    percentAtMost(short, line.announced, shortPercent.value) &&
    weighable &&
    valueAtMost(short, facts.cost, shortValue.value);
  return within ? 'SHORT_IN' : 'SHORT_EXCESS';
}

/**
 * Check V11 on what arrived: lot and expiry are there when the item is controlled, and enough of its life is left. The
 * item's own minimum stands before the limit; without a shelf life to measure by, the goods must not have expired.
 */
export function failsLife(
  piece: Piece,
  { item }: ReceivingLine,
  { limits }: LineFacts,
  context: SettleContext,
): boolean {
  if (!item || piece.condition === 'damaged') return false;
  if (item.lotControlled && piece.lot === undefined) return true;
  if (!item.expiryControlled) return false;
  if (piece.expiry === undefined) return true;
  return !lifeSuffices(
    piece.expiry,
    localDate(context.zone, context.arrivedAt),
    item,
    limits.remainingLifePercent.value,
  );
}

/** Whether goods that expire on a date have enough life left on another one, both as 2026-03-02. */
export function lifeSuffices(
  expiry: string,
  on: string,
  item: {
    readonly shelfLifeDays?: number | undefined;
    readonly minimumLife?: { readonly numerator: number; readonly denominator: number } | undefined;
  },
  limit: { readonly numerator: number; readonly denominator: number },
): boolean {
  const left = daysBetween(on, expiry);
  if (left <= 0) return false;
  if (item.shelfLifeDays === undefined) return true;
  const { numerator, denominator } = item.minimumLife ?? limit;
  return BigInt(left) * BigInt(denominator) >= BigInt(numerator) * BigInt(item.shelfLifeDays);
}
