import type { Finding, NoticeLine } from '../../../../events/inbound.ts';
import type { Item, PurchaseOrderLine } from '../../../adapters/erp/port.ts';
import { hasExactValue } from '../../../domain/money.ts';
import { convert } from '../../../domain/quantity.ts';
import { resolveLimits } from '../../../domain/tolerance.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { ReceivingState } from '../contract.ts';
import type { CheckContext, NoticeToCheck } from './check-context.ts';
import { emptyLine } from './empty-line.ts';
import type { ReceivingLine } from './line.ts';
import { checkGoods, checkOrder, checkPacks, checkQuantity } from './line-checks.ts';
import { openOf, openOrderLines, orderLineKey, orderLineOf } from './orders.ts';

/** The checks of rule 5.1 on the lines of a notice, and on goods that came without one. */

interface CheckedLines {
  readonly lines: ReceivingLine[];
  readonly decisions: DecisionRecord[];
}

const CHECK_RULE = { id: 'receiving.notice-line', version: 1 } as const;

/** Checks every line: V4 to V9, V11 and V14, and V10 where packs came with the lines. A rejected line is not expected. */
export function checkLines(notice: NoticeToCheck): CheckedLines {
  const packFindings = checkPacks(notice.lines, notice.packs ?? []);
  const announcedSoFar = new Map(notice.elsewhere?.before);
  const drafts = notice.lines.map((line) =>
    draftOf(
      line,
      notice,
      packFindings.filter((finding) => finding.line === line.line),
    ),
  );
  const checked = drafts.map((draft, index) => {
    const { orderLine } = draft;
    if (!orderLine || !draft.accepted) return draft;
    const key = orderLineKey(orderLine);
    const before = announcedSoFar.get(key) ?? 0;
    // Capped, so that absurd quantities are found to be too many (V6) instead of stopping their neighbors.
    announcedSoFar.set(key, Math.min(before + draft.announced, Number.MAX_SAFE_INTEGER));
    const again = drafts
      .slice(index + 1)
      .some((other) => other.accepted && other.orderLine && orderLineKey(other.orderLine) === key);
    return withOrderChecks(draft, { before, again: again || (notice.elsewhere?.after.has(key) ?? false) });
  });
  return { lines: checked, decisions: decisionsOf(checked, notice) };
}

/** A line for goods nobody announced: on its order line when only one can be meant, otherwise with all that can. */
export function placeArrival(
  arrival: { readonly line: number; readonly sku: string; readonly poId?: string; readonly poLine?: number },
  context: CheckContext,
): ReceivingLine {
  const candidates = openOrderLines(arrival, context.master, context.supplierId, context.site);
  const [orderLine] = candidates.length === 1 ? candidates : [];
  const poId = orderLine?.poId ?? arrival.poId;
  const order = context.master.orders.find((candidate) => candidate.poId === poId);
  const item = context.master.items.find(({ sku }) => sku === arrival.sku);
  return {
    ...emptyLine(arrival.line, arrival.sku),
    ...(poId !== undefined && { poId }),
    ...(order && { order }),
    ...(orderLine && { orderLine }),
    ...(item && { item }),
    ...(candidates.length > 1 && { candidates }),
    limits: limitsFor(arrival.sku, orderLine, item, context),
    accepted: orderLine !== undefined,
  };
}

/**
 * V3, a notice number that came before. 05 replaces and 01 cancels while nothing has been received; an original is a
 * duplicate. Goods that wait for their notice take the first one that comes. `runningState` is absent for a new number.
 */
export function noticeRepeat(
  purpose: 'original' | 'replace' | 'cancel',
  runningState: string | undefined,
): 'start' | 'reject-duplicate' | 'replace' | 'cancel' | 'case' {
  if (runningState === undefined || runningState === 'AWAITING_NOTICE')
    return purpose === 'cancel' ? 'case' : 'start';
  if (purpose === 'original') return 'reject-duplicate';
  return BEFORE_RECEIVING.includes(runningState) ? purpose : 'case';
}
const BEFORE_RECEIVING: readonly string[] = [
  'ASN_RECEIVED',
  'ASN_REJECTED',
  'AWAITING_RECEIPT',
] satisfies readonly ReceivingState[];

