import { valueInQuestion } from '../../../domain/money.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { Assessment, DamageBody, DamageState, Look, LookCase } from '../contract.ts';
import type { Ask, DamagePlan } from '../plan.ts';
import { absorb, missedWindow, without } from './absorb.ts';
import { askAssess, askClaim, askEvidence, askNotice, askProposal, askRework, askStock } from './asks.ts';
import { missingEvidence } from './evidence.ts';
import { liabilityOf, windowsOf } from './liability.ts';
import { carryOutPlan, draftPlan, filePlan, quarantinePlan, restorePlan, withdrawPlan } from './plans.ts';
import { recordOf } from './record.ts';

/** A damage that waits for nothing else is looked at again after this long. */
const RECHECK_MINUTES = 1_440;

/** What one damage asks for now, rule 5.7: a plan to carry out, people to ask, or nothing until a moment. */
export function look(given: LookCase): Look {
  const heard = absorb(given);
  const open: LookCase = { ...given, body: given.reopened ? { ...heard.body, parked: false } : heard.body };
  const found = byHand(open) ?? (given.mode === 'act' ? blocked(open) : undefined);
  const next = found ?? assessed(open);
  return {
    asks: [],
    decisions: [],
    ...next,
    cases: [...heard.cases, ...(next.cases ?? [])],
    announces: [...heard.announces, ...(next.announces ?? [])],
  };
}

type Step = Pick<Look, 'body'> & Partial<Omit<Look, 'body'>>;

const later = (from: string, minutes: number) => new Date(Date.parse(from) + minutes * 60_000).toISOString();

/** What was parked, or could not be taken back, is over once its case is. */
function byHand({ body, settledByHand }: LookCase): Step | undefined {
  if (!settledByHand || !(body.stuck || body.parked)) return undefined;
  return { body: { ...body, outcome: body.stuck ? 'by-hand' : 'parked' }, next: { state: 'CLOSED' } };
}

/** First the goods must be out of reach; until then nothing else matters. `undefined` once they are. */
function blocked(given: LookCase): Step | undefined {
  const { body, now } = given;
  if (body.stuck) return { body, next: { state: 'STUCK', at: later(now, RECHECK_MINUTES) } };
  if (body.outcome === 'not-found') return { body, next: { state: 'CLOSED' } };
  if (body.stockMissing)
    return waitFor(given, body.parked ? 'PARKED' : 'STOCK_MISSING', body.parked ? [] : [askStock(given)]);
  if (body.quarantinedAt !== undefined) return undefined;
  const plan = quarantinePlan(given);
  const { bucket, quantity, sku } = body.report;
  const record = recordOf(given, 'quarantine', {
    inputs: { bucket: bucket ?? null, sku, quantity },
    thresholds: ['quarantineMinutes'],
    result: { moves: plan.movements.length, publishes: plan.publishes },
  });
  return planned(body, plan, [record]);
}

/** What it is worth and who answers for it, from what is known of the item and the evidence. */
function assessed(given: LookCase): Step {
  const item = given.body.item ?? given.item;
  if (!item) return { body: given.body, needsItem: true };
  if (given.body.assessment) return settled(given, given.body.assessment);
  const body: DamageBody = { ...given.body, item };
  const { report } = body;
  const liability = liabilityOf(report);
  const photoAbove = { minor: given.limits.photoValue.value, currency: given.currency };
  const assessment: Assessment = {
    party: liability.party,
    value: valueInQuestion(report.quantity, item.unitCost),
    missing: missingEvidence(report, item.unitCost, photoAbove),
    ...windowsOf(liability, report, given.calendar, given.limits),
  };
  const { place, packState, notedOnDelivery, evidence, foundAt } = report;
  const record = recordOf(given, 'assess', {
    inputs: {
      place,
      packState,
      notedOnDelivery,
      evidence: evidence.length,
      foundAt,
      unitCost: item.unitCost,
    },
    thresholds: [
      'photoValue',
      'carrierNoticeDays',
      'carrierClaimMonths',
      'supplierClaimDays',
      'supplierContractDays',
      'windowSource',
      'claimDraftShare',
    ],
    result: { row: liability.row, ...assessment },
  });
  const step = settled({ ...given, body: { ...body, assessment } }, assessment);
  return {
    ...step,
    decisions: [record, ...(step.decisions ?? [])],
    announces: ['assessed', ...(step.announces ?? [])],
  };
}

function settled(given: LookCase, assessment: Assessment): Step {
  const { body, mode } = given;
  if (mode === 'shadow') return { body: { ...body, outcome: 'shadow' }, next: { state: 'CLOSED' } };
  if (mode === 'advise')
    return body.outcome === 'advise'
      ? { body, next: { state: 'CLOSED' } }
      : waitFor(given, 'REVIEW', [askProposal(given)]);
  if (assessment.missing.length > 0 && !body.evidenceClosed && !body.parked && !body.decided)
    return waitFor(given, 'AWAITING_EVIDENCE', [askEvidence(given, assessment)]);
  return decided(given, assessment) ?? claimed(given, assessment);
}

