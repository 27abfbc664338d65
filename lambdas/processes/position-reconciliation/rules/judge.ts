import { availabilityToShow } from '../../../domain/availability.ts';
import type { ReconciliationLimits } from '../../../domain/reconciliation-settings.ts';
import type { Drift, ItemCase, OpenProcess } from '../contract.ts';
import { explainByPostings } from './postings.ts';
import { isWithin } from './within.ts';

/** Which of the systems differ from our position by more than the limit. */
interface Differences {
  readonly wms: boolean;
  readonly erp: boolean;
  readonly channel: boolean;
}

/**
 * Rule 5.11: whether the systems agree about a SKU and, if not, what it comes from. `undefined` where they agree. Nothing
 * that moves, or that an open process explains, is anybody's error yet; a channel is only wrong by itself where WMS, ERP and
 * our position agree.
 */
export function judgeItem(item: ItemCase, limits: ReconciliationLimits): Drift | undefined {
  const { sku, position, unbooked, frozen, answers } = item;
  const differ = differencesOf(item, limits);
  const stock = differ.wms || differ.erp;
  if (!stock && !differ.channel) return undefined;
  const found = {
    sku,
    position: position.total,
    physical: answers.physical ?? 0,
    book: answers.book ?? 0,
    ...(unbooked !== 0 && { unbooked }),
    ...(answers.published !== undefined && {
      published: answers.published,
      sellable: availabilityToShow(position.free, frozen),
    }),
  };
  const explaining = explainedBy(
    item,
    stock ? limits.stockProcesses.value : limits.channelProcesses.value,
    limits,
  );
  if (item.moved || explaining.length > 0)
    return { ...found, class: 'IN_FLIGHT', evidence: explaining.map(({ processId }) => processId) };
  if (!stock) return { ...found, class: 'PUBLISH_LAG', evidence: [] };
  const gap = differ.erp
    ? explainByPostings(found.position - unbooked - found.book, item.effects, answers.documents ?? [])
    : undefined;
  return gap && holdsFor(gap.class, item, differ, limits)
    ? { ...found, ...gap }
    : { ...found, class: 'UNEXPLAINED', evidence: gap?.evidence ?? [] };
}

/** Whether the ERP's documents have to be read to judge a SKU. */
export function needsDocuments(item: ItemCase, limits: ReconciliationLimits): boolean {
  if (item.moved || !differencesOf(item, limits).erp) return false;
  return explainedBy(item, limits.stockProcesses.value, limits).length === 0;
}

function differencesOf(
  { position, unbooked, frozen, answers }: ItemCase,
  limits: ReconciliationLimits,
): Differences {
  const { physical = 0, onSale = 0, book = 0, published } = answers;
  const differs = (told: number, expected: number) => !isWithin(told - expected, expected, answers, limits);
  return {
    wms: differs(physical, position.total) || differs(onSale, position.available),
    erp: differs(book, position.total - unbooked),
    channel: published !== undefined && differs(published, availabilityToShow(position.free, frozen)),
  };
}

/** Open processes of the kinds that explain a difference, in which something happened lately; at the limit still. */
function explainedBy(
  { open, now }: ItemCase,
  kinds: readonly string[],
  { inFlightMinutes }: ReconciliationLimits,
): readonly OpenProcess[] {
  const since = Date.parse(now) - inFlightMinutes.value * 60_000;
  return open.filter(({ process, updatedAt }) => kinds.includes(process) && Date.parse(updatedAt) >= since);
}

/** What lies there decides who is right: a missing document needs the WMS with us, a surplus one may have it against us. */
function holdsFor(
  kind: 'MISSING_POSTING' | 'EXTRA_POSTING',
  { answers, unbooked }: ItemCase,
  differ: Differences,
  limits: ReconciliationLimits,
): boolean {
  if (!differ.wms) return true;
  const { physical = 0, book = 0 } = answers;
  return kind === 'EXTRA_POSTING' && isWithin(physical - unbooked - book, book, answers, limits);
}
