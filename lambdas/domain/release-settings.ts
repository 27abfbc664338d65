import type { ReleaseSettings, TenantDocument } from './tenant.ts';

/** A value and the level of the tenant's document it came from, so that a decision record can say so (rule 4.3). */
export interface Leveled<Value> {
  readonly value: Value;
  readonly level: 'site' | 'tenant' | 'default';
}
export type ReleaseLimits = {
  readonly [Name in keyof ReleaseSettings]: Leveled<ReleaseSettings[Name]>;
};

/** Starting values of rule 5.8. */
export const releaseDefaults: ReleaseSettings = {
  policy: 'PRIORITY',
  reservationMinutes: 240,
  tentativeHoldMinutes: 2_880,
  reserveShare: { numerator: 10, denominator: 100 },
  reserveTier: 1,
  reserveCoverDays: 3,
  demandWindowDays: 28,
  contestedOrders: 5,
  reviewMinutes: 120,
  reviewLevel2Minutes: 120,
  reviewLevel3Minutes: 240,
  reviewFinalMinutes: 360,
};

/** Every limit of a release at a site, each with its level: the site's own value, the tenant's, the starting value. */
export function releaseLimits(document: TenantDocument, site: string): ReleaseLimits {
  const { sites, ...tenant } = document.backorderRelease ?? {};
  const levels = [
    { level: 'site', values: sites?.[site] ?? {} },
    { level: 'tenant', values: tenant },
    { level: 'default', values: releaseDefaults },
  ] as const;
  const limit = (name: keyof ReleaseSettings) => {
    const found = levels.find(({ values }) => values[name] !== undefined);
    return { value: found?.values[name], level: found?.level };
  };
  return Object.fromEntries(
    (Object.keys(releaseDefaults) as (keyof ReleaseSettings)[]).map((name) => [name, limit(name)]),
  ) as ReleaseLimits;
}
