import type { Grade, ReturnReason } from '../../../../events/returns.ts';
import { localDate } from '../../../domain/calendar.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { Look, Part, ReturnBody, ReturnCase } from '../contract.ts';
import { actionFor, actions, bestOf, eligibilityOf, needNotCome, paidFor } from './eligibility.ts';
import { minutesLater, planned } from './look.ts';
import { labelPart, owed, refundPart, talkPart, tellParts } from './parts.ts';
import { RISK_THRESHOLDS, recordOf } from './record.ts';
import { share, waysOf } from './recovery.ts';
import { riskOf } from './risk.ts';

/** A missing master record is looked for again after this long; a person owns its case meanwhile. */
const RECHECK_MINUTES = 240;
const DAY_MINUTES = 1_440;

/** Reasons that say the goods are not whole; before anybody has seen them they are taken for repairable. */
const FAULTY: readonly ReturnReason[] = ['DA', 'DM', 'DR', 'DT', 'PS', 'PW'];
const presumedGrade = (reason: ReturnReason): Grade => (FAULTY.includes(reason) ? 'D' : 'B');

/** Says whether a return may come, or need not, and what the customer gets for it. */
export function authorize(given: ReturnCase): Look {
  const { body, answers, limits } = given;
  if (!answers) return { body, decisions: [], waits: true };
  const known = { ...body, known: answers };
  const { request } = body;
  const eligibility = eligibilityOf(request, answers, limits);
  const judged = recordOf(given, 'eligibility', {
    inputs: {
      requestedAt: request.requestedAt,
      reason: request.reason,
      opened: request.opened,
      quantity: request.quantity,
      sale: answers.sale,
      hygiene: answers.terms?.hygiene,
      hazard: answers.terms?.hazard,
    },
    thresholds: ['windowDays', 'transitDays'],
    result: eligibility,
  });
  if (!eligibility.eligible) return deny(given, known, eligibility, judged);
  if (!answers.terms) return withoutTerms(given, known);
  return allow(given, known, judged);
}

function deny(
  given: ReturnCase,
  body: ReturnBody,
  { code, cause }: { readonly code: 'RT' | 'EW' | 'NR' | 'IN' | 'IO'; readonly cause: string },
  judged: DecisionRecord,
): Look {
  const denied: ReturnBody = { ...body, state: 'DENIED', denial: { code, cause, by: 'rule' } };
  return planned(given, denied, [judged], {
    parts: tellParts(denied, 'return denied', { code, cause }),
    announces: ['denied'],
    leadsTo: { state: 'DENIED', next: { at: given.now, outcome: 'denied' } },
  });
}

function withoutTerms(given: ReturnCase, body: ReturnBody): Look {
  const { sku, rmaId } = body.request;
  const report = {
    class: 'CHECK_FAILED' as const,
    subject: 'terms',
    summary: `Return ${rmaId} waits: the ERP has no return terms for ${sku}. Add them there; the return goes on within ${RECHECK_MINUTES} minutes.`,
  };
  const reports = body.reports.some(({ subject }) => subject === 'terms')
    ? body.reports
    : [...body.reports, report];
  return {
    body: { ...body, reports, next: { at: minutesLater(given.now, RECHECK_MINUTES) } },
    decisions: [],
  };
}

function allow(given: ReturnCase, body: ReturnBody, judged: DecisionRecord): Look {
  const { now, limits, calendar, currency } = given;
  const { request, known = {} } = body;
  const { terms } = known;
  const today = localDate(calendar.zone, now);
  const value = paidFor(request.quantity, known, request.orderLineId) ?? { minor: 0, currency };
  const risk = riskOf({ request, known, parcels: [], today }, limits);
  const ways = terms ? waysOf(presumedGrade(request.reason), request.quantity, terms, limits, today) : [];
  const cost = share(request.quantity, (terms?.freightCost ?? 0) + (terms?.handlingCost ?? 0), 100);
  const facts = { value: value.minor, cost, best: bestOf(ways), risk: risk.score };
  const staysAway = needNotCome(facts, limits);
  const action = actionFor(request.wants, staysAway);
  const { order } = known;
  const scanRefund =
    !staysAway &&
    actions[action].refunds &&
    (order?.serviceTier ?? Number.POSITIVE_INFINITY) <= limits.scanTier.value &&
    value.minor <= limits.scanValue.value;
  const decisions = [
    judged,
    recordOf(given, 'risk', {
      inputs: { parts: risk.parts },
      thresholds: RISK_THRESHOLDS,
      result: risk.score,
    }),
    recordOf(given, 'no-return', {
      inputs: { ...facts, ways, wants: request.wants },
      thresholds: ['noReturnValue', 'noReturnPercent', 'noReturnRisk'],
      result: { staysAway, action },
    }),
    recordOf(given, 'refund-on-scan', {
      inputs: { tier: order?.serviceTier, value: value.minor },
      thresholds: ['scanTier', 'scanValue'],
      result: scanRefund,
    }),
  ];
  const expiresAt = minutesLater(now, limits.expiryDays.value * DAY_MINUTES);
  const allowed: ReturnBody = {
    ...body,
    state: 'AUTHORIZED',
    authorizedAt: now,
    expiresAt,
    risk,
    action,
    scanRefund,
  };
  if (!staysAway)
    return planned(given, allowed, decisions, {
      parts: [labelPart(allowed)],
      announces: ['authorized'],
      leadsTo: { state: 'LABELED', next: { at: justAfter(expiresAt) } },
    });

  const { refunds, replaces } = actions[action];
  const refund = refunds ? owed(given, value, 'NO_RETURN') : undefined;
  const parts: Part[] = [
    ...(refund ? [refundPart(allowed, refund)] : []),
    ...(replaces
      ? [
          talkPart(
            'replacement',
            allowed,
            `send a replacement for return ${request.rmaId}`,
            minutesLater(now, DAY_MINUTES),
          ),
        ]
      : []),
    ...tellParts(allowed, 'goods may be kept', { action }),
  ];
  return planned(given, { ...allowed, ...(refund ? { refund } : {}) }, decisions, {
    parts,
    announces: ['authorized'],
    leadsTo: { state: 'REFUNDED', next: { at: now, outcome: refunds ? 'refunded' : 'replaced' } },
  });
}

/** A deadline is inside: what follows it begins a millisecond later. */
export const justAfter = (moment: string): string => new Date(Date.parse(moment) + 1).toISOString();
