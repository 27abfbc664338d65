import { type DenialCode, Disposition } from '../../../../events/returns.ts';
import { addBusinessMinutes } from '../../../domain/calendar.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { Look, Outcome, Report, ReturnBody, ReturnCase, Word } from '../contract.ts';
import { actions, paidFor } from './eligibility.ts';
import { minutesLater, planned, waiting } from './look.ts';
import { disposalOf, owed, refundPart, stockParts, supplierPart, talkPart, tellParts } from './parts.ts';
import { recordOf } from './record.ts';
import { share } from './recovery.ts';

const DAY_MINUTES = 1_440;

/** Nobody needs to be asked: goods go their way and the customer gets what was agreed. */
export function decideByRule(
  given: ReturnCase,
  body: ReturnBody,
  decisions: readonly DecisionRecord[],
): Look {
  return dispose(given, body, decisions, { disposition: body.verdict?.disposition ?? 'HOLD', percent: 100 });
}

/** A person decided, or nobody did in time: then everything stays where it is safe. */
export function decideByWord(given: ReturnCase, word: Word): Look {
  const { now, calendar, limits } = given;
  const { ask: _, ...body } = given.body;
  const decisions = [recordOf(given, 'answer', { inputs: { ...word }, thresholds: [], result: word.option })];
  if (word.step === 'proposal')
    return waiting(given, { ...body, next: { at: now, outcome: 'advise' } }, decisions);
  const disposition = body.verdict?.disposition ?? 'HOLD';
  switch (word.option) {
    case 'ACCEPT':
      return dispose(given, body, decisions, { disposition, percent: 100 });
    case 'CHANGE_DISPOSITION':
      return dispose(given, body, decisions, {
        disposition: Disposition.parse(word.form.disposition),
        percent: 100,
      });
    case 'PARTIAL_REFUND':
      return dispose(given, body, decisions, { disposition, percent: Number(word.form.percent) });
    case 'DENY': {
      const denial = { code: word.form.code as DenialCode, cause: 'DECISION', by: word.by };
      return dispose(given, { ...body, denial }, decisions, { disposition: 'HOLD', percent: 0 });
    }
    case 'REQUEST_PHOTOS': {
      const photosUntil = addBusinessMinutes(calendar, now, limits.photoMinutes.value);
      const subject = `ask for photos of return ${body.request.rmaId}`;
      return planned(given, { ...body, photosUntil }, decisions, {
        parts: [talkPart('photos', body, subject, photosUntil)],
        announces: [],
        leadsTo: { state: body.state, next: { at: now } },
      });
    }
    default:
      return park(given, body, decisions);
  }
}

function park({ now, ...given }: ReturnCase, body: ReturnBody, decisions: readonly DecisionRecord[]): Look {
  const report: Report = {
    class: 'DECISION_PARKED',
    subject: body.request.rmaId,
    summary: `Nobody decided on the refund of return ${body.request.rmaId} in time; its goods stay in hold and no money has moved.`,
  };
  const parked = {
    ...body,
    reports: [...body.reports, report],
    next: { at: now, outcome: 'parked' as const },
  };
  return waiting({ now, ...given }, parked, decisions);
}

/** Stock, the books of others, money, record, card and supplier are parts of their own; the percentage is of what was paid, rounded down. */
function dispose(
  given: ReturnCase,
  body: ReturnBody,
  decisions: readonly DecisionRecord[],
  { disposition, percent }: { readonly disposition: Disposition; readonly percent: number },
): Look {
  const { now, currency } = given;
  const { request, inspection, known = {}, action: agreed = 'CREDIT' } = body;
  const action = body.denial ? 'RETURN_TO_CUSTOMER' : agreed;
  const { refunds, replaces } = actions[action];
  const received = body.parcels.reduce((sum, parcel) => sum + parcel.quantity, 0);
  const paid = paidFor(Math.min(received, request.quantity), known, request.orderLineId);
  const amount = { minor: share(1, paid?.minor ?? 0, percent), currency: paid?.currency ?? currency };
  // Money that was given on the scan is never taken back, nor given twice.
  const refund = body.refund ?? (refunds && amount.minor > 0 ? owed(given, amount, 'INSPECTION') : undefined);
  const isOwed = refund !== undefined && refund.refundId === undefined;
  const isDamaged = inspection?.damaged === true && (inspection.grade === 'D' || inspection.grade === 'E');
  // Damage is followed up by one process: what a supplier takes back waits for it in hold, whole or not.
  const isOurs = disposition !== 'QUARANTINE' && disposition !== 'RTV';
  const goesDown = isDamaged && !body.denial && isOurs;
  const movements = disposalOf({ ...given, body }, disposition, goesDown);
  const reasonCode = disposition === 'RESTOCK' && !goesDown ? 'RETURN_RESTOCK' : 'RETURN_DISPOSAL';
  const disposed: ReturnBody = {
    ...body,
    state: 'DISPOSED',
    action,
    ...(inspection ? { disposed: { disposition, grade: inspection.grade } } : {}),
    ...(refund ? { refund } : {}),
  };
  const outcome: Outcome = body.denial ? 'refused' : refund ? 'refunded' : 'kept';
  return planned(given, disposed, decisions, {
    movements,
    reasonCode,
    damaged: goesDown,
    parts: [
      ...stockParts(given, movements, reasonCode),
      ...(isOwed ? [refundPart(body, refund)] : []),
      ...(replaces
        ? [
            talkPart(
              'replacement',
              body,
              `send a replacement for return ${request.rmaId}`,
              minutesLater(now, DAY_MINUTES),
            ),
          ]
        : []),
      ...tellParts(body, body.denial ? 'return denied after inspection' : 'return done', {
        action,
        ...(inspection ? { grade: inspection.grade, disposition } : {}),
        ...(body.denial ? { code: body.denial.code } : {}),
      }),
      ...(disposition === 'RTV' ? supplierPart(body, received, currency) : []),
    ],
    announces: [
      ...(inspection ? (['disposed'] as const) : []),
      ...(body.denial ? (['denied'] as const) : []),
    ],
    leadsTo: { state: refund ? 'REFUNDED' : 'DISPOSED', next: { at: now, outcome } },
  });
}
