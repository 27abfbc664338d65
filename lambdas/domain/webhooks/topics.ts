import type { EventContract } from '../../../events/envelope.ts';
import { catalog } from '../../../events/index.ts';
import { WebhookTested } from '../../../events/integration.ts';
import { EVERY, holds } from '../grants.ts';
import type { TenantDocument } from '../tenant.ts';

/** Topics are types of events. Who may hear what follows from grants (rule 4.14), now and not when somebody asked for it. */

/** How this system works inside, and what is said about webhooks themselves: nobody outside is told. */
const INTERNAL = [
  'CallFailed',
  'CallParked',
  'CallsCounted',
  'CircuitClosed',
  'CircuitOpened',
  'WebhookFailed',
  'WebhookTested',
];

/** The process whose grants count for the events of a domain; events of other domains are of every process. */
const PROCESS_OF: Readonly<Record<string, string>> = {
  'warehouse.backorder': 'backorder-release',
  'warehouse.count': 'cycle-count',
  'warehouse.damage': 'damaged-goods',
  'warehouse.fulfillment': 'fulfillment-exception',
  'warehouse.inbound': 'receiving',
  'warehouse.promise': 'order-promise',
  'warehouse.putaway': 'putaway',
  'warehouse.quality': 'receiving',
  'warehouse.replenishment': 'replenishment',
  'warehouse.returns': 'customer-return',
  'warehouse.transfer': 'transfer',
};

export const TOPICS: readonly string[] = [...catalog.keys()]
  .filter((type) => !INTERNAL.includes(type))
  .sort();

/** Who asks for topics, or has them. */
export interface Hearer {
  readonly partnerId?: string | undefined;
  readonly sites: readonly string[];
  readonly processes: readonly string[];
}

/** Topics these grants allow: those of processes they hold, and to a partner those that name a partner. */
export function topicsFor({
  partnerId,
  processes,
}: Pick<Hearer, 'partnerId' | 'processes'>): readonly string[] {
  return TOPICS.filter((type) => {
    const contract = catalog.get(type);
    if (!contract || !isGranted(contract, processes)) return false;
    return partnerId === undefined || namesPartner(contract);
  });
}

export interface Told {
  readonly type: string;
  readonly site: string;
  readonly mode: string;
  readonly data: unknown;
}

/** What an endpoint asked for, and whose it is. */
export interface Subscription {
  readonly topics: readonly string[];
  readonly sites: readonly string[];
  readonly clientId?: string | undefined;
  readonly partnerId?: string | undefined;
}

/**
 * Whether an endpoint may hear of an event: it asked for the topic and the site, its client is still granted both, and to
 * a partner the event names that partner. What is only decided in shadow is told to no system. A test message is for
 * whoever has an endpoint.
 */
export function mayHear(document: TenantDocument, endpoint: Subscription, event: Told): boolean {
  const { clientId, partnerId, topics, sites } = endpoint;
  const client = document.clients?.find((known) => known.clientId === clientId);
  if (clientId !== undefined && !client) return false;
  if (event.type === WebhookTested.type) return true;
  const contract = catalog.get(event.type);
  if (!contract || !topics.includes(event.type) || !holds(sites, event.site)) return false;
  if (client && !(holds(client.sites, event.site) && isGranted(contract, client.processes ?? [EVERY])))
    return false;
  if (event.mode === 'shadow') return false;
  return partnerId === undefined || isAbout(document, partnerId, event.data);
}

function isGranted({ source }: EventContract, processes: readonly string[]): boolean {
  const process = PROCESS_OF[source];
  return process === undefined ? processes.includes(EVERY) : holds(processes, process);
}

function namesPartner({ data }: EventContract): boolean {
  const shape = (data._zod.def as { readonly shape?: object }).shape ?? {};
  return 'partnerId' in shape || 'supplierId' in shape;
}

function isAbout({ partners }: TenantDocument, partnerId: string, data: unknown): boolean {
  const named = data as { readonly partnerId?: unknown; readonly supplierId?: unknown };
  if (named.partnerId !== undefined) return named.partnerId === partnerId;
  return partners.some((one) => one.partnerId === partnerId && one.supplierId === named.supplierId);
}
