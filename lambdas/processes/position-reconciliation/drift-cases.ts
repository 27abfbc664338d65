import type { Core } from '../../shared/runtime.ts';
import { tenantScope } from '../../store/ports.ts';
import type { CaseClass } from '../../work/case-classes.ts';
import { openCase, recurring } from '../../work/cases.ts';
import type { Drift } from './contract.ts';
import type { ReconciliationRow } from './facts.ts';
import { countEvent } from './news.ts';

/**
 * Opens the case of a difference that does not heal itself; while one of the SKU stands there is no second, however many
 * nights find it again. With the case of one nobody can explain goes the request for its count. What is in flight has
 * no case.
 */
export async function reportDrift(row: ReconciliationRow, drift: Drift, deps: Core): Promise<void> {
  if (drift.class === 'IN_FLIGHT') return;
  const tenant = tenantScope(row.tenantId);
  const about = { class: classOf(drift), site: row.site, subject: drift.sku };
  const { subject, standing } = await recurring(deps, tenant, about);
  if (standing) return;
  const isCounted = drift.class === 'UNEXPLAINED' && row.mode === 'act';
  await openCase(
    deps,
    tenant,
    {
      ...about,
      subject,
      summary: summaryOf(row, drift),
      links: [
        { kind: 'process', id: row.processId },
        { kind: 'sku', id: drift.sku },
        ...drift.evidence.slice(0, 20).map((id) => ({ kind: 'evidence', id })),
      ],
    },
    () => (isCounted ? [countEvent(row, drift, deps.clock())] : []),
  );
}

function classOf(drift: Drift): CaseClass {
  switch (drift.class) {
    case 'PUBLISH_LAG':
      return 'CHANNEL_DRIFT';
    case 'UNEXPLAINED':
      return 'DRIFT_UNEXPLAINED';
    default:
      return 'POSTING_DRIFT';
  }
}

function summaryOf({ site }: ReconciliationRow, drift: Drift): string {
  const { sku, position, physical, book, unbooked, published, sellable, evidence } = drift;
  const known = unbooked === undefined ? '' : ` (${unbooked} of them in no book)`;
  const stock = `${sku} at ${site}: our events say ${position}${known}, the WMS ${physical}, the ERP ${book} units`;
  const found = evidence.slice(0, 3).join(', ');
  switch (drift.class) {
    case 'PUBLISH_LAG':
      return drift.unhealed === 'limit'
        ? `The shop shows ${published} of ${sku} at ${site}, not ${sellable}, although it was told as often as it may be by itself. Find out why it does not follow.`
        : `The shop shows ${published} of ${sku} at ${site}, not ${sellable}. Publish it, or cut this site over to act.`;
    case 'MISSING_POSTING':
      return `${stock}. The ERP has no document for ${found}: post it there.`;
    case 'EXTRA_POSTING':
      return `${stock}. The ERP has documents of no event of ours: ${found}. Reverse them there, or find the movement.`;
    default:
      return `${stock}, of which ${onSale(drift)}. Nothing explains it: count it.`;
  }
}

const onSale = ({ sellable }: Drift) =>
  sellable === undefined ? 'none are listed' : `${sellable} may be sold`;
