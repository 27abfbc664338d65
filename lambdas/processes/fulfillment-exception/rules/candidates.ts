import type { Resolution } from '../../../../events/fulfillment.ts';
import type { FulfillmentSettings } from '../../../domain/tenant.ts';
import type { AffectedLine, AskStep, ExceptionCase } from '../contract.ts';
import { isAboutGoods } from './affected.ts';
import { nextCarrier } from './carriers.ts';
import { ladderOf, type Rung } from './ladder.ts';
import { isWeightOff } from './shares.ts';
import {
  backOrder,
  cancelUnits,
  noSteps,
  pickElsewhere,
  rebook,
  relabel,
  renewPayment,
  replace,
  splitOff,
} from './steps.ts';

/** One way an exception may end. The first that may be done without asking is done. */
export interface Candidate {
  readonly resolution: Resolution;
  /** A person may choose it. */
  readonly offered: boolean;
  /** It can be carried out now. */
  readonly possible: boolean;
  /** It is done without asking. */
  readonly fits: boolean;
  readonly steps: () => typeof noSteps;
}

export interface Candidates {
  readonly list: readonly Candidate[];
  /** Who is asked when none fits. */
  readonly asks?: AskStep;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly thresholds: readonly (keyof FulfillmentSettings)[];
}

/** What may become of an exception, in the order of rule 5.9. */
export function candidatesOf(given: ExceptionCase, lines: readonly AffectedLine[]): Candidates {
  const { type } = given.body.exception;
  const [line] = lines;
  if (isAboutGoods(type) && line) return goods(given, line);
  switch (type) {
    case 'CARRIER_MISS':
    case 'LATE_CUTOFF':
      return carriers(given, lines);
    case 'SCAN_FAIL':
    case 'LABEL_FAIL':
      return labels(given, lines);
    case 'PAYMENT_HOLD':
      return payment(given, lines);
    case 'WEIGHT_MISMATCH':
      return weight(given, lines);
    default:
      return address(given, lines);
  }
}

/** Steps 1 and 2 are done; 3 to 5 under their limits, else somebody is asked; 6 and 7 when there is nothing to ask about. */
function goods(given: ExceptionCase, line: AffectedLine): Candidates {
  if (line.short === 0)
    return {
      list: [{ ...waiting(given, [line]), fits: true }],
      facts: { missing: 0, allocated: line.allocated },
      thresholds: [],
    };
  const rungs = ladderOf(given, line);
  const isQuestion = rungs.some(({ resolution, possible }) => ASKED.includes(resolution) && possible);
  const list = rungs.map((rung): Candidate => {
    const { resolution, possible } = rung;
    const isLast = resolution === 'BACK_ORDER' || resolution === 'CANCEL_LINE';
    return {
      resolution,
      possible,
      offered: possible && (isLast || ASKED.includes(resolution)),
      fits: rung.fits && !(isLast && isQuestion),
      steps: () => stepsOf(given, line, rung),
    };
  });
  return {
    list,
    asks: 'ladder',
    facts: { missing: line.short, rungs: rungs.map(({ picks: _, ...rung }) => rung) },
    thresholds: ['siteCostShare', 'substitutePriceShare', 'splitValue'],
  };
}
const ASKED: readonly Resolution[] = ['OTHER_SITE', 'SUBSTITUTE', 'SPLIT'];

function stepsOf(given: ExceptionCase, line: AffectedLine, rung: Rung): typeof noSteps {
  switch (rung.resolution) {
    case 'OTHER_BIN':
    case 'OTHER_LOT':
      return pickElsewhere(given, line, rung.picks ?? []);
    case 'OTHER_SITE':
    case 'SUBSTITUTE':
      return replace(given, line, rung);
    case 'SPLIT':
      return splitOff(given, line);
    case 'CANCEL_LINE':
      return cancelUnits(given, [line]);
    default:
      return backOrder(given, [line]);
  }
}

