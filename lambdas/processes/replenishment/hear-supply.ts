import type { Envelope } from '../../../events/envelope.ts';
import { anyOrQuarantine } from '../../doors/quarantine.ts';
import { queueHandler } from '../../shared/queue-handler.ts';
import { bus, type Core, documents, machines, runtimeWith } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import { signalProcess } from '../../work/signal.ts';
import { keepNews, newsOf, ownerOf, SUPPLY_NEWS } from './heard.ts';

/**
 * A supplier acknowledged an order, or a transfer went on: kept under its number, then told to the request that made it. An
 * order nobody made here keeps its word all the same: the position counts what is confirmed.
 */
export async function hearSupply(
  event: Envelope<unknown>,
  deps: Core & ReturnType<typeof machines>,
): Promise<void> {
  const tenant = tenantScope(event.tenantid);
  const { processes } = deps.stores;
  const { documentId, news } = newsOf(event);
  await keepNews(processes, tenant, documentId, news, event.sequence);
  const owner = await ownerOf(processes, tenant, documentId);
  if (owner) await signalProcess(deps, tenant, owner, [`heard/${event.id}`]);
}

const deps = runtimeWith(documents, bus, machines);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, SUPPLY_NEWS, parts);
  if (event) await hearSupply(event, parts);
});
