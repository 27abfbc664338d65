import type { ReplenishmentLimits } from '../../../domain/replenishment-settings.ts';
import type { Demand, Figures, ItemPlan, Planning, Standing } from '../contract.ts';
import { cleaned, observedDays } from './demand.ts';
import { positionOf } from './position.ts';
import { demandOver, economicQuantity, type LeadTime, reorderPoint, safetyStock } from './reorder.ts';

/** The lead time a reorder point is computed with: the contract supplier's, or that of the fastest lane. */
export function leadTimeOf({ suppliers, lanes }: Pick<Planning, 'suppliers' | 'lanes'>): LeadTime {
  const first = suppliers.find(({ kind }) => kind === 'contract') ?? suppliers[0];
  if (first) return { days: first.leadDays, deviationTenths: first.leadDeviationTenths };
  return { days: lanes.length === 0 ? 0 : Math.min(...lanes.map(({ days }) => days)), deviationTenths: 0 };
}

/** Rule 5.4: the numbers of one item at one site. Without enough observed days its stock covers a number of days. */
export function figuresOf(
  planning: Planning,
  plan: ItemPlan,
  standing: Standing,
  today: string,
  limits: ReplenishmentLimits,
): { readonly figures: Figures; readonly demand: Demand } {
  const { abcClass } = planning;
  const observed = observedDays(plan.demand, today, limits.demandDays.value);
  const demand = cleaned(
    observed.map(({ quantity }) => quantity),
    limits.capSigmas.value,
  );
  const lead = leadTimeOf(planning);
  const isKnown = demand.days >= limits.minimumObservations.value;
  const z = limits.zThousandths.value[abcClass];
  const cover = demandOver(demand, limits.coverDays.value[abcClass]);
  const overLead = demandOver(demand, lead.days);
  const point = isKnown ? reorderPoint(demand, lead, z) : cover;
  const reserve = isKnown ? safetyStock(demand, lead, z) : cover > overLead ? cover - overLead : 0n;
  const { orderCost, holdingPercent, reviewDays } = limits;
  const economic = economicQuantity(demand, orderCost.value, planning.unitCost, holdingPercent.value);
  const review = demandOver(demand, reviewDays.value);
  const position = positionOf(standing, plan);
  return {
    demand,
    figures: {
      position,
      safetyStock: Number(reserve),
      reorderPoint: Number(point),
      economicQuantity: Number(economic),
      target: Number(point) + Math.max(Number(economic), Number(review)),
      gap: Number(point) - position,
      basis: isKnown ? 'DEMAND' : 'COVER_DAYS',
      observations: demand.days,
    },
  };
}
