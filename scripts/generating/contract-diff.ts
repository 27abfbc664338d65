/**
 * Whether a contract may take the place of a released one: additions only. Two JSON Schemas (2020-12, as OpenAPI 3.1 and
 * AsyncAPI 3 carry them) are compared as sets of values, from the side of whoever is bound by the released one:
 *
 * - `input`: others send it, we read it. Whatever the released schema accepts, the new one must accept.
 * - `output`: we send it, others read it. Whatever the new schema allows, the released one must have allowed.
 *
 * Two things are beyond sets. A field that goes away is breaking in both directions, though an open object would still
 * accept it. A field that is new is never breaking for readers: they ignore what they do not know.
 */
export type Direction = 'input' | 'output';
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/** The documents references such as `#/components/schemas/Money` are looked up in; without them, the schemas themselves. */
export interface Roots {
  readonly before: unknown;
  readonly after: unknown;
}

type Keywords = Readonly<Record<string, unknown>>;
interface Comparison {
  readonly direction: Direction;
  readonly roots: Roots;
  /** Pairs under comparison, so that a schema that refers to itself ends. */
  readonly open: Set<string>;
}

/** Every change that breaks somebody, as `path: what changed`. Empty: the new schema only adds. */
export function breakingChanges(
  before: JsonSchema,
  after: JsonSchema,
  direction: Direction,
  roots: Roots = { before, after },
): string[] {
  return compare(before, after, '', { direction, roots, open: new Set() });
}

function compare(before: unknown, after: unknown, path: string, comparison: Comparison): string[] {
  const pair = JSON.stringify([refOf(before), refOf(after)]);
  const refers = refOf(before) !== undefined || refOf(after) !== undefined;
  if (refers && comparison.open.has(pair)) return [];
  const deeper = refers ? { ...comparison, open: new Set([...comparison.open, pair]) } : comparison;
  const from = flat(before, deeper.roots.before);
  const to = flat(after, deeper.roots.after);
  if (from === false || to === false) return compareNever(from, to, path, deeper.direction);
  if (branchesOf(from) || branchesOf(to)) return compareBranches(from, to, path, deeper);
  return [
    ...compareTypes(from, to, path, deeper.direction),
    ...compareValues(from, to, path, deeper.direction),
    ...compareBounds(from, to, path, deeper.direction),
    ...compareExact(from, to, path, deeper.direction),
    ...compareFields(from, to, path, deeper),
    ...compareLists(from, to, path, deeper),
    ...compareOthers(from, to, path),
  ];
}

/** The schema `false` accepts nothing. */
function compareNever(
  from: Keywords | false,
  to: Keywords | false,
  path: string,
  direction: Direction,
): string[] {
  if (from === to) return [];
  if (from === false) return direction === 'input' ? [] : [at(path, 'allowed no value, allows some now')];
  return direction === 'input' ? [at(path, 'accepts no value anymore')] : [];
}

/** Each alternative one side may send needs an alternative of the other side that takes it. */
function compareBranches(from: Keywords, to: Keywords, path: string, comparison: Comparison): string[] {
  const { direction } = comparison;
  const olds = branchesOf(from) ?? [from];
  const news = branchesOf(to) ?? [to];
  const [sent, read] = direction === 'input' ? [olds, news] : [news, olds];
  return sent.flatMap((one) => {
    const attempts = read.map((other) =>
      direction === 'input' ? compare(one, other, path, comparison) : compare(other, one, path, comparison),
    );
    return attempts.toSorted((a, b) => a.length - b.length)[0] ?? [];
  });
}

function compareTypes(from: Keywords, to: Keywords, path: string, direction: Direction): string[] {
  const olds = typesOf(from);
  const news = typesOf(to);
  const [sent, read] = direction === 'input' ? [olds, news] : [news, olds];
  if (read === undefined) return [];
  const takes = (type: string) => read.includes(type) || (type === 'integer' && read.includes('number'));
  if (sent?.every(takes)) return [];
  return [at(path, `type was ${listed(olds)}, is ${listed(news)}`)];
}

