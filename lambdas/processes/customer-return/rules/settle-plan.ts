import type { Announcement, Part, Report, ReturnBody } from '../contract.ts';

/** How one part ended; `away` means nobody knows whether it took effect, so the same call is made again. */
export interface PartResult {
  readonly id: string;
  readonly answer?: Readonly<Record<string, unknown>> | undefined;
  readonly refused?: string | undefined;
  readonly away?: string | undefined;
}
export type News = Announcement | 'refunded';

/** Refusals of a refund after which a person owns it. */
export const LAST_TRY = 2;
/** What an announcement speaks of: it waits for these parts and for no other. */
const speaksOf: Readonly<Record<Announcement, Part['id'] | undefined>> = {
  authorized: 'label',
  disposed: 'stock',
  denied: undefined,
  expired: undefined,
};

/**
 * Remembers what was answered. Each part stands for itself: a refused one is a case and leaves the others done, one without
 * an answer keeps the plan open for itself alone. Settled again with the same answers it changes nothing.
 */
export function settlePlan(
  body: ReturnBody,
  planId: string,
  results: readonly PartResult[],
  now: string,
): { readonly body: ReturnBody; readonly news: readonly News[] } {
  const { plan } = body;
  if (plan?.planId !== planId) return { body, news: [] };
  const parts = plan.parts.map((part) => settled(part, results));
  const ended = parts.filter((part, index) => part.status !== plan.parts[index]?.status);
  const isOpen = (id: Part['id']) => parts.some((part) => part.id === id && part.status === 'open');
  const told = plan.announces.filter((name) => {
    const waitsFor = speaksOf[name];
    return waitsFor === undefined || !isOpen(waitsFor);
  });
  const announces = plan.announces.filter((name) => !told.includes(name));
  const after = ended.reduce(absorb, body);
  const isRefunded = after.refund?.refundId !== body.refund?.refundId;
  const news: News[] = [...told, ...(isRefunded ? (['refunded'] as const) : [])];
  if (parts.some(({ status }) => status === 'open')) {
    const isLate = isOpen('refund') && now > (after.refund?.dueAt ?? now);
    const reports = isLate ? withOverdue(after) : after.reports;
    return { body: { ...after, reports, plan: { ...plan, parts, announces } }, news };
  }
  const { plan: _, ...rest } = after;
  return { body: closing({ ...rest, ...plan.leadsTo }), news };
}

function settled(part: Part, results: readonly PartResult[]): Part {
  const result = results.find(({ id }) => id === part.id);
  if (part.status !== 'open' || !result || result.away !== undefined) return part;
  if (result.refused !== undefined) return { ...part, status: 'refused' };
  return { ...part, status: 'done', answer: result.answer ?? {} };
}

function absorb(body: ReturnBody, { id, status, answer }: Part): ReturnBody {
  const { refund } = body;
  const isDone = status === 'done';
  if (id === 'label' && isDone && typeof answer?.labelId === 'string')
    return { ...body, labelId: answer.labelId };
  if (id === 'refund' && refund)
    return isDone
      ? {
          ...body,
          refund: {
            ...refund,
            ...(typeof answer?.refundId === 'string' ? { refundId: answer.refundId } : {}),
          },
        }
      : { ...body, refund: { ...refund, refusals: refund.refusals + 1 } };
  if (id === 'stock' && !isDone) return { ...body, reports: [...body.reports, unposted(body)] };
  return body;
}

/** A return whose money was refused stays open until it is due; refused again, a person owns it. */
function closing(body: ReturnBody): ReturnBody {
  const { refund, next } = body;
  const isUnpaid = refund !== undefined && refund.refusals > 0 && refund.refundId === undefined;
  if (!isUnpaid) return body;
  if (refund.refusals < LAST_TRY)
    return next.outcome === undefined ? body : { ...body, state: 'DISPOSED', next: { at: refund.dueAt } };
  const reports = withOverdue(body);
  if (next.outcome === undefined) return { ...body, reports };
  return { ...body, state: 'DISPOSED', reports, next: { ...next, outcome: 'refund-overdue' } };
}

/** One case for money that has not come in time, however often it is looked at. */
function withOverdue({ refund, request, reports }: ReturnBody): readonly Report[] {
  if (!refund || reports.some(({ class: name }) => name === 'REFUND_OVERDUE')) return reports;
  const { amount, dueAt } = refund;
  return [
    ...reports,
    {
      class: 'REFUND_OVERDUE',
      subject: request.rmaId,
      summary: `The refund of ${amount.minor} ${amount.currency} for return ${request.rmaId}, due ${dueAt}, is not made: finance refused it or does not answer.`,
    },
  ];
}

const unposted = ({ request, plan }: ReturnBody): Report => ({
  class: 'POSTING_FAILED',
  subject: `plan-${plan?.planId}`,
  summary: `Stock of return ${request.rmaId} could not be moved in our books; its money, its messages and what WMS and ERP were told are not touched by that. Compare the ledger of ${request.sku} with the shelf.`,
});
