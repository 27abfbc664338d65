import type { Envelope } from '../../events/envelope.ts';
import type { Item, Key } from './dynamo-context.ts';
import { firstWriting, type Write } from './dynamo-write.ts';
import { instant, key, keyPrefix, shardKey } from './keys.ts';
import { announcement } from './outbox-row.ts';
import { type Packed, pack, unpack } from './packed.ts';
import type { ProcessChange, ProcessRow, SearchKey, StepRecord, TenantScope } from './ports.ts';

/** How a process lies in its table: the keys and the attributes of its items. */

export function processPartition(tenant: TenantScope, processId: string): string {
  return key('T', tenant, 'P', processId);
}

export function metaKey(tenant: TenantScope, processId: string): Key {
  return { pk: processPartition(tenant, processId), sk: 'META' };
}

/**
 * The task token of a process's wait. It is several hundred characters, so beside the row: whoever changes the row does not
 * pay for it.
 */
export function waitKey(tenant: TenantScope, processId: string): Key {
  return { pk: processPartition(tenant, processId), sk: 'WAIT' };
}

/** Every key of a tenant begins with this; a cursor of another tenant does not. */
export function tenantPrefix(tenant: TenantScope): string {
  return keyPrefix(['T', tenant], '');
}

export function searchPartition(tenant: TenantScope, { kind, value }: SearchKey): string {
  return key('T', tenant, 'KEY', kind, value);
}

export function statePartition(tenant: TenantScope, site: string, state: string): string {
  return key('T', tenant, 'SITE', site, state);
}

/** The row of a `META` item; none while the item only keeps work for a process that nobody has opened. */
export function processRow(
  tenant: TenantScope,
  processId: string,
  item: Item | undefined,
): ProcessRow | undefined {
  if (item?.openedAt === undefined) return undefined;
  const { pk, sk, duePk, dueSk, statePk, stateSk, waits, facts, pending, ...plain } = item;
  const unpacked = Object.entries(facts as Record<string, Packed>).map(([name, value]) => [
    name,
    unpack(value),
  ]);
  const row = {
    ...plain,
    tenantId: tenant,
    processId,
    facts: Object.fromEntries(unpacked),
    pending: pendingOf(item),
  };
  return { ...row, waiting: isWaiting(item) } as unknown as ProcessRow;
}

export function pendingOf(item: Item | undefined): readonly string[] {
  return item?.pending instanceof Set ? [...item.pending].sort() : [];
}

/** The token of a wait stays until the next wait, so it only means waiting while no work is there to end it. */
function isWaiting(item: Item): boolean {
  return item.waits === true && pendingOf(item).length === 0;
}

/** Claims the business key: the condition is on an attribute only this write sets, so work that came before is kept. */
export function claimWrite(tenant: TenantScope, row: ProcessRow): Write {
  const { tenantId, processId, pending, waiting, facts, ...plain } = row;
  const packed = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, pack(value)]);
  return metaUpdate(metaKey(tenant, processId), {
    set: {
      ...plain,
      facts: Object.fromEntries(packed),
      ...placement(tenant, row.site, row.state),
      ...(row.dueAt === undefined
        ? { stateSk: stateOrder(row.openedAt, processId) }
        : deadline(tenant, processId, row.dueAt)),
    },
    condition: 'attribute_not_exists(openedAt)',
  });
}

/** A live row changes; closing takes it off the deadline index and drops its token. */
export function changeWrite(tenant: TenantScope, row: ProcessRow, change: ProcessChange): Write {
  const { at, state, dueAt, outcome, closedAt, executionArn, facts, handled } = change;
  return metaUpdate(metaKey(tenant, row.processId), {
    set: {
      updatedAt: at,
      outcome,
      closedAt,
      executionArn,
      ...(state === undefined ? {} : { state, ...placement(tenant, row.site, state) }),
      ...(closedAt !== undefined ? { stateSk: stateOrder(row.openedAt, row.processId) } : {}),
      ...(typeof dueAt === 'string' ? deadline(tenant, row.processId, dueAt) : {}),
    },
    facts,
    handled,
    ...(closedAt === undefined
      ? { condition: LIVE }
      : { remove: ['dueAt', 'duePk', 'dueSk', 'waits'], ...closing(row.pending) }),
  });
}

export function waitWrite(
  tenant: TenantScope,
  row: ProcessRow,
  wait: { state: string; dueAt: string; at: string },
): Write {
  return metaUpdate(metaKey(tenant, row.processId), {
    set: {
      updatedAt: wait.at,
      waits: true,
      state: wait.state,
      ...placement(tenant, row.site, wait.state),
      ...deadline(tenant, row.processId, wait.dueAt),
    },
    condition: LIVE,
  });
}

/**
 * The timeline entry of a step and the events it announces. The first writing of a key stands, so a retry leaves the row and
 * its time as they were, and the stream carries it once.
 */
export function stepWrite(
  tenant: TenantScope,
  processId: string,
  step: StepRecord,
  events: readonly Envelope[] = [],
): Write {
  return {
    table: 'processes',
    key: { pk: processPartition(tenant, processId), sk: key('STEP', step.key) },
    ...firstWriting({ body: pack(step), ...announcement(tenant, events) }),
  };
}

const LIVE = 'attribute_exists(openedAt) AND attribute_not_exists(closedAt)';

/** Closing also needs that nothing arrived since `seen` was read: it would never be handled. */
function closing(seen: readonly string[]): Pick<MetaUpdate, 'condition' | 'values'> {
  if (seen.length === 0) return { condition: `${LIVE} AND attribute_not_exists(pending)` };
  return { condition: `${LIVE} AND pending = :seen`, values: { ':seen': new Set(seen) } };
}

function placement(tenant: TenantScope, site: string, state: string): Item {
  return { statePk: statePartition(tenant, site, state) };
}

function deadline(tenant: TenantScope, processId: string, dueAt: string): Item {
  return {
    dueAt,
    duePk: shardKey('DUE', tenant, processId),
    dueSk: instant(dueAt),
    stateSk: stateOrder(dueAt, processId),
  };
}

function stateOrder(time: string, processId: string): string {
  return key(instant(time), processId);
}

interface MetaUpdate {
  /** Attributes to set; `undefined` leaves one as it is. */
  readonly set: Item;
  readonly facts?: ProcessChange['facts'];
  readonly remove?: readonly string[];
  readonly handled?: readonly string[];
  readonly condition: string;
  readonly values?: Item;
}

function metaUpdate(
  metaItem: Key,
  { set, facts = {}, remove = [], handled = [], condition, values: given }: MetaUpdate,
): Write {
  const names: Record<string, string> = {};
  const values: Item = { ...given };
  const name = (attribute: string) => {
    const placeholder = `#n${Object.keys(names).length}`;
    names[placeholder] = attribute;
    return placeholder;
  };
  const assign = (path: string, value: unknown) => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = value;
    return `${path} = ${placeholder}`;
  };
  const assignments = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value]) => assign(name(attribute), value));
  for (const [fact, value] of Object.entries(facts)) {
    if (value !== undefined) assignments.push(assign(`facts.${name(fact)}`, pack(value)));
  }
  if (set.version === undefined) {
    values[':one'] = 1;
    assignments.push('version = version + :one');
  }
  const clauses = [`SET ${assignments.join(', ')}`];
  if (remove.length > 0) clauses.push(`REMOVE ${remove.map(name).join(', ')}`);
  if (handled.length > 0) {
    values[':handled'] = new Set(handled);
    clauses.push('DELETE pending :handled');
  }
  return { table: 'processes', key: metaItem, update: clauses.join(' '), condition, names, values };
}
