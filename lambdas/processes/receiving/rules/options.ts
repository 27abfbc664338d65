import { formOf, option, type TaskOption } from '../../../domain/task-option.ts';
import type { ReceivingLine } from './line.ts';

/** What people may answer, with the effect of each in one sentence (rule 5.1). `settle.ts` carries the effects out. */

const count = (title: string) => ({ type: 'integer', title, minimum: 0 });
const RECOUNT = option(
  'RECOUNT',
  'Count again',
  'Another person counts the line; the new count replaces this one.',
);

export function overOptions(mayRecount: boolean): TaskOption[] {
  return [
    option(
      'ACCEPT_ALL',
      'Accept all',
      'The excess becomes available and the order is raised to what was received (860).',
      { roles: ['buyer', 'purchasing'] },
    ),
    option(
      'ACCEPT_TO_TOLERANCE',
      'Accept up to the tolerance',
      'Units within the tolerance become available; the rest goes back to the supplier.',
    ),
    option('REFUSE_EXCESS', 'Refuse the excess', 'Everything above the order goes back to the supplier.'),
    ...(mayRecount ? [RECOUNT] : []),
  ];
}
export const OVER_TERMINAL = ['ACCEPT_ALL', 'ACCEPT_TO_TOLERANCE', 'REFUSE_EXCESS'];
export const OVER_APPROVED = ['ACCEPT_ALL', 'ACCEPT_TO_TOLERANCE'];

export function shortOptions(mayRecount: boolean, mayTrace: boolean): TaskOption[] {
  return [
    option(
      'ACCEPT_KEEP_OPEN',
      'Accept, keep the line open',
      'The supplier is charged for the missing units, which stay open on the order.',
    ),
    option(
      'ACCEPT_CLOSE_SHORT',
      'Accept, close the line short',
      'The supplier is charged and the order is lowered by the missing units (860).',
    ),
    ...(mayRecount ? [RECOUNT] : []),
    ...(mayTrace
      ? [
          option(
            'TRACE_CARRIER',
            'Trace with the carrier',
            'The carrier is asked for the missing units; this question comes back with a longer deadline.',
          ),
        ]
      : []),
  ];
}
export const SHORT_TERMINAL = ['ACCEPT_KEEP_OPEN', 'ACCEPT_CLOSE_SHORT'];

export function itemOptions(line: ReceivingLine, listedSubstitute: boolean): TaskOption[] {
  const instead = line.orderLine ? ` instead of ${line.orderLine.sku}` : '';
  return [
    ...(listedSubstitute
      ? [
          option(
            'ACCEPT_SUBSTITUTE',
            'Accept as substitute',
            `The goods are received on the order line${instead}.`,
          ),
        ]
      : []),
    option('RETURN', 'Return', 'The goods go back to the supplier.'),
    option('HOLD', 'Hold', 'The goods stay in quarantine and the case stays open.'),
  ];
}
export const ITEM_TERMINAL = ['ACCEPT_SUBSTITUTE', 'RETURN', 'HOLD'];

export function orderOptions(line: ReceivingLine): TaskOption[] {
  const candidates = line.candidates ?? [];
  return [
    option('ASSIGN_ORDER', 'Assign to an order', 'The goods are received against the order line given.', {
      formSchema: formOf({
        poId: { type: 'string', title: 'Order', enum: [...new Set(candidates.map(({ poId }) => poId))] },
        poLine: {
          type: 'integer',
          title: 'Order line',
          enum: [...new Set(candidates.map(({ poLine }) => poLine))],
        },
      }),
    }),
    option('RETURN', 'Return', 'The goods go back to the supplier.'),
    option('HOLD', 'Hold', 'The goods stay on hold and the case stays open.'),
  ];
}
export const ORDER_TERMINAL = ['RETURN', 'HOLD'];

export const RECOUNT_OPTIONS: readonly TaskOption[] = [
  option('COUNTED', 'Counted', 'Your count replaces everything counted before.', {
    formSchema: formOf({ good: count('Good units'), damaged: count('Damaged units') }),
  }),
];

export const INSPECTION_OPTIONS: readonly TaskOption[] = [
  option(
    'INSPECTED',
    'Inspected',
    'The lot passes with at most the accepted number of defects in every class, and fails otherwise.',
    {
      formSchema: formOf({
        critical: count('Critical defects'),
        major: count('Major defects'),
        minor: count('Minor defects'),
      }),
    },
  ),
];

export const LOT_OPTIONS: readonly TaskOption[] = [
  option('RETURN_LOT', 'Return the lot', 'The whole lot goes back to the supplier; the order stays open.'),
  option('SORT_100', 'Sort every unit', 'Good units become available, bad ones are damaged goods.', {
    formSchema: formOf({ good: count('Good units'), bad: count('Bad units') }),
  }),
  option('ACCEPT_CONCESSION', 'Accept by concession', 'The lot becomes available as it is.', {
    needsComment: true,
    roles: ['quality'],
  }),
  option('SCRAP', 'Scrap', 'The lot is destroyed; the order stays open.'),
];
export const LOT_TERMINAL = ['RETURN_LOT', 'SORT_100', 'ACCEPT_CONCESSION', 'SCRAP'];

export const PROPOSAL_OPTIONS: readonly TaskOption[] = [
  option('POSTED', 'Posted as proposed', 'Nothing more is done here.'),
  option(
    'POSTED_OTHERWISE',
    'Handled otherwise',
    'Nothing more is done here; the comment says what was done.',
    { needsComment: true },
  ),
];