function compareValues(from: Keywords, to: Keywords, path: string, direction: Direction): string[] {
  const olds = valuesOf(from);
  const news = valuesOf(to);
  if (direction === 'input') {
    if (!news) return [];
    if (!olds) return [at(path, `took any value, takes only ${listed(news)} now`)];
    const gone = olds.filter((value) => !news.includes(value));
    return gone.length > 0 ? [at(path, `does not take ${gone.join(', ')} anymore`)] : [];
  }
  if (!olds) return [];
  if (!news) return [at(path, `was one of ${listed(olds)}, may be any value now`)];
  const added = news.filter((value) => !olds.includes(value));
  return added.length > 0 ? [at(path, `may be ${added.join(', ')} now, which readers do not know`)] : [];
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const;
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const;

function compareBounds(from: Keywords, to: Keywords, path: string, direction: Direction): string[] {
  const breaks = (keyword: string, tighter: (a: number, b: number) => boolean, none: number) => {
    const old = numberOf(from[keyword]) ?? none;
    const now = numberOf(to[keyword]) ?? none;
    const broken = direction === 'input' ? tighter(now, old) : tighter(old, now);
    return broken ? [at(path, `${keyword} was ${shown(from[keyword])}, is ${shown(to[keyword])}`)] : [];
  };
  return [
    ...LOWER.flatMap((keyword) => breaks(keyword, (a, b) => a > b, Number.NEGATIVE_INFINITY)),
    ...UPPER.flatMap((keyword) => breaks(keyword, (a, b) => a < b, Number.POSITIVE_INFINITY)),
  ];
}

/** Constraints of which only the same one is known to accept the same. */
const EXACT = ['pattern', 'format', 'multipleOf', 'uniqueItems', 'propertyNames'] as const;

function compareExact(from: Keywords, to: Keywords, path: string, direction: Direction): string[] {
  return EXACT.flatMap((keyword) => {
    const binding = direction === 'input' ? to[keyword] : from[keyword];
    if (binding === undefined || binding === false || same(from[keyword], to[keyword])) return [];
    return [at(path, `${keyword} was ${shown(from[keyword])}, is ${shown(to[keyword])}`)];
  });
}

function compareFields(from: Keywords, to: Keywords, path: string, comparison: Comparison): string[] {
  const olds = fieldsOf(from);
  const news = fieldsOf(to);
  const input = comparison.direction === 'input';
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(olds)) {
    const field = path === '' ? name : `${path}.${name}`;
    if (!(name in news)) problems.push(at(field, 'was removed'));
    else problems.push(...compare(schema, news[name], field, comparison));
  }
  const required = { before: namesOf(from.required), after: namesOf(to.required) };
  for (const name of required.after)
    if (input && !required.before.includes(name))
      problems.push(
        at(
          path === '' ? name : `${path}.${name}`,
          `${name in olds ? 'was optional,' : 'is new and'} is required`,
        ),
      );
  for (const name of required.before)
    if (!input && !required.after.includes(name) && name in news)
      problems.push(at(path === '' ? name : `${path}.${name}`, 'was always there, is optional now'));
  return [...problems, ...compareOpenness(from, to, path, comparison)];
}

/** What an object holds beyond its named fields. */
function compareOpenness(from: Keywords, to: Keywords, path: string, comparison: Comparison): string[] {
  const old = from.additionalProperties ?? true;
  const now = to.additionalProperties ?? true;
  const entry = `${path}.*`;
  if (typeof old === 'object' && typeof now === 'object') return compare(old, now, entry, comparison);
  // Closed or open, readers ignore fields they do not know.
  if (comparison.direction === 'output')
    return typeof old === 'object' && now === true ? [at(entry, 'may be anything now')] : [];
  if (now === true || old === false) return [];
  return [
    at(path, now === false ? 'does not take further fields anymore' : `${entry} may not be anything anymore`),
  ];
}

