import type { DoorContext } from '../../../lambdas/doors/notice.ts';
import { X12_SETS } from '../../../lambdas/doors/x12/kinds.ts';
import { contextOf } from './files.ts';
import { SITE_GLN, ssccOf } from './notices.ts';

/** X12 made for one test, every count and control number right unless the test breaks it. */

export function x12Context(
  change: Partial<DoorContext['partner']> = {},
  rest: Partial<DoorContext> = {},
): DoorContext {
  const context = contextOf('northwind-grocery', 'acorn-edi');
  const formats = X12_SETS.map((setId) => `x12-${setId}`) as DoorContext['partner']['formats'];
  return { ...context, partner: { ...context.partner, formats, ...change }, ...rest };
}

/** GS01 of each set, as the public dictionaries have it. */
export const GROUPS: Readonly<Record<string, string>> = {
  '180': 'AN',
  '846': 'IB',
  '850': 'PO',
  '855': 'PR',
  '860': 'PC',
  '861': 'RC',
  '940': 'OW',
  '943': 'AR',
  '944': 'RE',
  '945': 'SW',
  '947': 'AW',
  '997': 'FA',
};

/** One set of each kind with two lines and every total; segments are written with `*`. */
export const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  '850': [
    'BEG*00*SA*PO-1**20260301',
    'CUR*BY*USD',
    'REF*DP*038',
    'DTM*002*20260312',
    'N1*BY**92*NORTHWIND',
    'N1*ST*Distribution center*UL*9506000000114',
    'N3*1 Dock Road',
    'PO1*1*10*EA*4.25*PE*SK*SKU-1*UK*09506000005041',
    'PID*F****Yogurt',
    'PO1*2*2.5*KG*99*HP*IN*SKU-2',
    'DTM*002*20260315',
    'CTT*2*12.5',
  ],
  '855': [
    'BAK*00*AC*PO-1*20260301****SO-77*20260302',
    'DTM*067*20260312',
    `N1*ST**UL*${SITE_GLN}`,
    'PO1*1*10*EA*4.25**SK*SKU-1',
    'ACK*IA*10*EA',
    'PO1*2*8*EA***SK*SKU-2',
    'ACK*IQ*5*EA*069*20260314',
    'ACK*IB*3*EA',
    'CTT*2*18',
  ],
  '860': [
    'BCH*04*SA*PO-1**2*20260301*****20260304',
    'N1*ST**92*DC-ATL',
    'POC*1*QD*8*2*EA*4.25*PE*SK*SKU-1',
    'DTM*002*20260315',
    'POC*2*DI*0**EA***SK*SKU-2',
    'POC*3*AI*4**CA***UK*09506000005041',
    'CTT*3',
  ],
  '861': [
    'BRA*RCV-1*20260302*00*1*1405',
    'REF*MA*ACN-70001',
    'DTM*050*20260302*1305*UT',
    'PRF*PO-1',
    'N1*SU**92*SUP-ACORN',
    `N1*ST**UL*${SITE_GLN}`,
    'RCD*1*100*EA***4*EA*01*2*EA*02',
    'LIN*1*SK*SKU-1*LT*L1',
    'DTM*036*20261231',
    `MAN*GM*${ssccOf(1)}`,
    'RCD*2*20*EA',
    'LIN*2*SK*SKU-2',
    'PRF*PO-2',
    'CTT*2*120',
  ],
  '846': [
    'BIA*00*DD*INV-1*20260301*1730',
    'N1*WH**92*3PL-1',
    'LIN*1*SK*SKU-1',
    'QTY*17*300*EA',
    'REF*LT*L1',
    'QTY*63*40*EA',
    'LIN*2*UK*09506000005041',
    'QTY*33*12.5*KG',
    'CTT*2*352.5',
  ],
  '940': [
    'W05*N*SO-1*PO-1',
    'N1*DE**92*NORTHWIND',
    'N1*WH**92*3PL-1',
    `N1*ST*Customer*UL*${SITE_GLN}`,
    'N3*1 Main Street',
    'G62*10*20260305',
    'LX*1',
    'W01*10*EA**SK*SKU-1*UK*09506000005041',
    'G69*Yogurt',
    'LX*2',
    'W01*2*CA**SK*SKU-2',
    'W76*12',
  ],
  '943': [
    'W06*F*TR-1*20260301*SHP-1',
    'N1*SF**92*DC-ATL',
    'N1*WH**92*3PL-1',
    'G62*17*20260303',
    'W27*M*RDWY',
    'W04*10*EA**SK*SKU-1',
    'N9*LT*L1',
    'W04*4*EA**SK*SKU-2',
    'W03*14',
  ],
  '944': [
    'W17*F*20260302*RCV-1*PO-1*ACN-70001**1305',
    'N1*DE**92*NORTHWIND',
    `N1*WH**UL*${SITE_GLN}`,
    'W07*100*EA**SK*SKU-1***L1',
    'W13*4*EA*01',
    'W07*20*EA**SK*SKU-2',
    'W14*120',
  ],
  '945': [
    'W06*F*SO-1*20260301*SHP-1**PO-1',
    'N1*SF**92*3PL-1',
    `N1*ST**UL*${SITE_GLN}`,
    'W27*M*RDWY',
    'LX*1',
    `MAN*GM*${ssccOf(1)}`,
    'W12*CL*10*10**EA**SK*SKU-1',
    'LX*2',
    `MAN*GM*${ssccOf(2)}`,
    'W12*CP*5*3*2*EA**SK*SKU-2',
    'W03*13',
  ],
  '947': [
    'W15*20260301*ADJ-1',
    'N1*WH**92*3PL-1',
    'W19*AU*-3*EA**SK*SKU-1****L1',
    'G69*Yogurt',
    'W19*56*2*EA**SK*SKU-2',
    'N9*LI*2',
  ],
  '180': [
    'BGN*00*RMA-1*20260301*1730*UT',
    'PRF*PO-1',
    'N1*ST**92*DC-ATL',
    'BLI*SK*SKU-1*2*EA',
    'RDR*RA*DM',
    'BLI*SK*SKU-2*1*EA****UK*09506000005041',
    'RDR**WG',
    'CTT*2',
  ],
};