/** The next carrier that keeps the promise; else the promise is looked at (5.10). */
function carriers(given: ExceptionCase, lines: readonly AffectedLine[]): Candidates {
  const { next, facts } = nextCarrier(given, lines);
  const promise = { steps: [], asks: [{ kind: 'promise' as const }] };
  return {
    list: [
      automatic('NEXT_CARRIER', next !== undefined, () => (next ? rebook(given, next) : noSteps)),
      automatic('PROMISE_REVIEW', true, () => promise),
    ],
    facts,
    thresholds: ['packMinutes'],
  };
}

/** A label that failed is printed anew; one that cannot be scanned is scanned again, and then somebody looks at it. */
function labels(given: ExceptionCase, lines: readonly AffectedLine[]): Candidates {
  const { scan, type } = given.body.exception;
  const failures = scan?.failures ?? 0;
  const isEarly = type === 'SCAN_FAIL' && failures < given.limits.labelCheckScans.value;
  return {
    list: [
      { ...choice('RELABEL', () => relabel(given)), fits: type === 'LABEL_FAIL' },
      { ...choice('RESCAN', () => noSteps), fits: isEarly },
      waiting(given, lines),
    ],
    asks: 'label-check',
    facts: { failures },
    thresholds: ['labelCheckScans', 'patternScans'],
  };
}

/** An authorization that ran out is renewed once; a hold that stands is for a person. */
function payment(given: ExceptionCase, lines: readonly AffectedLine[]): Candidates {
  const { order } = given.answers;
  const authorizationId = order?.payment?.authorizationId;
  const mayRenew = authorizationId !== undefined && given.body.declined !== true;
  return {
    list: [
      automatic('PAYMENT_RENEWED', mayRenew, () => renewPayment(given, authorizationId ?? '')),
      { ...choice('CLEARED', () => noSteps), possible: !isHeld(given, 'payment') },
      waiting(given, lines),
      choice('CANCEL_LINE', () => cancelUnits(given, lines)),
    ],
    asks: 'payment',
    facts: { holds: order?.holds, authorizationId, declined: given.body.declined ?? false },
    thresholds: [],
  };
}

function address(given: ExceptionCase, lines: readonly AffectedLine[]): Candidates {
  const isLabeled = given.body.exception.shipment?.labelId !== undefined;
  return {
    list: [
      {
        ...choice('CLEARED', () => (isLabeled ? relabel(given) : noSteps)),
        possible: !isHeld(given, 'address'),
      },
      waiting(given, lines),
      choice('CANCEL_LINE', () => cancelUnits(given, lines)),
    ],
    asks: 'address',
    facts: { holds: given.answers.order?.holds },
    thresholds: [],
  };
}

/** More than a share off, or more than so many grams (rule 5.9): the parcel is opened, or its weight is right. */
function weight(given: ExceptionCase, lines: readonly AffectedLine[]): Candidates {
  const { weightShare, weightGrams } = given.limits;
  const weighed = given.body.exception.weight ?? { expectedGrams: 0, actualGrams: 0 };
  const isOff = isWeightOff(weighed, weightShare.value, weightGrams.value);
  return {
    list: [
      automatic('WITHIN_TOLERANCE', !isOff, () => noSteps),
      choice('REPACK', () => noSteps),
      choice('ACCEPT_WEIGHT', () => relabel(given)),
      waiting(given, lines),
    ],
    asks: 'weight',
    facts: { ...weighed, isOff },
    thresholds: ['weightShare', 'weightGrams'],
  };
}

function isHeld({ answers: { order } }: ExceptionCase, kind: 'payment' | 'address'): boolean {
  return order?.holds.some((hold) => hold.kind === kind) ?? false;
}

const choice = (resolution: Resolution, steps: Candidate['steps']): Candidate => ({
  resolution,
  offered: true,
  possible: true,
  fits: false,
  steps,
});

const automatic = (resolution: Resolution, fits: boolean, steps: Candidate['steps']): Candidate => ({
  resolution,
  offered: false,
  possible: fits,
  fits,
  steps,
});

/** The safe end of everything: nothing leaves, and the order gets a new date. */
const waiting = (given: ExceptionCase, lines: readonly AffectedLine[]): Candidate =>
  choice('BACK_ORDER', () => backOrder(given, lines));
