import type { DoorContext } from '../../../lambdas/doors/notice.ts';
import { contextOf } from './files.ts';
import { SITE_GLN, ssccOf } from './notices.ts';

/** EDIFACT made for one test, every count and reference right unless the test breaks it. */

export const SUPPLIER_GLN = '9506000010014';
export const BUYER_GLN = '9506000000015';

export function edifactContext(
  change: Partial<DoorContext['partner']> = {},
  rest: Partial<DoorContext> = {},
) {
  const context = contextOf('northwind-grocery', 'acorn-edi');
  const partner: DoorContext['partner'] = {
    ...context.partner,
    senderId: SUPPLIER_GLN,
    formats: ['edifact-desadv', 'edifact-orders', 'edifact-ordrsp', 'edifact-recadv', 'edifact-invrpt'],
    ...change,
  };
  return { ...context, partner, ...rest };
}

/** One message: `body` between UNH and UNT, segments without their terminator. */
export function messageOf(
  type: string,
  body: readonly string[],
  reference = '1',
  release = '96A:UN:EAN005',
): string[] {
  return [`UNH+${reference}+${type}:D:${release}`, ...body, `UNT+${body.length + 2}+${reference}`];
}

export function edifactOf(
  messages: readonly (readonly string[])[],
  { lineEnd = '\n', unb = `UNB+UNOA:2+${SUPPLIER_GLN}:14+${BUYER_GLN}:14+260301:1730+IC1`, una = '' } = {},
): string {
  const segments = [unb, ...messages.flat(), `UNZ+${messages.length}+IC1`];
  return `${una}${segments.map((one) => `${one}'${lineEnd}`).join('')}`;
}

/** A despatch advice of as many lines as asked for, each in a pack of its own. */
export function despatchAdvice(asnId = 'DES-1', lines = 2): string[] {
  const items = Array.from({ length: lines }, (_, index) => [
    `CPS+${index + 2}+1`,
    'PAC+1++CT',
    'PCI+33E',
    `GIN+BJ+${ssccOf(index + 1)}`,
    `LIN+${index + 1}++9506000005041:EN`,
    `PIA+1+SKU-${index + 1}:IN::92`,
    'QTY+12:10:PCE',
    `RFF+ON:PO-1:${index + 1}`,
    'PCI+36E',
    'DTM+361:20261231:102',
    `GIN+BX+LOT${index + 1}`,
  ]);
  return [
    `BGM+351+${asnId}+9`,
    'DTM+137:202603011730:203',
    'DTM+11:202603011800:203',
    'DTM+17:202603021400:203',
    'RFF+ON:PO-1',
    `NAD+SU+${SUPPLIER_GLN}::9`,
    `NAD+DP+${SITE_GLN}::9`,
    'TDT+20++++RDWY::182',
    'CPS+1',
    ...items.flat(),
    `CNT+2:${lines}`,
  ];
}
