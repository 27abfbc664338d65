import type { Item, PurchaseOrderLine } from '../../../../lambdas/adapters/erp/port.ts';
import type { TenantDocument } from '../../../../lambdas/domain/tenant.ts';
import type {
  AnswerFact,
  Ask,
  AskStep,
  CountFact,
  ReceivingLine,
  SettleContext,
  Settlement,
} from '../../../../lambdas/processes/receiving/rules/line.ts';
import { settleLine } from '../../../../lambdas/processes/receiving/rules/settle.ts';
import { receivingSettings } from '../../../support/tenant.ts';

export const settings = receivingSettings('USD');
export const tolerances = settings.default;

export const approvalTiers: TenantDocument['approvalTiers'] = [
  { upTo: 10_000, approvers: [] },
  { upTo: 100_000, approvers: ['supervisor'] },
  { upTo: 1_000_000, approvers: ['inventory-manager'] },
  { upTo: null, approvers: ['inventory-manager', 'finance'] },
];

export const item: Item = {
  sku: 'SKU-1',
  description: 'Kettle',
  abcClass: 'B',
  baseUom: 'EA',
  scale: 0,
  conversions: [{ uom: 'CS', numerator: 12, denominator: 1 }],
  unitCost: { minor: 100, per: 1, currency: 'USD' },
  lotControlled: false,
  expiryControlled: false,
  temperature: 'ambient',
  inspection: 'BY_RULE',
  substitutes: [],
};

export const orderLine: PurchaseOrderLine = {
  poId: 'PO-1',
  poLine: 1,
  sku: 'SKU-1',
  ordered: 100,
  receivedBefore: 0,
  confirmed: 100,
  unitCost: item.unitCost,
};
export const order = {
  poId: 'PO-1',
  supplierId: 'SUP-1',
  shipToSite: 'W1',
  status: 'open' as const,
  promisedAt: '2026-03-02T12:00:00Z',
};
export const noticeLine = {
  line: 1,
  poId: 'PO-1',
  poLine: 1,
  sku: 'SKU-1',
  quantity: { value: 100, scale: 0, uom: 'EA' },
};

export const context: SettleContext = {
  processId: 'receiving:SUP-1/ASN-1',
  site: 'W1',
  zone: 'UTC',
  supplierId: 'SUP-1',
  now: '2026-03-02T15:00:00.000Z',
  arrivedAt: '2026-03-02T10:00:00.000Z',
  final: true,
  withoutNotice: false,
  mode: 'act',
  currency: 'USD',
  settings,
  approvalTiers,
  history: { severity: 'normal', receipts: 9, defectUnits: 0, inspectedUnits: 0 },
};

/** An announced, accepted line of 100 units at 1.00, with nothing counted. */
export const announcedLine = (change: Partial<ReceivingLine> = {}): ReceivingLine => ({
  line: 1,
  notice: noticeLine,
  sku: 'SKU-1',
  poId: 'PO-1',
  announced: 100,
  order,
  orderLine,
  item,
  findings: [],
  accepted: true,
  counts: [],
  answers: [],
  movements: [],
  followUps: [],
  asked: [],
  classes: [],
  status: 'expected',
  ...change,
});

let counted = 0;
export const count = (good: number, damaged = 0, more: Partial<CountFact> = {}): CountFact => {
  counted += 1;
  return {
    id: `R-${counted}#0`,
    round: 1,
    by: 'dock-1',
    at: '2026-03-02T11:00:00.000Z',
    good,
    damaged,
    ...more,
  };
};

export const counting = (good: number, damaged = 0, change: Partial<ReceivingLine> = {}) =>
  announcedLine({ counts: [count(good, damaged)], ...change });

/** Settles, then marks everything done, as the process does when its calls came back. */
export function settled(line: ReceivingLine, change: Partial<SettleContext> = {}): Settlement {
  const settlement = settleLine(line, { ...context, ...change });
  return { ...settlement, line: done(settlement.line) };
}

export const done = (line: ReceivingLine): ReceivingLine => ({
  ...line,
  movements: line.movements.map((movement) => ({ ...movement, posted: true })),
  followUps: line.followUps.map((followUp) => ({ ...followUp, done: true })),
});

export function answer(
  line: ReceivingLine,
  step: AskStep,
  option: string,
  more: Partial<AnswerFact> = {},
): ReceivingLine {
  const round = Math.max(
    0,
    ...line.asked.filter((key) => key.startsWith(`${step}#`)).map((key) => Number(key.split('#')[1])),
  );
  if (round === 0) throw new Error(`nobody asked ${step}; asked: ${line.asked.join(', ') || 'nothing'}`);
  const fact: AnswerFact = {
    taskId: `task-${step}-${round}`,
    step,
    round,
    option,
    by: 'boss-1',
    at: '2026-03-02T16:00:00.000Z',
    ...more,
  };
  return { ...line, answers: [...line.answers, fact] };
}

export const askOf = ({ asks }: Pick<Settlement, 'asks'>, step: AskStep): Ask => {
  const ask = asks.find((candidate) => candidate.step === step);
  if (!ask)
    throw new Error(`no question ${step}; asked: ${asks.map((asked) => asked.step).join(', ') || 'nothing'}`);
  return ask;
};

/** Where a line's movements left its units. */
export function stock(line: ReceivingLine): Record<string, number> {
  const buckets = new Map<string, number>();
  for (const { from, to, quantity } of line.movements) {
    if (from) buckets.set(from, (buckets.get(from) ?? 0) - quantity);
    if (to) buckets.set(to, (buckets.get(to) ?? 0) + quantity);
  }
  return Object.fromEntries([...buckets].filter(([, quantity]) => quantity !== 0));
}

/** Units the ERP has booked as received. */
export const booked = (line: ReceivingLine) =>
  line.movements.reduce(
    (sum, { goodsReceipt, to, quantity }) => sum + (goodsReceipt ? (to === null ? -quantity : quantity) : 0),
    0,
  );
