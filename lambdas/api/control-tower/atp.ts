import { availabilityToShow } from '../../domain/availability.ts';
import { addDays } from '../../domain/calendar.ts';
import { type AtpMethod, type AvailabilityBook, atpOf } from '../../domain/promise-atp.ts';
import { promiseLimits } from '../../domain/promise-settings.ts';
import { type Tower, todayAt } from './context.ts';
import type { Place } from './loaders.ts';
import { supplyOf } from './supply.ts';

/**
 * What can be promised of an item on each of so many days (rule 5.10), from `bookAt`.
 */
export async function atpByDay(tower: Tower, place: Place, days: number) {
  const { book, method } = await bookAt(tower, place);
  const steps = atpOf(book, method);
  return Array.from({ length: days }, (_, day) => {
    const date = addDays(book.today, day);
    return { date, quantity: steps.findLast(({ from }) => from <= date)?.quantity ?? 0 };
  });
}

/**
 * What promises of an item at a site are made of: free units nobody doubts, and the supply known here. Supply whose date has
 * passed is expected as the tenant says, unconfirmed. Reserved units are nobody else's, so they are no demand besides.
 */
export async function bookAt(
  tower: Tower,
  place: Place,
): Promise<{ readonly book: AvailabilityBook; readonly method: AtpMethod }> {
  const { load } = tower;
  const { atpMethod, overdueSupplyDays } = promiseLimits(await load.document(), place.site);
  const today = await todayAt(tower, place.site);
  const overdue = addDays(today, overdueSupplyDays.value);
  const supply = (await supplyOf(tower, place)).map((flow) =>
    flow.on < today ? { ...flow, on: overdue, confirmed: false } : flow,
  );
  const onHand = await sellableAt(tower, place);
  return { book: { today, onHand, supply, demand: [] }, method: atpMethod.value };
}

/** Units a channel may show now. */
export async function sellableAt({ load }: Tower, place: Place): Promise<number> {
  const [{ position }, frozen] = await Promise.all([load.stock.load(place), load.frozen.load(place)]);
  return availabilityToShow(position.free, frozen);
}
