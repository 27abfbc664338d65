import { DamageDisposition, type PackState } from '../../../../events/damage.ts';
import type { DamageBody, DamageCase, Look, LookCase, TaskFact } from '../contract.ts';

type Heard = Pick<Look, 'body' | 'cases' | 'announces'>;

/** What people said since the last look becomes part of the damage. An answer counts once, whatever is repeated. */
export function absorb(given: LookCase): Heard {
  const start: Heard = { body: given.body, cases: [], announces: [] };
  return given.answers
    .filter(({ taskId }) => !given.body.heard.includes(taskId))
    .reduce<Heard>((heard, answer) => {
      const { body, cases, announces } = heard;
      const rounds = { ...body.rounds, [answer.step]: (body.rounds[answer.step] ?? 0) + 1 };
      const known = { ...body, rounds, heard: [...body.heard, answer.taskId] };
      if (answer.option === 'EXPIRED') {
        const late = expired(known, answer);
        return { body: late.body, cases: [...cases, late.case], announces };
      }
      const isFiled = answer.step === 'claim' && answer.option === 'FILED';
      return {
        body: said(known, answer, given.currency),
        cases,
        announces: isFiled ? [...announces, 'claim-filed'] : announces,
      };
    }, start);
}

function said(body: DamageBody, { step, option, by, form }: TaskFact, currency: string): DamageBody {
  switch (step) {
    case 'stock':
      return option === 'RETRY' ? { ...body, stockMissing: false } : { ...body, outcome: 'not-found' };
    case 'evidence':
      return option === 'PROVIDED' ? withEvidence(body, form) : { ...body, evidenceClosed: true };
    case 'assess':
      return { ...withParties(body, form), decided: { option: DamageDisposition.parse(option), by, form } };
    case 'rework':
      return option === 'REWORKED' && body.decided
        ? { ...body, decided: { ...body.decided, by, form } }
        : without(body, 'decided');
    case 'claim':
      return withClaim(body, { option, by, form }, currency);
    case 'notice':
      return body;
    case 'proposal':
      return { ...body, outcome: 'advise' };
  }
}

/** What was given replaces what was reported; the damage is assessed anew. */
function withEvidence(body: DamageBody, form: TaskFact['form']): DamageBody {
  const { photo, foundBy, packState, notedOnDelivery } = form;
  const known = withParties(body, form);
  const { report } = known;
  return without(
    {
      ...known,
      report: {
        ...report,
        ...(typeof photo === 'string' ? { evidence: [...report.evidence, photo] } : {}),
        ...(typeof foundBy === 'string' ? { foundBy } : {}),
        ...(typeof packState === 'string' ? { packState: packState as PackState } : {}),
        ...(typeof notedOnDelivery === 'boolean' ? { notedOnDelivery } : {}),
      },
    },
    'assessment',
  );
}

/** Shipment and supplier, where the report lacked them and the form asked. */
function withParties(body: DamageBody, { shipmentId, supplierId }: TaskFact['form']): DamageBody {
  return {
    ...body,
    report: {
      ...body.report,
      ...(typeof shipmentId === 'string' ? { shipmentId } : {}),
      ...(typeof supplierId === 'string' ? { supplierId } : {}),
    },
  };
}

function withClaim(
  body: DamageBody,
  { option, by, form }: Pick<TaskFact, 'option' | 'by' | 'form'>,
  currency: string,
): DamageBody {
  const claim = body.claim ?? { state: 'DRAFTED' as const };
  const reference = typeof form.reference === 'string' ? { claimId: form.reference } : {};
  switch (option) {
    case 'FILED':
      return { ...body, claim: { ...claim, ...reference, state: 'FILED', filedBy: by } };
    case 'FILE':
      return { ...withParties(body, form), claim: { ...claim, state: 'TO_FILE', filedBy: by } };
    case 'NO_CLAIM':
      return { ...body, claim: { ...claim, state: 'WITHDRAWN' } };
    case 'SETTLED':
      return {
        ...body,
        claim: {
          ...claim,
          state: 'SETTLED',
          paid: { minor: Number(form.paidMinor), currency: body.assessment?.value.currency ?? currency },
        },
      };
    case 'REFUSED':
      return { ...body, claim: { ...claim, state: 'REFUSED' } };
    default:
      return { ...body, decided: { option: 'FOUND_GOOD', by, form }, carriedOut: false };
  }
}

/** Nobody answered in time: nothing is decided, posted or filed for it (N20). */
function expired(body: DamageBody, { step, taskId }: TaskFact): { body: DamageBody; case: DamageCase } {
  const { damageId } = body.report;
  if (step === 'notice' || (step === 'claim' && body.claim?.state !== 'FILED'))
    return {
      body: step === 'claim' ? { ...body, claim: { ...body.claim, state: 'LAPSED' } } : body,
      case: missedWindow(damageId, step),
    };
  const parked: DamageCase = {
    class: 'DECISION_PARKED',
    subject: taskId,
    summary: `Nobody decided about ${step} of damage ${damageId} in time: the goods stay blocked until somebody does.`,
  };
  if (step === 'claim') return { body: { ...body, claim: { ...body.claim, state: 'LAPSED' } }, case: parked };
  if (step === 'proposal') return { body: { ...body, outcome: 'advise' }, case: parked };
  return { body: { ...(step === 'rework' ? without(body, 'decided') : body), parked: true }, case: parked };
}

export function missedWindow(damageId: string, what: 'notice' | 'claim'): DamageCase {
  return {
    class: 'CLAIM_WINDOW_MISSED',
    subject: what,
    summary: `The time for the ${what} about damage ${damageId} passed and nobody used it: the loss stays with us.`,
  };
}

export function without<Field extends 'decided' | 'assessment' | 'writtenOff' | 'plan'>(
  body: DamageBody,
  field: Field,
): DamageBody {
  const { [field]: _, ...rest } = body;
  return rest as DamageBody;
}
