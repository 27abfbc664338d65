import { addBusinessMinutes, localDate } from '../../../domain/calendar.ts';
import type {
  AskStep,
  Inspection,
  Look,
  Parcel,
  Part,
  Report,
  ReturnBody,
  ReturnCase,
  ReturnState,
} from '../contract.ts';
import { authorize, justAfter } from './authorize.ts';
import { decideByRule, decideByWord } from './dispose.ts';
import { paidFor } from './eligibility.ts';
import { judge } from './judge.ts';
import { minutesLater, planned, waiting } from './look.ts';
import { owed, refundPart, stockParts, tellParts, voidPart } from './parts.ts';
import { RISK_THRESHOLDS, recordOf } from './record.ts';
import { isOtherSerial, riskOf } from './risk.ts';
import { LAST_TRY } from './settle-plan.ts';

/** An open question has clocks of its own; the return looks at itself this often all the same. */
const RECHECK_MINUTES = 1_440;

/** What follows from everything known about a return (rule 5.6). Never called while a plan is open. */
export function reviewReturn(given: ReturnCase): Look {
  const { body, now } = given;
  if (body.next.outcome !== undefined) return { body: withLate(given), decisions: [] };
  if (body.state === 'REQUESTED') return authorize(given);
  const news = whatArrived(given);
  if (news) return news;
  const { refund } = body;
  if (refund && refund.refusals > 0 && refund.refundId === undefined) {
    const isDue = now >= refund.dueAt && refund.refusals < LAST_TRY;
    if (given.retry || isDue) return tryRefundAgain(given);
    if (body.state === 'DISPOSED') return { body: { ...body, next: { at: refund.dueAt } }, decisions: [] };
  }
  if (body.parcels.length === 0) return awaitGoods(given);
  if (given.inspection && !isSame(given.inspection, body.inspection)) return inspect(given, given.inspection);
  if (body.ask || body.photosUntil !== undefined) return awaitWord(given);
  return awaitInspection(given);
}

const isSame = (one: Inspection, other: Inspection | undefined) =>
  JSON.stringify(one) === JSON.stringify(other);

function tryRefundAgain(given: ReturnCase): Look {
  const { body } = given;
  if (!body.refund) return { body, decisions: [] };
  return planned(given, body, [], {
    parts: [refundPart(body, body.refund)],
    announces: [],
    leadsTo: { state: body.state === 'DISPOSED' ? 'REFUNDED' : body.state, next: endOf(given, body) },
  });
}

/** A refund that was refused held the end of its return back; one on scan goes on waiting for goods. */
const endOf = ({ now }: ReturnCase, { state }: ReturnBody) =>
  state === 'DISPOSED' ? { at: now, outcome: 'refunded' as const } : { at: now };

/** Parcels enter the books in hold; a scan gives the money back where that was granted. */
function whatArrived(given: ReturnCase): Look | undefined {
  const { body, now, processId, currency } = given;
  const fresh = freshParcels(given);
  const isScanned = given.scanned || fresh.length > 0;
  const value = paidFor(body.request.quantity, body.known ?? {}, body.request.orderLineId);
  const refund =
    isScanned && body.scanRefund && !body.refund
      ? owed(given, value ?? { minor: 0, currency }, 'SCAN')
      : undefined;
  if (fresh.length === 0 && !refund) return undefined;
  const parcels = [
    ...body.parcels,
    ...fresh.map(({ eventId, quantity, lot }) => ({
      eventId,
      quantity,
      ...(lot === undefined ? {} : { lot }),
    })),
  ];
  const isFirst = body.parcels.length === 0 && fresh.length > 0;
  const state: ReturnState = isFirst ? 'RECEIVED' : body.state;
  const next: ReturnBody = {
    ...body,
    state,
    parcels,
    reports: body.state === 'DISPOSED' ? [...body.reports, ...fresh.map(strayParcel)] : body.reports,
    ...(isFirst ? { receivedAt: now } : {}),
    ...(refund ? { refund } : {}),
  };
  const movements = fresh.map((parcel) => movementOf(processId, body.request.sku, parcel));
  const parts: Part[] = [
    ...stockParts(given, movements, 'RETURN'),
    ...(refund ? [refundPart(body, refund)] : []),
  ];
  return planned(given, next, [], {
    parts,
    movements,
    announces: [],
    leadsTo: { state, next: { at: now } },
  });
}

