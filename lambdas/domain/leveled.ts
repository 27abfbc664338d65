/** A value and the level of the tenant's document it came from, so that a decision record can say so (rule 4.3). */
export interface Leveled<Value> {
  readonly value: Value;
  readonly level: 'site' | 'tenant' | 'default';
}

/** What a tenant's document says of one process: values that differ from the starting ones, for itself and for sites. */
type Given<Settings> = Partial<Settings> & {
  readonly sites?: Readonly<Record<string, Partial<Settings>>> | undefined;
};

/** Every limit at a site, each with its level: the site's own value, the tenant's, the starting value (rule 4.3). */
export function leveledLimits<Settings extends object>(
  defaults: Settings,
  { sites, ...tenant }: Given<Settings>,
  site: string,
): { readonly [Name in keyof Settings]: Leveled<Settings[Name]> } {
  const levels: readonly { readonly level: string; readonly values: Partial<Settings> }[] = [
    { level: 'site', values: sites?.[site] ?? {} },
    { level: 'tenant', values: tenant as Partial<Settings> },
    { level: 'default', values: defaults },
  ];
  const limit = (name: keyof Settings) => {
    const found = levels.find(({ values }) => values[name] !== undefined);
    return { value: found?.values[name], level: found?.level };
  };
  return Object.fromEntries(
    (Object.keys(defaults) as (keyof Settings)[]).map((name) => [name, limit(name)]),
  ) as { readonly [Name in keyof Settings]: Leveled<Settings[Name]> };
}
