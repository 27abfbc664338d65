import { tenantAt, upTo, wholeNumber } from './find.ts';
import { counted, lines, localTime, table, zoneOf } from './table.ts';
import type { Arguments, Ops, Report, Verb } from './verb.ts';

export const ledger: Verb = {
  words: [],
  options: ['site', 'sku', 'limit'],
  needs: ['site', 'sku'],
  summary: 'shows the position of an item at a site and every movement that led to it',
  run: showLedger,
};

async function showLedger(ops: Ops, { options }: Arguments): Promise<Report> {
  const { site = '', sku = '' } = options;
  const limit = wholeNumber('limit', options.limit, 100);
  const tenant = tenantAt(ops, site);
  const { inventory } = ops.stores;
  const [position, entries] = await Promise.all([
    inventory.position(tenant.scope, site, sku),
    upTo(limit, (page) => inventory.ledger(tenant.scope, site, sku, page)),
  ]);
  if (entries.length === 0)
    return {
      data: { position, entries },
      text: `Nothing was ever posted for item ${sku} at ${site} of ${tenant.scope}; check the item's number.`,
    };
  const zone = zoneOf(tenant, site);
  const shown = entries.sort((a, b) => a.at.localeCompare(b.at));
  return {
    data: { position, entries: shown },
    text: lines(
      `Item ${sku} at ${site} of ${tenant.scope}: ${Object.entries(position.buckets)
        .map(([bucket, units]) => `${bucket} ${units}`)
        .join(', ')}`,
      table(
        ['when', 'units', 'from', 'to', 'reason', 'document', 'effect', 'audit entry'],
        shown.map((entry) => [
          localTime(entry.at, zone),
          entry.quantity,
          entry.from ?? 'outside',
          entry.to ?? 'outside',
          entry.reasonCode,
          entry.documentId,
          entry.effectKey,
          `${entry.auditDay} lane ${entry.auditLane} no. ${entry.auditSequence}`,
        ]),
      ),
      `${counted(shown.length, 'movement')}${shown.length === limit ? '; --limit shows more' : ''}.`,
    ),
  };
}
