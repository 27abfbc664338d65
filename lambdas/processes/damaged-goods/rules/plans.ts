import type { Adjustment } from '../../../../events/damage.ts';
import type { Money } from '../../../domain/money.ts';
import { takenBack } from '../../../domain/site-book.ts';
import type { Movement } from '../../../store/ports.ts';
import type { Claim, DamageBody, DamageOutcome, Decided, LookCase } from '../contract.ts';
import type { DamagePlan, PlannedCall } from '../plan.ts';
import { adjustmentsOf, reasonOf } from './adjustment.ts';
import { bookCalls, statusCalls, withBooked } from './stock-calls.ts';

/** What each step asks the outside to do. Pure: the same damage gives the same plan with the same keys. */

interface Steps {
  readonly kind: DamagePlan['kind'];
  readonly moves?: readonly Omit<Movement, 'effectKey'>[];
  readonly calls?: readonly PlannedCall[];
  readonly publishes?: readonly string[];
  readonly after: DamagePlan['after'];
  readonly onRefusal: DamagePlan['onRefusal'];
  readonly reason?: Adjustment['reason'];
}

function planFor({ processId, body }: LookCase, steps: Steps): DamagePlan {
  const planId = String(body.looks + 1);
  const { kind, moves = [], calls = [], publishes = [], after, onRefusal } = steps;
  const reason = steps.reason ?? reasonOf(body.report);
  const movements = moves.map((move, index) => ({
    ...withBooked(move, body.report),
    effectKey: `${processId}#${planId}#${index + 1}`,
  }));
  return {
    planId,
    kind,
    movements,
    reasonCode: `DAMAGE_${reason}`,
    calls: [
      ...statusCalls(processId, movements, reason),
      ...bookCalls(processId, movements, reason),
      ...calls,
    ],
    publishes,
    after,
    adjustments: adjustmentsOf(movements, reason),
    onRefusal,
  };
}

/** Out of whatever bucket they are in, into `damaged`; the shop hears of units it can no longer sell (rule 5.7). */
export function quarantinePlan(given: LookCase): DamagePlan {
  const { sku, lot, quantity, bucket } = given.body.report;
  const isElsewhere = bucket !== undefined && bucket !== 'damaged';
  const goods = { sku, ...(lot === undefined ? {} : { lot }), quantity };
  return planFor(given, {
    kind: 'quarantine',
    moves: isElsewhere ? [{ ...goods, from: bucket, to: 'damaged' }] : [],
    publishes: bucket === 'available' ? [sku] : [],
    after: { quarantinedAt: given.now },
    // Goods stay quarantined whatever a system says: a refusal is a case of its own.
    onRefusal: 'keep',
  });
}

const outcomes: Readonly<Partial<Record<Decided['option'], DamageOutcome>>> = {
  DOWNGRADE: 'downgraded',
  RTV: 'returned',
  DONATE: 'donated',
  DISPOSE: 'disposed',
};

/** What was decided, done: goods move or leave, their value is written off, a claim is filed or drafted. */
export function carryOutPlan(given: LookCase, value: Money, decided: Decided): DamagePlan {
  const { body } = given;
  const { report } = body;
  const { option, form } = decided;
  const { sku, lot, quantity } = report;
  const goods = { sku, ...(lot === undefined ? {} : { lot }), quantity };
  const leaves = option !== 'CARRIER_CLAIM' && !body.isGone;
  const toSku = option === 'DOWNGRADE' ? String(form.toSku) : undefined;
  const writeOff = writeOffOf(given, value, decided);
  const outcome = outcomes[option] ?? (body.isGone ? 'claimed' : undefined);
  const claim = claimCall(given, value, decided);
  return planFor(given, {
    kind: 'carry-out',
    moves: [
      ...(leaves ? [{ ...goods, from: 'damaged' as const, to: null }] : []),
      ...(toSku === undefined ? [] : [{ sku: toSku, quantity, from: null, to: 'available' as const }]),
    ],
    calls: [...(writeOff ? [writeOff.call] : []), ...(claim ? [claim.call] : [])],
    publishes: toSku === undefined ? [] : [toSku],
    after: {
      carriedOut: true,
      isGone: body.isGone || leaves,
      ...(writeOff ? { writtenOff: writeOff.amount } : {}),
      ...(claim ? { claim: claim.after } : {}),
      ...(outcome === undefined ? {} : { outcome }),
    },
    reason: reasonOf(report, { option, cause: form.cause }),
    onRefusal: 'take-back',
  });
}

/** Value at cost less what is still got for the goods; goods outside our books have no value in them. */
function writeOffOf(
  { processId, body }: LookCase,
  value: Money,
  { option, form }: Decided,
): { readonly call: PlannedCall; readonly amount: Money } | undefined {
  const recovered = option === 'DOWNGRADE' ? Number(form.recoveredMinor) : 0;
  const amount = { ...value, minor: Math.max(0, value.minor - recovered) };
  const { report } = body;
  if (body.writtenOff || amount.minor === 0 || report.bucket === undefined) return undefined;
  const { sku, quantity } = report;
  return {
    amount,
    call: {
      id: 'write-off',
      system: 'finance',
      operation: 'writeOffStock',
      direction: 'do',
      input: { reference: processId, account: `DAMAGE_${option}`, sku, quantity, amount },
      makes: { id: 'write-off', undo: 'reverseWriteOff', names: 'writeOffId', reason: 'found good' },
    },
  };
}

