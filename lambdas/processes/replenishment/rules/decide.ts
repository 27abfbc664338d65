import type { AskReason } from '../../../../events/replenishment.ts';
import { approvalTier } from '../../../domain/approval.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import type { ReplenishmentLimits } from '../../../domain/replenishment-settings.ts';
import type { Role } from '../../../domain/tenant.ts';
import type { Case, Last, Proposal, Source } from '../contract.ts';
import { isLastWeekUnusual } from './demand.ts';
import { figuresOf } from './figures.ts';
import { hasGrown } from './position.ts';
import { sourcesOf } from './sources.ts';

/** Reasons of the item, which a person's change of the proposal does not take away. */
const LASTING: readonly AskReason[] = ['DEMAND_UNUSUAL', 'END_OF_LIFE', 'ORDER_REFUSED', 'ADVISED'];

/** Rule 5.4: what follows for an item at a site. Pure. */
export function decide(given: Case, limits: ReplenishmentLimits, currency: string): Proposal {
  const nothing = { sources: [], reasons: [], approvers: [] };
  const plan = given.planning.plans.find(({ site }) => site === given.site);
  if (!plan) return { verdict: 'unplanned', ...nothing };
  const computed = figuresOf(given.planning, plan, given.own, given.today, limits);
  const { figures } = computed;
  if (figures.gap < 0) return { verdict: 'enough', figures, ...nothing };
  if (given.last && isSilent(given.last, figures.gap, given.now, limits))
    return { verdict: 'silent', figures, ...nothing };
  const sources = sourcesOf(given, plan, computed, limits);
  const [first] = sources;
  if (!first) return { verdict: 'blocked', figures, ...nothing };
  const unusual = isLastWeekUnusual(plan.demand, given.today, {
    window: limits.demandDays.value,
    sigmas: limits.capSigmas.value,
    least: limits.minimumObservations.value,
  });
  const reasons: AskReason[] = [
    ...(unusual ? (['DEMAND_UNUSUAL'] as const) : []),
    ...(isSupplierStopped(given, first) ? (['SUPPLIER_STOPPED'] as const) : []),
    ...(plan.endOfLife ? (['END_OF_LIFE'] as const) : []),
    ...(first.belowMinimum ? (['BELOW_MINIMUM'] as const) : []),
  ];
  const plain = sources.map(({ belowMinimum: _, ...source }) => source);
  return { verdict: 'order', figures, sources: plain, ...approvalOf(first, reasons, limits, currency) };
}

/** Rule 5.4: silence after a request, unless the gap grew. At the end of the time there is silence still. */
function isSilent(last: Last, gap: number, now: string, limits: ReplenishmentLimits): boolean {
  const until = Date.parse(last.endedAt) + limits.silenceMinutes.value * 60_000;
  return Date.parse(now) <= until && !hasGrown(gap, last.gap, limits.regrowthPercent.value);
}

/** The contract supplier would have been asked, or the one that is proposed: no word of a person lets goods from it in. */
function isSupplierStopped({ planning, stopped, excluded }: Case, first: Source): boolean {
  if (first.kind === 'SITE') return false;
  const contract = planning.suppliers.find(
    ({ kind, supplierId }) => kind === 'contract' && !excluded.includes(supplierId),
  );
  return (
    first.stopped || (contract !== undefined && (contract.stopped || stopped.includes(contract.supplierId)))
  );
}

/**
 * Rule 5.4: who approves. The value of an order has its tiers; a transfer has the approval of its own process (rule 5.5). A
 * reason besides the value asks the buyer where its tier asks nobody.
 */
export function approvalOf(
  source: Pick<Source, 'kind' | 'value'>,
  others: readonly AskReason[],
  limits: ReplenishmentLimits,
  currency: string,
): { readonly reasons: readonly AskReason[]; readonly approvers: readonly Role[] } {
  const tier: readonly Role[] =
    source.kind === 'SITE' ? [] : approvalTier(limits.approvalTiers.value, source.value, currency).approvers;
  const reasons: readonly AskReason[] = tier.length > 0 ? ['VALUE', ...others] : others;
  return { reasons, approvers: tier.length > 0 || reasons.length === 0 ? tier : ['buyer'] };
}

/** A proposal as it was changed: another source first, another quantity of the first, or refused by the first. */
export function amended(
  proposal: Proposal,
  change: { readonly source?: string; readonly quantity?: number; readonly refused?: boolean },
  limits: ReplenishmentLimits,
  currency: string,
): Proposal {
  const { sources, reasons } = proposal;
  const named = sources.find(({ id }) => id === change.source) ?? sources[0];
  if (!named) return proposal;
  const quantity = change.quantity ?? named.quantity;
  const first = { ...named, quantity, value: valueInQuestion(quantity, named.unitCost) };
  const rest = sources.filter((source) => source !== named);
  const lasting = reasons.filter((reason) => LASTING.includes(reason));
  if (change.refused && !lasting.includes('ORDER_REFUSED')) lasting.push('ORDER_REFUSED');
  return { ...proposal, sources: [first, ...rest], ...approvalOf(first, lasting, limits, currency) };
}