const freshParcels = ({ body, parcels }: ReturnCase): readonly Parcel[] =>
  parcels.filter(({ eventId }) => !body.parcels.some((one) => one.eventId === eventId));

/** Goods that came for a return that is over are in no books: each parcel is a case. */
function withLate(given: ReturnCase): ReturnBody {
  const { body } = given;
  const late = freshParcels(given)
    .filter(({ eventId }) => !body.reports.some(({ subject }) => subject === eventId))
    .map(lateParcel);
  return late.length === 0 ? body : { ...body, reports: [...body.reports, ...late] };
}

/** The report of a parcel whose return has ended; the same parcel is the same case. */
export const lateParcel = ({ eventId, rmaId, sku, quantity }: Parcel): Report => ({
  class: 'LATE_RETURN',
  subject: eventId,
  summary: `${quantity} units of ${sku} came for return ${rmaId}, which had ended: they are in no books. Hold them and decide with the customer.`,
});

/** The report of a parcel that came when the goods before it had gone their way and only money was waited for. */
const strayParcel = ({ eventId, rmaId, sku, quantity }: Parcel): Report => ({
  class: 'LATE_RETURN',
  subject: eventId,
  summary: `${quantity} units of ${sku} came for return ${rmaId} after the others had gone their way: they are in hold. Inspect them and decide with the customer.`,
});

function movementOf(processId: string, sku: string, { eventId, quantity, lot }: Parcel) {
  return {
    effectKey: `${processId}#parcel#${eventId}`,
    sku,
    quantity,
    from: null,
    to: 'hold' as const,
    ...(lot === undefined ? {} : { lot }),
  };
}

/** Goods that do not come in time expire; the last moment is inside. Money that was given on a scan stays given. */
function awaitGoods(given: ReturnCase): Look {
  const { body, now } = given;
  const { expiresAt = now, labelId, request } = body;
  if (now <= expiresAt) return { body: { ...body, next: { at: justAfter(expiresAt) } }, decisions: [] };
  const isLost = given.scanned || body.refund?.refundId !== undefined;
  const report: Report = {
    class: 'RETURN_NOT_RECEIVED',
    subject: request.rmaId,
    summary: `Return ${request.rmaId} was handed to the carrier${body.refund?.refundId ? ' and refunded' : ''}, and has not come until ${expiresAt}.`,
  };
  const expired: ReturnBody = {
    ...body,
    state: 'EXPIRED',
    reports: [...body.reports, ...(isLost ? [report] : [])],
  };
  const record = recordOf(given, 'expiry', {
    inputs: { authorizedAt: body.authorizedAt, expiresAt, scanned: given.scanned },
    thresholds: ['expiryDays'],
    result: 'expired',
  });
  const labels = labelId === undefined || given.scanned ? [] : [voidPart(labelId, 'the return expired')];
  return planned(given, expired, [record], {
    parts: [...labels, ...tellParts(expired, 'return expired', { expired: expiresAt })],
    announces: ['expired'],
    leadsTo: { state: 'EXPIRED', next: { at: now, outcome: 'expired' } },
  });
}

