import { isDeepStrictEqual } from 'node:util';

/** What differs between two documents, field by field; members of a list are the same when their names are. */

export interface Change {
  /** Such as `members[dock-1].roles` or `cutover[receiving@DC-ATL].level`. */
  readonly field: string;
  /** Absent where there was, or will be, nothing. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What members of a list are known by; a list that is not here, or holds a name twice, is compared as a whole. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  sites: ['site'],
  partners: ['partnerId'],
  inboundWebhooks: ['endpoint'],
  partnerEvents: ['partnerId'],
  members: ['userId'],
  clients: ['clientId'],
  issuers: ['issuer'],
  cutover: ['process', 'site'],
  tolerances: ['level', 'sku', 'site', 'supplierId', 'abcClass'],
};

/** Every change from one document to another; the version is no change, because it follows from there being one. */
export function diffDocuments(before: object | undefined, after: object): Change[] {
  return compare('', '', withoutVersion(before ?? {}), withoutVersion(after));
}

const withoutVersion = (document: object) => {
  const { version: _, ...rest } = document as { readonly version?: unknown };
  return rest;
};

function compare(field: string, list: string, before: unknown, after: unknown): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined || after === undefined)
    return [{ field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  const [from, to] = [membersOf(list, before), membersOf(list, after)];
  if (!from || !to) return [{ field, before, after }];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((name) => {
    const isList = Array.isArray(before);
    const path = isList ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
    return compare(path, isList ? '' : name, from.get(name), to.get(name));
  });
}

/** The members of a list by their names, or the fields of an object; nothing for a plain value. */
function membersOf(list: string, value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (Array.isArray(value)) return named(list, value);
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  return undefined;
}

function named(list: string, members: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const names = NAMES[list];
  if (!names) return undefined;
  const found = new Map(members.map((member) => [nameOf(names, member), member]));
  return found.size === members.length ? found : undefined;
}

/** The name of a member: its naming fields, joined by `@`. */
function nameOf(names: readonly string[], member: unknown): string {
  const fields = member as Readonly<Record<string, unknown>>;
  return names.flatMap((name) => (fields[name] === undefined ? [] : [String(fields[name])])).join('@');
}

/** Members a list holds twice, by name: `members[dock-1]`. */
export function repeatedNames(document: object): string[] {
  return Object.entries(document).flatMap(([list, members]) => {
    const names = NAMES[list];
    if (!names || !Array.isArray(members)) return [];
    const all = members.map((member) => nameOf(names, member));
    const twice = all.filter((name, index) => all.indexOf(name) !== index);
    return [...new Set(twice)].map((name) => `${list}[${name}]`);
  });
}

/** A document with the parts of another one added: named members replace those of their name, other values replace theirs. */
export function mergeDocuments(document: object, parts: object): object {
  const whole: Record<string, unknown> = { ...document };
  for (const [list, part] of Object.entries(parts)) {
    const [standing, added] = [named(list, asList(whole[list])), named(list, asList(part))];
    whole[list] =
      standing && added && Array.isArray(part) ? [...new Map([...standing, ...added]).values()] : part;
  }
  return whole;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