function draftOf(notice: NoticeLine, context: NoticeToCheck, found: readonly Finding[]): ReceivingLine {
  const { master } = context;
  const item = master.items.find(({ sku }) => sku === notice.sku);
  const order = master.orders.find(({ poId }) => poId === notice.poId);
  const orderLine = orderLineOf(notice, master);
  const limits = limitsFor(notice.sku, orderLine, item, context);
  const converted = item ? exactUnits(notice.quantity, item, orderLine) : undefined;
  const findings = [
    ...found,
    ...checkOrder(notice, { item, order, orderLine }, context),
    ...(converted && 'message' in converted
      ? [
          {
            code: 'V7',
            action: 'reject' as const,
            scope: 'line' as const,
            line: notice.line,
            field: 'quantity',
            value: `${notice.quantity.value}e-${notice.quantity.scale} ${notice.quantity.uom}`,
            message: converted.message,
          },
        ]
      : []),
    ...checkGoods(notice, item, limits, context),
  ];
  return {
    ...emptyLine(notice.line, notice.sku),
    notice,
    poId: notice.poId,
    limits,
    findings,
    announced: converted && 'units' in converted ? converted.units : 0,
    ...(order && { order }),
    ...(orderLine && { orderLine }),
    ...(item && { item }),
    accepted: !findings.some(({ action }) => action === 'reject'),
  };
}

/**
 * Announced units of an item whose value is exact too: a barcode scanned as a quantity must not become a claim or a
 * posting of an amount nobody can count.
 */
function exactUnits(quantity: NoticeLine['quantity'], item: Item, orderLine: PurchaseOrderLine | undefined) {
  const converted = convert(quantity, item);
  if (!('units' in converted) || hasExactValue(converted.units, (orderLine ?? item).unitCost))
    return converted;
  return {
    message: `quantity = ${converted.units} of ${item.sku} is worth more than can be counted exactly; correct it or split the line`,
  };
}

/** V6, and this line's share of the order line when several lines fill it: what earlier ones leave, all of it for the last. */
function withOrderChecks(draft: ReceivingLine, sharing: { before: number; again: boolean }): ReceivingLine {
  const { orderLine, limits, notice } = draft;
  if (!orderLine || !limits || !notice) return draft;
  const left = Math.max(0, openOf(orderLine) - sharing.before);
  const share = sharing.again ? Math.min(left, draft.announced) : left;
  const shared = sharing.before > 0 || sharing.again;
  const findings = [...draft.findings, ...checkQuantity(notice, draft.announced, left, orderLine, limits)];
  return {
    ...draft,
    findings,
    accepted: !findings.some(({ action }) => action === 'reject'),
    ...(shared && { open: share }),
  };
}

function limitsFor(
  sku: string,
  orderLine: ReceivingLine['orderLine'],
  item: ReceivingLine['item'],
  context: CheckContext,
) {
  return resolveLimits({
    site: context.site,
    sku,
    supplierId: context.supplierId,
    abcClass: item?.abcClass,
    orderLine: orderLine?.tolerance,
    rules: context.tolerances,
    defaults: context.settings.default,
  });
}

/** One record for every line with a finding, and one for all lines without. */
function decisionsOf(lines: readonly ReceivingLine[], context: NoticeToCheck): DecisionRecord[] {
  const clean = lines.filter(({ findings }) => findings.length === 0);
  const base = { ruleId: CHECK_RULE.id, ruleVersion: CHECK_RULE.version, at: context.now };
  const records = lines
    .filter(({ findings }) => findings.length > 0)
    .map(
      (line): DecisionRecord => ({
        ...base,
        id: `${context.processId}#notice-line#${line.line}`,
        line: line.line,
        inputs: {
          notice: line.notice,
          orderLine: line.orderLine,
          item: line.item?.sku,
          announced: line.announced,
          open: line.open,
        },
        thresholds: { ...line.limits },
        result: { accepted: line.accepted, findings: line.findings },
      }),
    );
  const first = lines[0];
  if (clean.length === 0 || !first) return records;
  return [
    ...records,
    {
      ...base,
      id: `${context.processId}#notice-line#clean-${first.line}`,
      inputs: { lines: clean.map(({ line }) => line) },
      thresholds: {},
      result: { accepted: true },
    },
  ];
}
