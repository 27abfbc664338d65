import type { ProcessRow, SearchKey } from '../../lambdas/store/ports.ts';
import { requireKnownSite, sitesOf, upTo, wholeNumber } from './find.ts';
import { statesOf } from './states.ts';
import { counted, distance, lines, localTime, table, zoneOf } from './table.ts';
import {
  type Arguments,
  type Ops,
  type OptionName,
  type Report,
  type Tenant,
  UsageError,
  type Verb,
} from './verb.ts';

const SEARCHES = {
  key: 'business-key',
  po: 'po',
  asn: 'asn',
  sku: 'sku',
  sscc: 'sscc',
  order: 'order',
  supplier: 'supplier',
} as const satisfies Partial<Record<OptionName, SearchKey['kind']>>;

/** Every state any process shows. */
const STATES: readonly string[] = [...new Set([...statesOf.values()].flat())];

export const processes: Verb = {
  words: [],
  options: ['site', 'state', 'limit', ...(Object.keys(SEARCHES) as (keyof typeof SEARCHES)[])],
  summary: 'lists processes: open ones by deadline, then those that ended last',
  run: listProcesses,
};

async function listProcesses(ops: Ops, { options }: Arguments): Promise<Report> {
  const { site, state } = options;
  const limit = wholeNumber('limit', options.limit, 50);
  requireKnownSite(ops, site);
  if (state !== undefined && !STATES.includes(state))
    throw new UsageError(`--state "${state}" is unknown; use one of: ${STATES.join(', ')}`);
  const keys = Object.entries(SEARCHES).flatMap(([option, kind]): SearchKey[] => {
    const value = options[option as OptionName];
    return value === undefined ? [] : [{ kind, value }];
  });
  if (keys.length > 1)
    throw new UsageError(
      `search by one key at a time, not by ${keys.map(({ kind }) => kind).join(' and ')}; --site and --state narrow it`,
    );

  const found = (
    await Promise.all(
      ops.tenants.map(async (tenant) => {
        const rows = keys[0]
          ? await upTo(limit, (page) => ops.stores.processes.search(tenant.scope, keys[0] as SearchKey, page))
          : await browse(ops, tenant, options, limit);
        return rows
          .filter(
            (row) =>
              (site === undefined || row.site === site) && (state === undefined || row.state === state),
          )
          .map((row) => ({ tenant, row }));
      }),
    )
  ).flat();
  const shown = found.sort((a, b) => byUrgency(a.row, b.row)).slice(0, limit);
  return {
    data: shown.map(({ row }) => row),
    text: lines(
      shown.length > 0 &&
        table(
          ['tenant', 'process', 'site', 'state', 'mode', 'next deadline', 'updated'],
          shown.map((entry) => cells(ops, entry)),
        ),
      shown.length === 0
        ? 'No process fits.'
        : `${counted(shown.length, 'process', 'processes')}${found.length > limit ? ` of at least ${found.length}; --limit shows more` : ''}.`,
      shown[0] && `Next: npm run ops -- show '${shown[0].row.processId}' --tenant ${shown[0].tenant.scope}`,
    ),
  };
}

async function browse(
  { stores }: Ops,
  tenant: Tenant,
  { site, state }: Arguments['options'],
  limit: number,
): Promise<ProcessRow[]> {
  const places = sitesOf(tenant, site).flatMap((place) =>
    (state === undefined ? STATES : [state]).map((shown) => ({ place, shown })),
  );
  const rows = await Promise.all(
    places.map(({ place, shown }) =>
      upTo(limit, (page) => stores.processes.byState(tenant.scope, place, shown, page)),
    ),
  );
  return rows.flat();
}

function byUrgency(a: ProcessRow, b: ProcessRow): number {
  if (a.closedAt === undefined && b.closedAt === undefined)
    return (a.dueAt ?? '').localeCompare(b.dueAt ?? '');
  if (a.closedAt === undefined) return -1;
  if (b.closedAt === undefined) return 1;
  return b.closedAt.localeCompare(a.closedAt);
}

function cells(ops: Ops, { tenant, row }: { tenant: Tenant; row: ProcessRow }): string[] {
  const zone = zoneOf(tenant, row.site);
  const deadline =
    row.closedAt !== undefined
      ? `ended: ${row.outcome ?? row.state}`
      : row.dueAt === undefined
        ? 'none'
        : `${localTime(row.dueAt, zone)} (${distance(row.dueAt, ops.clock())})`;
  return [
    tenant.scope,
    row.processId,
    row.site,
    row.state,
    row.mode,
    deadline,
    localTime(row.updatedAt, zone),
  ];
}
