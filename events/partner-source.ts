/**
 * The `source` of what a partner puts on the bus: `partner.<tenant>.<partner>`. The bus's policy lets the partner's account
 * send nothing else, so it says who sends; the payload never does.
 */

/** What tells a partner's events from ours, and from those of AWS. */
export const PARTNER_SOURCES = 'partner.';

/** Ids that can stand in a source: with a dot in one, two partners could have the same source. */
export const SOURCE_PART = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export interface PartnerSource {
  readonly tenantId: string;
  readonly partnerId: string;
}

export function partnerSource({ tenantId, partnerId }: PartnerSource): string {
  return `${PARTNER_SOURCES}${tenantId}.${partnerId}`;
}

/** Whom a source names; `undefined` for one that is no partner's. */
export function readPartnerSource(source: string): PartnerSource | undefined {
  const [prefix, tenantId = '', partnerId = '', ...more] = source.split('.');
  if (`${prefix}.` !== PARTNER_SOURCES || more.length > 0) return undefined;
  return SOURCE_PART.test(tenantId) && SOURCE_PART.test(partnerId) ? { tenantId, partnerId } : undefined;
}
