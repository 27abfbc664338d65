import { type HeaderName, type ItemName, type Read, readMeasured } from '../../document-fields.ts';
import { type ReceivingAdvice, withoutEmpty } from '../../documents.ts';
import { less, writeExact } from '../../exact.ts';
import { bareSscc, kinds } from '../../fields.ts';
import { finding } from '../../findings.ts';
import type { Taken } from '../description.ts';
import { RECADV } from '../messages/recadv.ts';
import { PackLevels } from '../pack-levels.ts';
import { type Fields, HEADER_RULES, type Rule } from '../rules.ts';
import type { Segment, WrittenSegment } from '../tokenizer.ts';
import { writeMoment } from '../values.ts';
import { type LinePlace, LineReader, type Own, type OwnLine } from './line-reader.ts';
import {
  type MessageKind,
  writeBeginning,
  writeItem,
  writeParties,
  writeQuantity,
  writeReference,
} from './shared.ts';

type Header = 'receivedAt' | 'asnId' | 'poId';
type LineField =
  | 'poId'
  | 'poLine'
  | 'accepted'
  | 'acceptedUom'
  | 'total'
  | 'totalUom'
  | 'damaged'
  | 'sscc'
  | 'lot'
  | 'expiry';

/** Received and accepted; or received, or delivered, of which damaged goods are then a part. */
const ACCEPTED = ['194'];
const TOTAL = ['48', '46'];
const MARKS = ['line', 'line marks', 'line marks: numbers'];

const header: readonly Rule<HeaderName | Header>[] = [
  ...HEADER_RULES,
  {
    field: 'receivedAt',
    tag: 'DTM',
    qualifiers: ['50', '35'],
    within: [''],
    element: 1,
    component: 2,
    as: 'moment',
  },
  {
    field: 'asnId',
    tag: 'RFF',
    qualifiers: ['AAK', 'DQ', 'AAS'],
    within: ['references'],
    element: 1,
    component: 2,
  },
  { field: 'poId', tag: 'RFF', qualifiers: ['ON'], within: ['references'], element: 1, component: 2 },
];

const lines: readonly Rule<ItemName | LineField>[] = [
  { field: 'line', tag: 'LIN', within: ['line'], element: 1 },
  { field: 'poId', tag: 'RFF', qualifiers: ['ON'], within: ['line references'], element: 1, component: 2 },
  { field: 'poLine', tag: 'RFF', qualifiers: ['ON'], within: ['line references'], element: 1, component: 3 },
  {
    field: 'accepted',
    tag: 'QTY',
    qualifiers: ACCEPTED,
    within: ['line'],
    element: 1,
    component: 2,
    as: 'number',
  },
  {
    field: 'acceptedUom',
    tag: 'QTY',
    qualifiers: ACCEPTED,
    within: ['line'],
    element: 1,
    component: 3,
    as: 'uom',
  },
  { field: 'total', tag: 'QTY', qualifiers: TOTAL, within: ['line'], element: 1, component: 2, as: 'number' },
  { field: 'totalUom', tag: 'QTY', qualifiers: TOTAL, within: ['line'], element: 1, component: 3, as: 'uom' },
  {
    field: 'damaged',
    tag: 'QTY',
    qualifiers: ['124'],
    within: ['line'],
    element: 1,
    component: 2,
    as: 'number',
  },
  { field: 'lot', tag: 'GIN', qualifiers: ['BX'], within: MARKS, element: 2 },
  { field: 'expiry', tag: 'DTM', qualifiers: ['361'], within: MARKS, element: 1, component: 2, as: 'day' },
  { field: 'sscc', tag: 'GIN', qualifiers: ['BJ'], within: MARKS, element: 2 },
];

class ReceivingAdviceReader extends LineReader<ReceivingAdvice, Header, LineField> {
  readonly #packs = new PackLevels(this.log, this.context);
  /** The pack around the line that is open. */
  #around: string | undefined;

  override take(segment: Segment, taken: Taken): void {
    super.take(segment, taken);
    this.#packs.take(segment, taken);
    if (segment.tag === 'LIN') this.#around = this.#packs.sscc;
    if (segment.tag === 'QVR' && this.line) readDamage(this.line, segment);
  }

