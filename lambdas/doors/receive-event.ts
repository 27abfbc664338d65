import type { Envelope } from '../../events/envelope.ts';
import { ACCEPTED } from '../../events/from-outside.ts';
import { catalog } from '../../events/index.ts';
import { type Problem, problemsOf } from '../shared/parse.ts';
import type { TenantScope } from '../store/ports.ts';
import { announce, type DoorDeps, registeredTenant } from './announce.ts';
import { quarantine, readEnvelope, unknownTenant } from './quarantine.ts';

type Acceptance =
  | { readonly accepted: true; readonly eventId: string }
  | { readonly accepted: false; readonly quarantineKey: string; readonly problems: readonly Problem[] };

/**
 * The door for canonical events a partner or a warehouse system posts: claimed, journaled and published once, or kept
 * in quarantine with every problem. `tenant` is the sender's verified tenant, `undefined` when nobody knows the sender;
 * an event that names another tenant is refused, whatever else it says. What is refused of `partnerId` it can look up.
 */
export async function acceptEvent(
  raw: unknown,
  tenant: TenantScope | undefined,
  deps: DoorDeps,
  partnerId?: string,
): Promise<Acceptance> {
  const checked = await checkEvent(raw, tenant, deps);
  if ('problems' in checked) {
    const { problems } = checked;
    const quarantineKey = await quarantine(
      raw,
      problems,
      checked.known ? tenant : undefined,
      deps,
      partnerId,
    );
    return { accepted: false, quarantineKey, problems };
  }
  await announce(checked.tenant, [checked.event], checked.event.time, deps);
  return { accepted: true, eventId: checked.event.id };
}

type Checked =
  | { readonly tenant: TenantScope; readonly event: Envelope }
  | { readonly known: boolean; readonly problems: readonly Problem[] };

async function checkEvent(raw: unknown, tenant: TenantScope | undefined, deps: DoorDeps): Promise<Checked> {
  const registered = tenant === undefined ? undefined : await registeredTenant(tenant, deps);
  if (!registered) return { known: false, problems: [unknownTenant(tenant ?? '')] };
  const read = readEnvelope(raw);
  if ('problems' in read) return { known: true, problems: read.problems };
  const { envelope } = read;
  const problems: Problem[] = [];
  if (envelope.tenantid !== registered.tenant) {
    problems.push({
      field: 'tenantid',
      value: envelope.tenantid,
      message: `is not the sender's tenant ${registered.tenant}`,
    });
  }
  if (!registered.document.sites.some(({ site }) => site === envelope.site)) {
    const sites = registered.document.sites.map(({ site }) => site).join(', ');
    problems.push({
      field: 'site',
      value: envelope.site,
      message: `is no site of ${registered.tenant}; sites are ${sites}`,
    });
  }
  const contract = ACCEPTED.has(envelope.type) ? catalog.get(envelope.type) : undefined;
  if (!contract) {
    const message = `is not accepted from outside; accepted: ${[...ACCEPTED].join(', ')}. Send notices as files`;
    return { known: true, problems: [...problems, { field: 'type', value: envelope.type, message }] };
  }
  const parsed = contract.event.safeParse(raw);
  if (!parsed.success) problems.push(...problemsOf(parsed.error, raw));
  return parsed.success && problems.length === 0
    ? { tenant: registered.tenant, event: parsed.data }
    : { known: true, problems };
}
