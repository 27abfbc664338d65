import { type Compared, gather } from '../../lambdas/agreement/gather.ts';
import { type Agreement, agreementOf } from '../../lambdas/agreement/rate.ts';
import { NotFound } from '../../lambdas/shared/errors.ts';
import type { TenantScope } from '../../lambdas/store/ports.ts';
import { lines, table } from '../ops/table.ts';
import { UsageError } from '../ops/verb.ts';
import type { TenantHands } from './run.ts';

/** Processes read at a site, and the time people have to do what was decided. */
const MOST = 5_000;
const SETTLED_AFTER_MS = 86_400_000;

/** How often people did what processes in shadow would have done, site by site, with n and every difference. */
export async function agreement(
  { stores, lookUp, clock }: TenantHands,
  tenant: TenantScope,
  processes: readonly Compared[],
  named: string | undefined,
): Promise<{ readonly data: readonly Agreement[]; readonly text: string }> {
  const document = await stores.tenants.current(tenant);
  if (!document) throw new NotFound(`tenant ${tenant} has no document yet; apply one`);
  const all = document.sites.map(({ site }) => site);
  const sites = all.filter((site) => named === undefined || site === named);
  if (sites.length === 0) throw new UsageError(`--site "${named}" is unknown; use one of: ${all.join(', ')}`);
  const settledBefore = new Date(Date.parse(clock()) - SETTLED_AFTER_MS).toISOString();
  const found = await Promise.all(
    sites.map(async (site) => {
      const { comparisons, isCut } = await gather(tenant, site, processes, MOST, {
        stores,
        lookUp: (system, operation, at, input) =>
          lookUp({ system, operation, tenantId: tenant, site: at, input }),
      });
      const asked = processes.map((process) => ({ process, site }));
      return { report: agreementOf(asked, comparisons, settledBefore), isCut };
    }),
  );
  const report = found.flatMap((one) => one.report);
  const differences = report.flatMap((one) => one.differences);
  const text = lines(
    table(
      ['process', 'site', 'agreement', 'n', 'decided', 'left to people', 'not done yet'],
      report.map((row) => [
        ...[row.process, row.site, percent(row.perMille), row.compared, row.decided],
        ...[row.leftToPeople, row.notDoneYet],
      ]),
    ),
    differences.length > 0 &&
      table(
        ['process', 'about', 'the rules', 'people', 'decided in'],
        differences.map((one) => [
          ...[one.process, one.subject, one.decided ?? '', one.done ?? ''],
          one.processId,
        ]),
      ),
    found.some(({ isCut }) => isCut) && `Only the first ${MOST} processes of a site were read.`,
  );
  return { data: report, text };
}

/** Of n = 0 there is no rate. */
const percent = (perMille: number | undefined) =>
  perMille === undefined ? '' : `${Math.floor(perMille / 10)}.${perMille % 10} %`;