  protected override headerOf(read: Read<HeaderName | Header>): Own<ReceivingAdvice> | undefined {
    const receivedAt = read.required('receivedAt', kinds.moment);
    const asnId = read.optional('asnId', kinds.id);
    const poId = read.optional('poId', kinds.id);
    return receivedAt === undefined
      ? undefined
      : withoutEmpty({ type: 'receiving-advice', receivedAt, asnId, poId });
  }

  protected override lineOf(
    read: Read<ItemName | LineField>,
    { ordinal, place }: LinePlace,
  ): OwnLine<ReceivingAdvice> | undefined {
    const poId = read.optional('poId', kinds.id);
    const poLine = read.optional('poLine', kinds.wholeNumber(1));
    const accepted = readMeasured(read, 'accepted', 'acceptedUom', 0);
    const total = readMeasured(read, 'total', 'totalUom', 0);
    const damaged = read.optional('damaged', kinds.quantityOrNone);
    const named = read.optional('sscc', kinds.label64) ?? this.#around;
    const sscc = named === undefined ? undefined : bareSscc(named);
    const lot = read.optional('lot', kinds.label64);
    const expiry = read.optional('expiry', kinds.day);
    if (sscc !== undefined) read.checkKey('sscc', 'sscc', sscc, 'pack');
    const rest = total && less(total, damaged);
    const good = accepted ?? (rest && { ...rest, uom: total.uom });
    if (!good) {
      const at = { scope: 'line', line: ordinal, field: 'QTY+194', value: '' } as const;
      const message = `${place}: the line must say what arrived, and no more may be damaged than that`;
      this.log.report(finding('FIELD_MISSING', 'reject', at, `${message}: send QTY+194 and QTY+124`));
      return undefined;
    }
    const broken = damaged && damaged.value > 0 ? { ...damaged, uom: good.uom } : undefined;
    return withoutEmpty({ poId, poLine, good, damaged: broken, sscc, lot, expiry });
  }
}

/** A QVR of damaged goods says by how much less was accepted: -4 are four damaged ones. */
function readDamage(fields: Fields<ItemName | LineField>, segment: Segment): void {
  const [difference = '', qualifier] = segment.elements[0] ?? [];
  const [discrepancy, reason] = [segment.elements[1]?.[0], segment.elements[2]?.[0]];
  if (qualifier === '124' || discrepancy === 'AF' || reason === 'DME') {
    fields.put('damaged', difference.replace(/^-/, ''), segment);
  }
}

/** Every segment between UNH and UNT. */
export function writeReceivingAdvice(advice: ReceivingAdvice): readonly WrittenSegment[] {
  return [
    ...writeBeginning(['352', '', '9'], advice),
    writeMoment('50', advice.receivedAt),
    ...writeReference('AAK', advice.asnId),
    ...writeReference('ON', advice.poId),
    ...writeParties(advice),
    ['CPS', '1'],
    ...advice.lines.flatMap((line): WrittenSegment[] => [
      ...writeItem(line),
      writeQuantity('194', line.good),
      ...(line.damaged === undefined ? [] : [writeQuantity('124', line.damaged)]),
      ...(line.damaged === undefined ? [] : [['QVR', [`-${writeExact(line.damaged)}`, '124']] as const]),
      ...(line.expiry === undefined ? [] : [writeMoment('361', line.expiry)]),
      ...writeReference('ON', line.poId, line.poLine),
      ...(line.lot === undefined ? [] : [['PCI', '36E'] as const, ['GIN', 'BX', line.lot] as const]),
      ...(line.sscc === undefined ? [] : [['PCI', '33E'] as const, ['GIN', 'BJ', line.sscc] as const]),
    ]),
    ['CNT', ['2', String(advice.lines.length)]],
  ];
}

/** Receiving advices. */
export const recadv: MessageKind<ReceivingAdvice> = {
  description: RECADV,
  reader: (...args) => new ReceivingAdviceReader({ header, lines }, ...args),
};
