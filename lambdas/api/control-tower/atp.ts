import { availabilityToShow } from '../../domain/availability.ts';
import { addDays } from '../../domain/calendar.ts';
import { atpOf } from '../../domain/promise-atp.ts';
import { promiseLimits } from '../../domain/promise-settings.ts';
import { type Tower, todayAt } from './context.ts';
import type { Place } from './loaders.ts';
import { supplyOf } from './supply.ts';

/**
 * What can be promised of an item on each of so many days (rule 5.10): free units nobody doubts, and the supply known here.
 * Supply whose date has passed is expected as the tenant says, unconfirmed. Reserved units are nobody else's.
 */
export async function atpByDay(tower: Tower, place: Place, days: number) {
  const { load } = tower;
  const { atpMethod, overdueSupplyDays } = promiseLimits(await load.document(), place.site);
  const today = await todayAt(tower, place.site);
  const overdue = addDays(today, overdueSupplyDays.value);
  const supply = (await supplyOf(tower, place)).map((flow) =>
    flow.on < today ? { ...flow, on: overdue, confirmed: false } : flow,
  );
  const onHand = await sellableAt(tower, place);
  const steps = atpOf({ today, onHand, supply, demand: [] }, atpMethod.value);
  return Array.from({ length: days }, (_, day) => {
    const date = addDays(today, day);
    return { date, quantity: steps.findLast(({ from }) => from <= date)?.quantity ?? 0 };
  });
}

/** Units a channel may show now. */
export async function sellableAt({ load }: Tower, place: Place): Promise<number> {
  const [{ position }, frozen] = await Promise.all([load.stock.load(place), load.frozen.load(place)]);
  return availabilityToShow(position.free, frozen);
}
