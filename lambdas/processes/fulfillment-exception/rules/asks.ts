import type { Resolution } from '../../../../events/fulfillment.ts';
import { businessMinutesBetween } from '../../../domain/calendar.ts';
import type { Money } from '../../../domain/money.ts';
import { option, type TaskOption } from '../../../domain/task-option.ts';
import type { Ask, AskStep, ExceptionCase } from '../contract.ts';

/** What people may answer, with the effect of each in one sentence (rule 5.9). */
const OPTIONS: readonly TaskOption[] = [
  option(
    'OTHER_SITE',
    'Ship from the other site',
    'The missing units leave from the other site, at its cost and date.',
  ),
  option(
    'SUBSTITUTE',
    'Send the substitute',
    'The missing units are replaced by the other item, at its price.',
  ),
  option(
    'SPLIT',
    'Ship in two parcels',
    'What was found leaves now; the missing units follow when there is supply.',
  ),
  option('BACK_ORDER', 'Let it wait', 'Nothing of it leaves now; it waits for supply and gets a new date.'),
  option('CANCEL_LINE', 'Cancel', 'The missing units are cancelled, and the customer is told and refunded.', {
    needsComment: true,
  }),
  option('RELABEL', 'Print a new label', 'The parcel gets a new label and the old one is void.'),
  option('RESCAN', 'The label is readable', 'Nothing changes; the parcel is scanned again.'),
  option(
    'CLEARED',
    'Cleared',
    'What held the order is settled in the OMS; it goes on, with a new label if it had one.',
  ),
  option('REPACK', 'Packed anew', 'The parcel was opened and holds now what it should.'),
  option(
    'ACCEPT_WEIGHT',
    'Accept the weight',
    'The contents are right; the parcel gets a label with its own weight.',
  ),
];

const titles: Readonly<Record<AskStep, string>> = {
  ladder: 'what becomes of units that are missing',
  'label-check': 'is the label of the parcel readable',
  address: 'the address of the order is not valid',
  payment: 'the payment of the order is on hold',
  weight: 'the parcel weighs something else',
  proposal: 'what to do about the exception',
};

/** One person has until `decideBy`: a task's clock runs in business minutes, and is over no later than the process's own. */
export function askAbout(
  given: ExceptionCase,
  step: AskStep,
  choices: readonly Resolution[],
  { decideBy, value, context }: { decideBy: string; value: Money; context: Ask['context'] },
): Ask {
  const offered = choices.flatMap((choice) => OPTIONS.filter(({ code }) => code === choice));
  return ask(given, step, offered, { decideBy, value, context });
}

/** Where the site only advises, one person does what was decided (rule 4.12). */
export function proposalAsk(given: ExceptionCase, decideBy: string, context: Ask['context']): Ask {
  const done = [
    option('DONE', 'Done as proposed', 'It was done by hand.'),
    option('DONE_OTHERWISE', 'Done otherwise', 'Something else was done; the comment says what.', {
      needsComment: true,
    }),
  ];
  const value = { minor: 0, currency: given.currency };
  return ask(given, 'proposal', done, { decideBy, value, context });
}

function ask(
  given: ExceptionCase,
  step: AskStep,
  offered: readonly TaskOption[],
  { decideBy, value, context }: { decideBy: string; value: Money; context: Ask['context'] },
): Ask {
  const { body, calendar, now } = given;
  const dueMinutes = Math.max(1, businessMinutesBetween(calendar, now, decideBy));
  const { orderId, type, line } = body.exception;
  return {
    step,
    round: body.ask?.step === step ? body.ask.round + 1 : 1,
    title: `${type} of ${line?.orderLineId ?? `order ${orderId}`}: ${titles[step]}`,
    group: 'supervisor',
    options: offered,
    context,
    value,
    dueMinutes,
    reminderMinutes: Math.floor(dueMinutes / 2),
    escalations: [],
    parkMinutes: dueMinutes,
  };
}
