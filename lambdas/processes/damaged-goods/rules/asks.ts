import { approvalTier } from '../../../domain/approval.ts';
import { businessMinutesBetween } from '../../../domain/calendar.ts';
import { unitsWithin } from '../../../domain/quantity.ts';
import { formOf, option } from '../../../domain/task-option.ts';
import type { AskStep, Assessment, LookCase } from '../contract.ts';
import type { Ask } from '../plan.ts';
import { CAUSES } from './adjustment.ts';

/** The questions a damage asks people. Who found it may say what was seen, and decides nothing (rule 5.7). */

const text = (title: string) => ({ type: 'string', title, minLength: 1, maxLength: 120 });
/** What systems take for a number of theirs. */
const number = (title: string) => ({ ...text(title), pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*$' });
const sum = (title: string) => ({ type: 'integer', title, minimum: 0 });
type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const form = (properties: Fields, required: readonly string[]) => ({
  formSchema: formOf(properties, required),
});
const commented = { needsComment: true };
const inspection = { inspectionId: text('Number of the inspection record') };
const foundGood = option(
  'FOUND_GOOD',
  'Found good on a second look',
  'The goods can be sold again; what was written off or claimed is taken back.',
  { ...form(inspection, ['inspectionId']), roles: ['quality', 'supervisor', 'inventory-manager'] },
);

export function askStock(given: LookCase): Ask {
  return ask(given, 'stock', 'Damaged goods are not where the books have them', 'inventory-manager', [
    option('RETRY', 'Found: move them now', 'The goods are moved to damaged again.'),
    option('NOT_FOUND', 'Not found', 'Nothing is moved; a count settles the stock.', commented),
  ]);
}

/** Only what is missing is asked for; what the dock could not say may be added. */
export function askEvidence(given: LookCase, { missing }: Assessment): Ask {
  const { report } = given.body;
  const fields: Fields = {
    ...(missing.includes('photo') ? { photo: text('Identifier of the photo') } : {}),
    ...(missing.includes('finder') ? { foundBy: text('Who found the damage') } : {}),
    ...(missing.includes('packState')
      ? {
          packState: {
            type: 'string',
            title: 'State of the pack',
            enum: ['INTACT', 'OPENED', 'CRUSHED', 'WET'],
          },
        }
      : {}),
  };
  const more: Fields = {
    notedOnDelivery: { type: 'boolean', title: 'The delivery note says so' },
    ...(report.shipmentId === undefined ? { shipmentId: number('Shipment it came with') } : {}),
    ...(report.supplierId === undefined ? { supplierId: number('Supplier') } : {}),
  };
  return {
    ...ask(given, 'evidence', 'Evidence of the damage is missing', 'supervisor', [
      option(
        'PROVIDED',
        'Here it is',
        'Liability is judged with it.',
        form({ ...fields, ...more }, Object.keys(fields)),
      ),
      option('NOT_AVAILABLE', 'It cannot be had', 'Liability is judged without it.', commented),
    ]),
    excluded: [],
  };
}

/** What becomes of the goods. What is written off needs the approvers of its value (rule 4.4). */
export function askAssess(given: LookCase, { party, value, claimUntil }: Assessment): Ask {
  const { body, now, approvalTiers, currency } = given;
  const { report, item, claim } = body;
  const isOpen = claimUntil !== undefined && now <= claimUntil && (!claim || claim.state === 'DRAFTED');
  const cause = { cause: { type: 'string', title: 'Why they leave stock', enum: CAUSES } };
  const certificate = { certificate: text('Number of the hazard certificate') };
  const supplier: Fields = report.supplierId === undefined ? { supplierId: number('Supplier') } : {};
  const shipment: Fields = report.shipmentId === undefined ? { shipmentId: number('Shipment') } : {};
  const sale = { toSku: number('Item they are sold as'), recoveredMinor: sum('What is still got for them') };
  const here = [
    option(
      'DOWNGRADE',
      'Sell as second choice',
      'The units become another item; the loss is written off.',
      form({ ...sale, ...cause }, Object.keys(sale)),
    ),
    option(
      'DONATE',
      'Donate',
      'The units leave the building and are written off.',
      form({ recipient: text('Who gets them'), ...cause }, ['recipient']),
    ),
  ];
  const writesOff = [
    ...(body.isGone ? [] : here),
    ...(party === 'SUPPLIER' && isOpen && !body.isGone
      ? [
          option(
            'RTV',
            'Return to the supplier',
            'The units go back, are written off, and claimed at the supplier.',
            form({ ...supplier, ...cause }, Object.keys(supplier)),
          ),
        ]
      : []),
    ...(party === 'CARRIER' && isOpen
      ? [
          option(
            'CARRIER_CLAIM',
            'Claim at the carrier',
            'The units are written off and kept for the carrier; a claim is drafted.',
            form(shipment, Object.keys(shipment)),
          ),
        ]
      : []),
    option(
      'DISPOSE',
      'Dispose',
      'The units are destroyed and written off.',
      form({ ...certificate, ...cause }, item?.hazardClass === undefined ? [] : ['certificate']),
    ),
  ];
  const { approvers } = approvalTier(approvalTiers, value, currency);
  const rework = option(
    'REWORK',
    'Rework',
    'Somebody makes them good; they stay blocked until an inspection says so.',
  );
  const whole = ask(given, 'assess', 'What becomes of damaged goods', approvers[0] ?? 'supervisor', [
    ...(body.isGone || body.writtenOff ? [] : [rework]),
    ...writesOff,
    foundGood,
  ]);
  if (approvers.length === 0) return whole;
  return { ...whole, approvals: { approvers, options: writesOff.map(({ code }) => code) } };
}

/** The carrier has a few days to hear of damage nobody noted on delivery. */
export function askNotice(given: LookCase, noticeUntil: string): Ask {
  return {
    ...ask(given, 'notice', 'Tell the carrier of concealed damage', 'supervisor', [
      option(
        'GIVEN',
        'The carrier was told',
        'The claim stays possible.',
        form({ reference: text('Number of the notice') }, ['reference']),
      ),
    ]),
    ...within(given, noticeUntil),
    excluded: [],
  };
}

export function askRework(given: LookCase): Ask {
  return ask(given, 'rework', 'Rework damaged goods', 'supervisor', [
    option('REWORKED', 'They are good', 'The goods can be sold again.', form(inspection, ['inspectionId'])),
    option('FAILED', 'They stay damaged', 'Somebody decides again what becomes of them.', commented),
  ]);
}

/** A claim is filed by a person, never by itself; then its answer is written down (rule 5.7). */
export function askClaim(given: LookCase, { party, claimUntil }: Assessment): Ask {
  const { claim, carriedOut, report, isGone } = given.body;
  const supplier: Fields = report.supplierId === undefined ? { supplierId: number('Supplier') } : {};
  const file =
    party === 'SUPPLIER'
      ? option('FILE', 'File it', 'The claim goes to the supplier.', form(supplier, Object.keys(supplier)))
      : option(
          'FILED',
          'The carrier has it',
          'The claim waits for the carrier.',
          form({ reference: text('Number the carrier gave it') }, []),
        );
  const none = option('NO_CLAIM', 'Do not claim', 'A draft is withdrawn; the loss stays with us.', commented);
  const settled = option(
    'SETTLED',
    'They paid',
    'What was paid is kept with the damage.',
    form({ paidMinor: sum('What was paid') }, ['paidMinor']),
  );
  const refused = option('REFUSED', 'They refused', 'The loss stays with us.', commented);
  const title = claim?.state === 'FILED' ? 'What came of the claim' : 'File a claim for damaged goods';
  return {
    ...ask(given, 'claim', title, 'supervisor', [
      ...(claim?.state === 'FILED' ? [settled, refused] : [file, none]),
      ...(carriedOut && !isGone ? [foundGood] : []),
    ]),
    ...within(given, claimUntil ?? given.now),
  };
}

/** Where the site only advises, one person does what was decided (rule 4.12). */
export function askProposal(given: LookCase): Ask {
  return ask(given, 'proposal', 'Damaged goods: block them and settle the damage by hand', 'supervisor', [
    option('DONE', 'Done as proposed', 'The goods were blocked and the damage settled by hand.'),
    option('DONE_OTHERWISE', 'Done otherwise', 'Something else was done; the comment says what.', commented),
  ]);
}

function ask(
  given: LookCase,
  step: AskStep,
  title: string,
  group: Ask['group'],
  options: Ask['options'],
): Ask {
  const { body, limits, currency } = given;
  const { report, assessment, rounds } = body;
  const dueMinutes = limits.reviewMinutes.value;
  return {
    step,
    round: (rounds[step] ?? 0) + 1,
    title: `${title}: ${report.quantity} of ${report.sku}`,
    group,
    options,
    context: { report, ...(assessment ? { assessment } : {}), ...(body.claim ? { claim: body.claim } : {}) },
    value: assessment?.value ?? { minor: 0, currency },
    excluded: report.foundBy === undefined ? [] : [report.foundBy],
    dueMinutes,
    reminderMinutes: Math.floor(dueMinutes / 2),
    escalations: [{ minutes: limits.reviewLevel2Minutes.value, group: 'dc-manager' }],
    parkMinutes: limits.reviewFinalMinutes.value,
  };
}

/**
 * The times of a question whose end is a moment and not a number of hours: due when the drafting share of it has passed. The last
 * moment of a window is inside, and a task ends at its end: it has a minute more.
 */
function within({ now, calendar, limits }: LookCase, until: string) {
  const left = businessMinutesBetween(calendar, now, until);
  const dueMinutes = Math.max(1, unitsWithin(left, limits.claimDraftShare.value));
  const parkMinutes = left + 1;
  return {
    dueMinutes,
    reminderMinutes: Math.floor(dueMinutes / 2),
    escalations: [{ minutes: parkMinutes, group: 'dc-manager' as const }],
    parkMinutes,
  };
}