/** What somebody decided is carried out before anything else is asked. */
function decided(given: LookCase, assessment: Assessment): Step | undefined {
  const { body } = given;
  const decision = body.carriedOut ? undefined : body.decided;
  if (!decision) return undefined;
  const isReworked = decision.option === 'REWORK' && decision.form.inspectionId !== undefined;
  if (decision.option === 'REWORK' && !isReworked) {
    return waitFor(given, 'REWORK', [askRework(given)]);
  }
  const plan =
    isReworked || decision.option === 'FOUND_GOOD'
      ? restorePlan(given, isReworked ? 'reworked' : 'found-good')
      : carryOutPlan(given, assessment.value, decision);
  const record = recordOf(given, 'dispose', {
    inputs: { option: decision.option, by: decision.by, value: assessment.value },
    thresholds: [],
    result: { moves: plan.movements.length, calls: plan.calls.map(({ id }) => id), reason: plan.reasonCode },
  });
  return planned(body, plan, [record]);
}

const OVER: readonly unknown[] = ['SETTLED', 'REFUSED', 'WITHDRAWN', 'LAPSED'];

/** A claim is drafted, filed, withdrawn or over; then what is still open of the goods is asked. */
function claimed(given: LookCase, assessment: Assessment): Step {
  const { body, now } = given;
  const { report, claim } = body;
  const { party, value, draftAt, claimUntil } = assessment;
  if (body.outcome === 'found-good' || body.outcome === 'reworked')
    return { body, next: { state: 'CLOSED' } };
  if (claim?.state === 'TO_FILE') return planned(body, filePlan(given, value), []);
  const stands = body.effects.some(({ id }) => id === 'claim');
  if (claim?.state === 'WITHDRAWN' && stands) return planned(body, withdrawPlan(given), []);
  const isDue = !claim && draftAt !== undefined && draftAt <= now;
  if (isDue && claimUntil !== undefined && claimUntil < now) {
    const missed = { ...body, claim: { state: 'LAPSED' as const } };
    const step = claimed({ ...given, body: missed }, assessment);
    return { ...step, cases: [missedWindow(report.damageId, 'claim'), ...(step.cases ?? [])] };
  }
  if (isDue) {
    const record = recordOf(given, 'draft-claim', {
      inputs: { draftAt, claimUntil: claimUntil ?? null, party },
      thresholds: ['claimDraftShare'],
      result: { drafted: true },
    });
    if (party === 'CARRIER' && report.shipmentId !== undefined)
      return planned(body, draftPlan(given, value), [record]);
    const step = claimed({ ...given, body: { ...body, claim: { state: 'DRAFTED' } } }, assessment);
    return { ...step, decisions: [record, ...(step.decisions ?? [])] };
  }
  return opened(given, assessment);
}

/** What is asked now, and when it is looked at next. */
function opened(given: LookCase, assessment: Assessment): Step {
  const { now } = given;
  const isKept =
    given.body.decided?.option === 'CARRIER_CLAIM' && given.body.carriedOut && !given.body.isGone;
  // Goods the carrier is done with have to go somewhere.
  const body =
    isKept && OVER.includes(given.body.claim?.state)
      ? { ...without(given.body, 'decided'), carriedOut: false }
      : given.body;
  const current = { ...given, body };
  const { claim, parked, carriedOut, rounds } = body;
  const { noticeUntil, draftAt, claimUntil } = assessment;
  const isWatched = claimUntil !== undefined && now <= claimUntil && !OVER.includes(claim?.state);
  const isAsked = claim?.state === 'DRAFTED' || claim?.state === 'FILED';
  const asks: Ask[] = [
    ...(noticeUntil !== undefined && noticeUntil > now && rounds.notice === undefined
      ? [askNotice(current, noticeUntil)]
      : []),
    ...(isAsked ? [askClaim(current, assessment)] : []),
    ...(carriedOut || parked ? [] : [askAssess(current, assessment)]),
  ];
  if (carriedOut && !isWatched && !isAsked) return { body, next: { state: 'CLOSED' } };
  const state: DamageState = carriedOut ? 'WATCHING' : parked ? 'PARKED' : 'REVIEW';
  const moments = [
    ...(claim || draftAt === undefined || draftAt <= now ? [] : [draftAt]),
    ...(isWatched ? [later(claimUntil, 1)] : []),
    ...(carriedOut && isWatched ? [] : [later(now, RECHECK_MINUTES)]),
  ].sort();
  const [at = later(now, RECHECK_MINUTES)] = moments;
  return { body, asks, next: { state, at } };
}

function planned(body: DamageBody, plan: DamagePlan, decisions: readonly DecisionRecord[]): Step {
  return { body: { ...body, plan }, decisions };
}

function waitFor({ body, now }: LookCase, state: DamageState, asks: readonly Ask[]): Step {
  return { body, asks, next: { state, at: later(now, RECHECK_MINUTES) } };
}
