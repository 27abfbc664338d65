import { checkDigitOf } from '../../../lambdas/domain/check-digit.ts';

/** Notices made for one test: X12 with every count right, and CSV of any length. */

export const SITE_GLN = '9506000000114';

export function ssccOf(serial: number): string {
  const body = `09506000${String(serial).padStart(9, '0')}`;
  return body + checkDigitOf(body);
}

export interface SetOptions {
  readonly asnId?: string;
  readonly purpose?: string;
  readonly lines?: number;
  readonly set?: string;
  /** Replaces segments of the finished body by their position in it. */
  readonly edit?: (body: string[][]) => string[][];
}

/** One 856 of shipment, order, pack and item loops; `edit` changes the body before it is counted. */
export function shipNotice({
  asnId = 'ASN-1',
  purpose = '00',
  lines = 2,
  set = '0001',
  edit = (body) => body,
}: SetOptions = {}): string[][] {
  const items = Array.from({ length: lines }, (_, index) => {
    const pack = String(3 + index * 2);
    return [
      ['HL', pack, '2', 'P'],
      ['MAN', 'GM', ssccOf(index + 1)],
      ['HL', String(4 + index * 2), pack, 'I'],
      ['LIN', String(index + 1), 'SK', `SKU-${index + 1}`, 'VN', `V${index + 1}`],
      ['SN1', '', '10', 'EA'],
    ];
  });
  const body = edit([
    ['BSN', purpose, asnId, '20260301', '1730', '0001'],
    ['HL', '1', '', 'S'],
    ['DTM', '011', '20260301', '1800', 'UT'],
    ['DTM', '017', '20260302', '1400', 'UT'],
    ['N1', 'ST', 'Distribution center', 'UL', SITE_GLN],
    ['HL', '2', '1', 'O'],
    ['PRF', 'PO-1'],
    ...items.flat(),
    ['CTT', String(2 + lines * 2), String(lines * 10)],
  ]);
  return [['ST', '856', set], ...body, ['SE', String(body.length + 2), set]];
}

export interface InterchangeOptions {
  readonly control?: string;
  readonly usage?: string;
  readonly sender?: string;
  readonly element?: string;
  readonly segment?: string;
  readonly component?: string;
  readonly lineEnd?: string;
  /** Replaces segments of the finished interchange. */
  readonly edit?: (segments: string[][]) => string[][];
}

/** Groups of sets in an interchange with every count and control number right, unless `edit` breaks it. */
export function interchangeOf(
  groups: readonly (readonly string[][][])[],
  options: InterchangeOptions = {},
): string {
  const {
    control = '000000001',
    usage = 'P',
    sender = 'ACORNFOODS',
    element = '*',
    segment = '~',
    component = '>',
    lineEnd = '\n',
    edit,
  } = options;
  const blank = ' '.repeat(10);
  const segments = [
    [
      'ISA',
      '00',
      blank,
      '00',
      blank,
      'ZZ',
      sender.padEnd(15),
      'ZZ',
      'NORTHWIND'.padEnd(15),
      '260301',
      '1730',
      'U',
      '00401',
      control,
      '0',
      usage,
      component,
    ],
    ...groups.flatMap((sets, index) => [
      ['GS', 'SH', sender, 'NORTHWIND', '20260301', '1730', String(index + 1), 'X', '004010'],
      ...sets.flat(),
      ['GE', String(sets.length), String(index + 1)],
    ]),
    ['IEA', String(groups.length), control],
  ];
  return (edit ? edit(segments) : segments).map((one) => one.join(element) + segment + lineEnd).join('');
}

/** The first segment with this id becomes `elements`; nothing else changes. */
export function replaceSegment(id: string, ...elements: string[]): (segments: string[][]) => string[][] {
  return (segments) => {
    const at = segments.findIndex(([first]) => first === id);
    return segments.map((segment, index) => (index === at ? [id, ...elements] : segment));
  };
}

export function withoutSegment(id: string): (segments: string[][]) => string[][] {
  return (segments) => segments.filter(([first]) => first !== id);
}

/** CSV with canonical headers: `notices` notices of `lines` rows each. */
export function csvOf({
  notices = 1,
  lines = 2,
  control = true,
}: {
  notices?: number;
  lines?: number;
  control?: boolean;
} = {}): string {
  const headers = 'asnId,shipTo,shippedAt,dueAt,poId,sku,quantity,uom,sscc,controlLineCount,controlHashTotal';
  const rows = Array.from({ length: notices * lines }, (_, index) => {
    const [notice, line] = [Math.floor(index / lines) + 1, (index % lines) + 1];
    const totals = control ? `${lines},${lines * 10}` : ',';
    return `ASN-${notice},${SITE_GLN},2026-03-01,2026-03-02,PO-${notice},SKU-${line},10,EA,${ssccOf(Math.ceil(line / 4))},${totals}`;
  });
  return [headers, ...rows, ''].join('\n');
}
