import type { ProcessRow, ProcessStore, TenantScope } from '../../store/ports.ts';
import { processIdOf } from '../../work/process-id.ts';
import { requireProcess } from '../../work/process-row.ts';
import type { PromiseBody, PromiseFacts, Round } from './contract.ts';

/** Keys of an order promise's facts: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'order-promise';
export const causeKey = (eventId: string) => `cause#${eventId}`;
export const answerKey = (eventId: string) => `answer#${eventId}`;
export const bounceKey = (messageId: string) => `bounce#${messageId}`;
export const wokenKey = (entry: string) => `woken#${entry}`;
export const demandPrefix = (site: string) => `demand#${site}#`;
export const demandKey = (site: string, page: number) =>
  `${demandPrefix(site)}${String(page).padStart(4, '0')}`;
export const roundKey = (chunk: number) => `round-${chunk}`;
export const foundKey = (chunk: number) => `found-${chunk}`;

/** The chunk that holds an order. */
export const ORDER = 1;

export type PromiseRow = ProcessRow & { readonly facts: PromiseFacts };
export const requirePromise = requireProcess<PromiseFacts>;

/**
 * An order has one process at a time. Once it has ended, the next change of its supply starts the next generation,
 * `<order>~2`; no identifier holds a `~`. What was heard of the order is kept with the first one, for all of them.
 */
export const processIdOfOrder = (orderId: string, generation = 1) =>
  processIdOf(PROCESS, generation === 1 ? orderKey(orderId) : `${orderKey(orderId)}~${generation}`);

/** An order's business key holds no slash: those of supply changes, `supply/<event>`, do. */
export const orderKey = (orderId: string) => orderId.replaceAll('/', '%2F');

/** Business key and generation of a process id. */
export function generationOf(processId: string): { businessKey: string; generation: number } {
  const key = processId.slice(`${PROCESS}:`.length);
  const [, businessKey = key, generation = '1'] = /^(.*)~(\d+)$/.exec(key) ?? [];
  return { businessKey, generation: Number(generation) };
}

export function roundOf(row: Pick<ProcessRow, 'facts'>, chunk: number): Round | undefined {
  return (row.facts[roundKey(chunk)] as Round | null | undefined) ?? undefined;
}

/** Everything that has arrived for a chunk and no run has answered. */
export function workOf(row: Pick<ProcessRow, 'facts' | 'pending'>, chunk: number): readonly string[] {
  const pending = row.pending.filter((entry) => entry.startsWith(`${chunk}:`));
  return [...new Set([...(roundOf(row, chunk)?.work ?? []), ...pending])];
}

export async function readOrder(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
): Promise<{ body: PromiseBody; version: number } | undefined> {
  return processes.readChunk<PromiseBody>(tenant, processId, ORDER);
}
