import type { DamageParty } from '../../../../events/damage.ts';
import { addBusinessDays } from '../../../domain/calendar.ts';
import type { DamageLimits } from '../../../domain/damage-settings.ts';
import type { Ratio } from '../../../domain/money.ts';
import type { BusinessCalendar } from '../../../domain/tenant.ts';
import type { Assessment, DamageReport } from '../contract.ts';

export interface Liability {
  readonly party: DamageParty;
  /** The row of the matrix that fits first. */
  readonly row: 'NOTED_ON_DELIVERY' | 'CUSTOMER' | 'PRODUCT' | 'AFTER_PUTAWAY' | 'CONCEALED' | 'UNKNOWN_PACK';
}

/**
 * Who answers for a damage, rule 5.7: the first row that fits. Goods from a customer's hands were hurt on the road when their
 * pack is crushed or wet; in a whole or opened pack they were packed badly. A pack nobody can describe claims nobody.
 */
export function liabilityOf({
  place,
  packState,
  notedOnDelivery,
}: Pick<DamageReport, 'place' | 'packState' | 'notedOnDelivery'>): Liability {
  if (place === 'DOCK' && notedOnDelivery) return { party: 'CARRIER', row: 'NOTED_ON_DELIVERY' };
  if (place === 'CUSTOMER' || place === 'RETURN')
    return { party: packState === 'CRUSHED' || packState === 'WET' ? 'CARRIER' : 'SITE', row: 'CUSTOMER' };
  if (packState === 'INTACT') return { party: 'SUPPLIER', row: 'PRODUCT' };
  if (place !== 'DOCK') return { party: 'SITE', row: 'AFTER_PUTAWAY' };
  return packState === 'UNKNOWN'
    ? { party: 'SITE', row: 'UNKNOWN_PACK' }
    : { party: 'CARRIER', row: 'CONCEALED' };
}

type Windows = Pick<Assessment, 'noticeUntil' | 'claimUntil' | 'draftAt'>;

/** The windows of a damage from when it was found, UTC. The last moment of a window is inside. A site claims from nobody. */
export function windowsOf(
  { party, row }: Liability,
  { foundAt, supplierId }: Pick<DamageReport, 'foundAt' | 'supplierId'>,
  calendar: BusinessCalendar,
  limits: DamageLimits,
): Windows {
  if (party === 'SITE') return {};
  const contract = supplierId === undefined ? undefined : limits.supplierContractDays.value[supplierId];
  const days = contract ?? limits.supplierClaimDays.value;
  const claimUntil =
    party === 'CARRIER' ? addMonths(foundAt, limits.carrierClaimMonths.value) : addDaysTo(foundAt, days);
  return {
    ...(row === 'CONCEALED'
      ? { noticeUntil: addBusinessDays(calendar, foundAt, limits.carrierNoticeDays.value) }
      : {}),
    claimUntil,
    draftAt: shareOf(foundAt, claimUntil, limits.claimDraftShare.value),
  };
}

/** The moment at which a share of the time between two moments has passed, to the millisecond, never too early. */
function shareOf(from: string, until: string, { numerator, denominator }: Ratio): string {
  const part = BigInt(Date.parse(until) - Date.parse(from)) * BigInt(numerator);
  const whole = BigInt(denominator);
  return new Date(Date.parse(from) + Number((part + whole - 1n) / whole)).toISOString();
}

function addDaysTo(from: string, days: number): string {
  return new Date(Date.parse(from) + days * 86_400_000).toISOString();
}

/** The same day some months later; the last day of a month that has no such day. */
function addMonths(from: string, months: number): string {
  const start = new Date(from);
  const moved = new Date(from);
  moved.setUTCMonth(start.getUTCMonth() + months);
  if (moved.getUTCDate() !== start.getUTCDate()) moved.setUTCDate(0);
  return moved.toISOString();
}