/** Inspection within its SLA; after it somebody owns a case, and in the end a manager decides on the money. */
function awaitInspection(given: ReturnCase): Look {
  const { body, now, calendar, limits } = given;
  const since = body.receivedAt ?? now;
  const due = addBusinessMinutes(calendar, since, limits.inspectionMinutes.value);
  const last = addBusinessMinutes(calendar, since, limits.inspectionFinalMinutes.value);
  if (now <= due) return { body: { ...body, next: { at: justAfter(due) } }, decisions: [] };
  const report: Report = {
    class: 'RETURN_INSPECTION_OVERDUE',
    subject: body.request.rmaId,
    summary: `Return ${body.request.rmaId} came ${since} and should have been inspected until ${due}; its goods are in hold.`,
  };
  const isReported = body.reports.some(({ class: name }) => name === report.class);
  const late: ReturnBody = { ...body, reports: isReported ? body.reports : [...body.reports, report] };
  if (now <= last) return { body: { ...late, next: { at: justAfter(last) } }, decisions: [] };
  return { body: asking(given, late, 'manager'), decisions: [] };
}

function asking({ now }: ReturnCase, body: ReturnBody, step: AskStep): ReturnBody {
  const { photosUntil: _, ...rest } = body;
  const rounds = body.rounds + 1;
  return { ...rest, rounds, ask: { step, round: rounds }, next: { at: minutesLater(now, RECHECK_MINUTES) } };
}

/** Looks at what the inspector found, with what the systems say now: a lot may have been recalled since. */
function inspect(given: ReturnCase, inspection: Inspection): Look {
  const { answers, limits, now, calendar } = given;
  if (!answers?.terms) return { body: given.body, decisions: [], waits: true };
  const { ask: _, photosUntil: __, ...rest } = given.body;
  const { request } = rest;
  const today = localDate(calendar.zone, now);
  const quantity = rest.parcels.reduce((sum, parcel) => sum + parcel.quantity, 0);
  const facts = { request, known: answers, inspection, parcels: given.parcels, today };
  const risk = riskOf(facts, limits);
  const verdict = judge(
    { inspection, terms: answers.terms, quantity, risk, otherSerial: isOtherSerial(facts), today },
    limits,
  );
  const decisions = [
    recordOf(given, 'risk', {
      inputs: { parts: risk.parts },
      thresholds: RISK_THRESHOLDS,
      result: risk.score,
    }),
    recordOf(given, 'disposition', {
      inputs: { inspection, quantity, currency: answers.terms.currency, ways: verdict.ways },
      thresholds: ['refurbishPercent', 'outletPercent', 'liquidatePercent'],
      result: { guard: verdict.guard, disposition: verdict.disposition, asks: verdict.asks },
    }),
  ];
  const body: ReturnBody = { ...rest, known: answers, state: 'INSPECTED', inspection, risk, verdict };
  if (given.mode === 'shadow')
    return waiting(given, { ...body, next: { at: now, outcome: 'shadow' } }, decisions);
  const step = given.mode === 'advise' ? 'proposal' : verdict.asks;
  if (step === undefined) return decideByRule(given, body, decisions);
  const held: Report = {
    class: 'RETURN_REFUND_HELD',
    subject: request.rmaId,
    summary: `The refund of return ${request.rmaId} is held: risk ${risk.score}${verdict.guard === undefined ? '' : `, ${verdict.guard}`}.`,
  };
  const isHeld = step === 'fraud' && !body.reports.some(({ class: name }) => name === held.class);
  return waiting(
    given,
    asking(given, { ...body, reports: isHeld ? [...body.reports, held] : body.reports }, step),
    decisions,
  );
}

/** A question is open, or photos are waited for. */
function awaitWord(given: ReturnCase): Look {
  const { body, now } = given;
  const { ask, photosUntil, verdict } = body;
  if (photosUntil !== undefined) {
    if (now <= photosUntil) return { body: { ...body, next: { at: justAfter(photosUntil) } }, decisions: [] };
    return {
      body: asking(given, body, verdict?.asks ?? 'review'),
      decisions: [],
    };
  }
  const word = given.words.find(({ step, round }) => step === ask?.step && round === ask.round);
  if (!word || !ask)
    return { body: { ...body, next: { at: minutesLater(now, RECHECK_MINUTES) } }, decisions: [] };
  if (word.option === 'EXPIRED' && (ask.step === 'review' || ask.step === 'fraud'))
    return { body: asking(given, body, 'manager'), decisions: [] };
  return decideByWord(given, word);
}