/** A return to the supplier is claimed there; a claim on a carrier is drafted, and a person files it. */
function claimCall(
  given: LookCase,
  value: Money,
  { option, by }: Decided,
): { readonly call: PlannedCall; readonly after: Claim } | undefined {
  const { claim } = given.body;
  if (claim && claim.state !== 'DRAFTED') return undefined;
  if (option === 'RTV')
    return {
      call: supplierClaim(given, value),
      after: { state: 'FILED', filedBy: by },
    };
  if (option !== 'CARRIER_CLAIM' || claim) return undefined;
  return { call: carrierDraft(given, value), after: { state: 'DRAFTED' } };
}

const WITHDRAWN = { undo: 'withdrawClaim', names: 'claimId', reason: 'not claimed anymore' } as const;

function supplierClaim({ processId, body }: LookCase, value: Money): PlannedCall {
  const { sku, quantity, supplierId } = body.report;
  return {
    id: 'claim',
    system: 'supplier-portal',
    operation: 'fileClaim',
    direction: 'do',
    input: {
      reference: processId,
      supplierId,
      reason: 'DAMAGED',
      lines: [{ effectKey: `${processId}#claim`, sku, quantity, value }],
    },
    makes: { id: 'claim', ...WITHDRAWN },
  };
}

function carrierDraft({ body }: LookCase, amount: Money): PlannedCall {
  const { shipmentId, packState } = body.report;
  return {
    id: 'claim',
    system: 'tms',
    operation: 'draftClaim',
    direction: 'do',
    input: { shipmentId, reason: `DAMAGED, pack ${packState}`, amount },
    makes: { id: 'claim', ...WITHDRAWN },
  };
}

/** At 80 % of the window: a draft where the carrier platform can keep one (rule 5.7). */
export function draftPlan(given: LookCase, value: Money): DamagePlan {
  // One the platform refuses is filed on paper: the person is asked all the same.
  return planFor(given, {
    kind: 'claim',
    calls: [carrierDraft(given, value)],
    after: { claim: { state: 'DRAFTED' } },
    onRefusal: 'keep',
  });
}

/** A person said to file it. */
export function filePlan(given: LookCase, value: Money): DamagePlan {
  const { filedBy } = given.body.claim ?? {};
  return planFor(given, {
    kind: 'claim',
    calls: [supplierClaim(given, value)],
    after: { claim: { state: 'FILED', ...(filedBy === undefined ? {} : { filedBy }) } },
    onRefusal: 'keep',
  });
}

/** Takes back the claim that stands. */
export function withdrawPlan(given: LookCase): DamagePlan {
  return planFor(given, {
    kind: 'withdraw',
    calls: undoCalls(given.body, ['claim']),
    after: {},
    onRefusal: 'stop',
  });
}

/** Found good on a second look, or made good: what was claimed and written off is taken back, and the goods can be sold again. */
export function restorePlan(given: LookCase, outcome: DamageOutcome): DamagePlan {
  const { report, isGone } = given.body;
  const { sku, lot, quantity } = report;
  return planFor(given, {
    kind: 'restore',
    moves: isGone
      ? []
      : [{ sku, ...(lot === undefined ? {} : { lot }), quantity, from: 'damaged', to: 'available' }],
    calls: undoCalls(given.body, ['claim', 'write-off']),
    publishes: isGone ? [] : [sku],
    after: { carriedOut: true, outcome },
    onRefusal: 'stop',
  });
}

function undoCalls({ effects }: DamageBody, ids: readonly string[]): readonly PlannedCall[] {
  return effects
    .filter(({ id }) => ids.includes(id))
    .toReversed()
    .map(({ id, system, undo }) => ({ id: `undo-${id}`, system, direction: 'undo', ...undo, ends: id }));
}

/** The opposite of what a refused plan has done, last done first; a claim or write-off that was refused is not in `answers`. */
export function takeBackPlan(
  plan: DamagePlan,
  answers: ReadonlyMap<string, Record<string, unknown>>,
): DamagePlan {
  const { published: _, ...asked } = plan;
  return {
    ...asked,
    planId: `${plan.planId}-undo`,
    kind: 'take-back',
    movements: plan.movements.toReversed().map(takenBack),
    calls: plan.calls.toReversed().flatMap(({ id, system, makes }) => {
      const named = makes && answers.get(id)?.[makes.names];
      if (!makes || named === undefined) return [];
      const input = { [makes.names]: named, reason: 'another system refused the disposition' };
      return [{ id: `undo-${id}`, system, operation: makes.undo, direction: 'undo' as const, input }];
    }),
    after: {},
    adjustments: [],
    onRefusal: 'stop',
  };
}
