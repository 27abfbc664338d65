import { valueInQuestion } from '../../../domain/money.ts';
import type { ReplenishmentLimits } from '../../../domain/replenishment-settings.ts';
import type { Case, Demand, Figures, ItemPlan, Source, SupplierTerms } from '../contract.ts';
import { figuresOf, leadTimeOf } from './figures.ts';
import { orderQuantity, stockCeiling } from './quantity.ts';

/**
 * Rule 5.4, all ways to get what is missing in their order: another site that stays at or above its own reorder point and
 * is faster than the supplier, the nearest first; the contract supplier; alternates; suppliers that are stopped. What was
 * given up is left out, and so is a way that brings nothing.
 */
export function sourcesOf(
  given: Case,
  plan: ItemPlan,
  { figures, demand }: { readonly figures: Figures; readonly demand: Demand },
  limits: ReplenishmentLimits,
): readonly (Source & { readonly belowMinimum: boolean })[] {
  const { planning, excluded } = given;
  const ceiling = stockCeiling(demand, plan, limits.shelfPercent.value);
  const sized = (terms: { minimumOrder: number; packSize: number }) =>
    orderQuantity(figures.target - figures.position, figures.position, {
      ...terms,
      ...(ceiling === undefined ? {} : { ceiling }),
    });
  const suppliers = [...planning.suppliers]
    .filter(({ supplierId }) => !excluded.includes(supplierId))
    .map((terms) => ({ ...terms, stopped: terms.stopped || given.stopped.includes(terms.supplierId) }))
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((terms) => ({ ...supplierSource(terms), ...sized(terms) }))
    .map((source) => ({ ...source, value: valueInQuestion(source.quantity, source.unitCost) }));
  const packSize = planning.suppliers[0]?.packSize ?? 1;
  const sites = fasterSites(given, limits)
    .map(({ site, spare, days }) => {
      const { quantity } = sized({ minimumOrder: 0, packSize });
      return {
        ...siteSource(site, days, packSize, planning.unitCost),
        spare,
        quantity,
        belowMinimum: false,
        value: valueInQuestion(quantity, planning.unitCost),
      };
    })
    .filter(({ spare, quantity }) => spare >= quantity)
    .sort((a, b) => a.days - b.days || b.spare - a.spare || (a.id < b.id ? -1 : 1))
    .map(({ spare: _, ...source }) => source);
  return [...sites, ...suppliers].filter(({ quantity }) => quantity > 0);
}

/** Contract, alternate, stopped; equals keep the order of the planner. */
function rankOf({ kind, stopped }: SupplierTerms): number {
  return (stopped ? 2 : 0) + (kind === 'contract' ? 0 : 1);
}

function supplierSource(terms: SupplierTerms) {
  const { supplierId, leadDays, unitCost, packSize, minimumOrder, stopped } = terms;
  return {
    kind: 'SUPPLIER' as const,
    id: supplierId,
    days: leadDays,
    unitCost,
    packSize,
    minimumOrder,
    stopped,
  };
}

function siteSource(id: string, days: number, packSize: number, unitCost: Source['unitCost']) {
  return { kind: 'SITE' as const, id, days, packSize, minimumOrder: 0, unitCost, stopped: false };
}

interface SiteSource {
  readonly site: string;
  /** What it can give and stay at its reorder point. */
  readonly spare: number;
  readonly days: number;
}

/** Sites with a lane that takes less time than the supplier, and what each could give. */
function fasterSites(given: Case, limits: ReplenishmentLimits): readonly SiteSource[] {
  const { planning, site, others, excluded, today } = given;
  const least = planning.suppliers.length === 0 ? Number.MAX_SAFE_INTEGER : leadTimeOf(planning).days;
  return planning.lanes.flatMap(({ from, days }) => {
    const plan = planning.plans.find((one) => one.site === from);
    const standing = others.get(from);
    if (from === site || excluded.includes(from) || !plan || !standing || days >= least) return [];
    const { figures } = figuresOf(planning, plan, standing, today, limits);
    return [{ site: from, spare: figures.position - figures.reorderPoint, days }];
  });
}