function compareLists(from: Keywords, to: Keywords, path: string, comparison: Comparison): string[] {
  if (from.items === undefined && to.items === undefined) return [];
  return compare(from.items ?? true, to.items ?? true, `${path}[]`, comparison);
}

const UNDERSTOOD = new Set<string>([
  ...[...LOWER, ...UPPER, ...EXACT],
  ...['type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items'],
  ...['anyOf', 'oneOf', 'allOf', '$ref', '$defs', '$id', '$schema', '$comment', 'title', 'description'],
  ...['example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'discriminator'],
]);

/** A keyword this comparison has no rule for must not change: nobody could say whom it breaks. A new default adds. */
function compareOthers(from: Keywords, to: Keywords, path: string): string[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((keyword) => !UNDERSTOOD.has(keyword) && !keyword.startsWith('x-'))
    .filter((keyword) => !same(from[keyword], to[keyword]) && (keyword !== 'default' || keyword in from))
    .map((keyword) => at(path, `${keyword} was ${shown(from[keyword])}, is ${shown(to[keyword])}`));
}

/** A schema with its reference followed and its `allOf` put together; `true` is the schema without a constraint. */
function flat(schema: unknown, root: unknown): Keywords | false {
  if (schema === false) return false;
  if (typeof schema !== 'object' || schema === null) return {};
  const { $ref, allOf, ...own } = schema as Keywords;
  const parts = [
    ...(typeof $ref === 'string' ? [lookUp($ref, root)] : []),
    ...(Array.isArray(allOf) ? (allOf as unknown[]) : []),
  ];
  return parts.reduce<Keywords | false>((whole, part) => {
    const next = flat(part, root);
    return whole === false || next === false ? false : both(whole, next);
  }, own);
}

function both(a: Keywords, b: Keywords): Keywords {
  const properties = { ...fieldsOf(a), ...fieldsOf(b) };
  const required = [...new Set([...namesOf(a.required), ...namesOf(b.required)])];
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function lookUp(ref: string, root: unknown): unknown {
  const steps = ref.startsWith('#') ? ref.slice(1).split('/').slice(1) : undefined;
  const found = steps
    ?.map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((inner, step) => (inner as Keywords | undefined)?.[step], root);
  if (found === undefined)
    throw new Error(
      `$ref is "${ref}", which is not in the document: give the document it points into as a root`,
    );
  return found;
}

function refOf(schema: unknown): string | undefined {
  const ref = typeof schema === 'object' && schema !== null ? (schema as Keywords).$ref : undefined;
  return typeof ref === 'string' ? ref : undefined;
}
function branchesOf({ anyOf, oneOf, ...own }: Keywords): readonly unknown[] | undefined {
  const branches = anyOf ?? oneOf;
  if (!Array.isArray(branches)) return undefined;
  const shared = Object.keys(own).some((keyword) => keyword === 'type' || keyword === 'properties');
  return shared ? branches.map((branch) => ({ allOf: [own, branch] })) : branches;
}
function typesOf(schema: Keywords): readonly string[] | undefined {
  if (schema.type !== undefined) return [schema.type].flat() as string[];
  const values = 'const' in schema ? [schema.const] : schema.enum;
  return Array.isArray(values) ? values.map(typeOfValue) : undefined;
}
function typeOfValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
function valuesOf(schema: Keywords): readonly string[] | undefined {
  const values = 'const' in schema ? [schema.const] : schema.enum;
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : undefined;
}
function fieldsOf({ properties }: Keywords): Keywords {
  return (properties as Keywords | undefined) ?? {};
}
function namesOf(required: unknown): readonly string[] {
  return (required as readonly string[] | undefined) ?? [];
}
function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
function shown(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
function listed(values: readonly string[] | undefined): string {
  return values?.join(', ') ?? 'anything';
}
function at(path: string, what: string): string {
  return `${path || '(whole)'}: ${what}`;
}
