import { ContractViolation } from '../shared/errors.ts';
import type { ReceivingTolerance, ToleranceLevel, ToleranceRule } from './tenant.ts';

/** A receiving limit and the level that set it. */
type ResolvedLimits = {
  readonly [Field in keyof ReceivingTolerance]-?: {
    readonly value: NonNullable<ReceivingTolerance[Field]>;
    readonly level: ToleranceLevel;
  };
};

export interface ToleranceQuery {
  readonly site: string;
  readonly sku: string;
  readonly supplierId: string;
  readonly abcClass: 'A' | 'B' | 'C' | undefined;
  /** What the purchase order line itself allows. */
  readonly orderLine: ReceivingTolerance | undefined;
  readonly rules: readonly ToleranceRule[];
  readonly defaults: Required<ReceivingTolerance>;
}

/** What a rule of a level must name, or it would hold for everything. */
const KEYS = {
  'item-site': ['sku', 'site'],
  item: ['sku'],
  supplier: ['supplierId'],
  abc: ['abcClass'],
} as const satisfies Record<ToleranceRule['level'], readonly (keyof ToleranceRule)[]>;

/**
 * Rule 4.3: every limit on its own, from the first level that sets it: purchase order line, item at site, item,
 * supplier, ABC class, default of the tenant. Within one level the first matching rule of the document wins. A rule may
 * name more than its level needs; then all it names must match. Raises ContractViolation for a rule that lacks what its
 * level is about.
 */
export function resolveLimits(query: ToleranceQuery): ResolvedLimits {
  const layers: readonly { readonly level: ToleranceLevel; readonly limits: ReceivingTolerance }[] = [
    ...(query.orderLine ? [{ level: 'po-line' as const, limits: query.orderLine }] : []),
    ...(['item-site', 'item', 'supplier', 'abc'] as const).flatMap((level) =>
      query.rules
        .filter((rule) => rule.level === level && matches(rule, query))
        .map(({ limits }) => ({ level, limits })),
    ),
  ];
  const first = <Field extends keyof ReceivingTolerance>(field: Field): ResolvedLimits[Field] => {
    for (const { level, limits } of layers) {
      const value = limits[field];
      if (value !== undefined) return { value, level } as ResolvedLimits[Field];
    }
    return { value: query.defaults[field], level: 'default' } as ResolvedLimits[Field];
  };
  return {
    overPercent: first('overPercent'),
    overValue: first('overValue'),
    shortPercent: first('shortPercent'),
    shortValue: first('shortValue'),
    remainingLifePercent: first('remainingLifePercent'),
    earlyDays: first('earlyDays'),
    earlyAction: first('earlyAction'),
    lateDays: first('lateDays'),
    checkDigitAction: first('checkDigitAction'),
    overAnnouncedAction: first('overAnnouncedAction'),
  };
}

function matches(rule: ToleranceRule, query: ToleranceQuery): boolean {
  for (const key of KEYS[rule.level]) {
    if (rule[key] === undefined) {
      throw new ContractViolation(
        `tolerances: a rule of level ${rule.level} lacks ${key}; name what it is for or move its limits to receiving.default`,
      );
    }
  }
  return (['sku', 'site', 'supplierId', 'abcClass'] as const).every(
    (key) => rule[key] === undefined || rule[key] === query[key],
  );
}