export interface MadeSet {
  readonly setId: string;
  readonly body: readonly string[];
}

export function sampleSets(...setIds: readonly string[]): MadeSet[] {
  return setIds.map((setId) => ({ setId, body: SAMPLES[setId] ?? [] }));
}

export interface MadeInterchange {
  readonly control?: string;
  readonly usage?: string;
  readonly lineEnd?: string;
  readonly delimiters?: { readonly element: string; readonly component: string; readonly segment: string };
  /** Changes the finished interchange, segment by segment. */
  readonly edit?: (segments: string[][]) => string[][];
}

/** Each set in a group of its own. */
export function x12Of(sets: readonly MadeSet[], options: MadeInterchange = {}): string {
  const { control = '000000001', usage = 'P', lineEnd = '\n', edit = (all) => all } = options;
  const { element, component, segment } = options.delimiters ?? {
    element: '*',
    component: '>',
    segment: '~',
  };
  const blank = ' '.repeat(10);
  const head = ['ISA', '00', blank, '00', blank, 'ZZ', 'ACORNFOODS'.padEnd(15), 'ZZ', 'NORTHWIND'.padEnd(15)];
  const segments = [
    [...head, '260301', '1730', 'U', '00401', control, '0', usage, component],
    ...sets.flatMap(({ setId, body }, index) => [
      [
        'GS',
        GROUPS[setId] ?? 'XX',
        'ACORNFOODS',
        'NORTHWIND',
        '20260301',
        '1730',
        String(index + 1),
        'X',
        '004010',
      ],
      ['ST', setId, '0001'],
      ...body.map((one) => one.split('*')),
      ['SE', String(body.length + 2), '0001'],
      ['GE', '1', String(index + 1)],
    ]),
    ['IEA', String(sets.length), control],
  ];
  return edit(segments)
    .map((one) => one.join(element) + segment + lineEnd)
    .join('');
}
