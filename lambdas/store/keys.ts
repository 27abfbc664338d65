import { createHash } from 'node:crypto';
import { ContractViolation } from '../shared/errors.ts';

/**
 * The one place where table keys are built. Components are joined with `#`; a `#` or `%` inside a component is escaped,
 * so two different lists of components never make the same key, whatever a partner puts into an id.
 */

/** Cross-tenant indexes are split into this many partitions, so that no tenant and no minute is a hot one. */
const SHARDS = 16;

/** Joins components to a key. Throws ContractViolation for an empty component or one that is not well-formed Unicode. */
export function key(...components: readonly string[]): string {
  return components.map(escapeComponent).join('#');
}

/** The components a key was built from. */
export function components(built: string): readonly string[] {
  return built.split('#').map((part) => part.replaceAll('%23', '#').replaceAll('%25', '%'));
}

/** The start of all keys whose last component begins with `prefix`; an empty prefix matches every last component. */
export function keyPrefix(leading: readonly string[], prefix: string): string {
  return `${key(...leading)}#${prefix === '' ? '' : escapeComponent(prefix)}`;
}

function escapeComponent(component: string): string {
  if (component === '')
    throw new ContractViolation('a part of a key is empty: every id must have at least one character');
  if (!component.isWellFormed()) {
    throw new ContractViolation(
      `key part ${JSON.stringify(component)} holds half of a surrogate pair: send well-formed Unicode`,
    );
  }
  return component.replaceAll('%', '%25').replaceAll('#', '%23');
}

/** A number as a sort key component that orders as the number does. */
export function ordinal(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new ContractViolation(`${value} cannot order a key: use a whole number from 0`);
  }
  return String(value).padStart(16, '0');
}

/** A time as a sort key component: always with milliseconds, so that text order is time order. */
export function instant(time: string): string {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds))
    throw new ContractViolation(`${time} is not a time: use UTC such as 2026-03-02T08:00:00Z`);
  return new Date(milliseconds).toISOString();
}

/** Later than any time a row can carry. */
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** A sort key that puts the latest time first: what is left until the end of time grows smaller. */
export function latestFirst(time: string, id: string): string {
  return key(ordinal(LATEST - Date.parse(instant(time))), id);
}

/** The partition of a cross-tenant index an id belongs to. */
export function shardKey(index: string, ...id: readonly string[]): string {
  const digest = createHash('sha256')
    .update(key(...id))
    .digest();
  return `${index}#${shardName((digest[0] ?? 0) % SHARDS)}`;
}

/** All partitions of a cross-tenant index. */
export function shardKeys(index: string): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${index}#${shardName(shard)}`);
}

function shardName(shard: number): string {
  return String(shard).padStart(2, '0');
}
