import { requireMeasured } from '../../document-fields.ts';
import { type Measured, type ReceivingAdvice, withoutEmpty } from '../../documents.ts';
import { inMillionths, less, parseExact, writeExact, writeMillionths } from '../../exact.ts';
import { bareSscc, kinds } from '../../fields.ts';
import { finding } from '../../findings.ts';
import { PURPOSES } from '../elements.ts';
import { type LineAt, type LineTable, lineSet } from '../line-set.ts';
import { loop, party } from '../loops.ts';
import type { WrittenSegment } from '../places.ts';
import { writeLines } from '../write-lines.ts';
import {
  BUYER,
  CTT,
  cell,
  datePlace,
  expiryPlace,
  headerTexts,
  lineTexts,
  measuredTexts,
  moment,
  referencePlace,
  SHIP_TO,
  SUPPLIER,
} from './shared.ts';

/** Element 412: what is wrong with goods that arrived. Too few or too many are in what arrived already. */
const DAMAGED = '01';
const NO_CONDITION: readonly string[] = ['02', '03', '07'];

/** How much of a line is in question, and its condition: RCD has five of these. */
const QUESTIONS = [6, 9, 12, 15, 18] as const;
type Question = `question${(typeof QUESTIONS)[number]}`;
type Condition = `condition${(typeof QUESTIONS)[number]}`;

type Header = 'receivedAt' | 'asnId' | 'poId';
type Field = 'poId' | 'poLine' | 'received' | 'uom' | Question | Condition | 'sscc' | 'lot' | 'expiry';

const table: LineTable<Header, Field, never> = {
  setId: '861',
  functionalId: 'RC',
  loops: loop(
    '',
    'BRA',
    'NTE CUR REF PER DTM PRF TD1 TD5 TD3 TD4 MEA FOB LM LQ CTT',
    party('party'),
    loop(
      'line',
      'RCD',
      'SN1 CUR LIN PID PO4 REF PER DTM PRF MEA TD1 TD5 TD3 TD4 MAN LM LQ SLN CD3 GF YNQ CS SAC FA1 FA2 LS LE',
      party('line party'),
    ),
  ),
  header: [
    {
      segment: 'BRA',
      loop: '',
      cells: [
        cell(1, 127, 'documentId'),
        moment(2, 'issuedAt', { time: 5 }),
        cell(3, 353, 'purpose', { codes: PURPOSES }),
      ],
      fixed: { 4: '1' },
    },
    referencePlace('REF', 'asnId', ['MA', 'SI']),
    datePlace('receivedAt', ['050']),
    { segment: 'PRF', loop: '', cells: [cell(1, 324, 'poId')] },
    BUYER,
    SUPPLIER,
    SHIP_TO,
  ],
  line: 'line',
  lines: [
    {
      segment: 'RCD',
      loop: 'line',
      cells: [
        cell(1, 350, 'line'),
        cell(2, 663, 'received'),
        cell(3, 355, 'uom'),
        ...QUESTIONS.flatMap((element) => [
          cell(element, 667, `question${element}` as const),
          cell(element + 2, 412, `condition${element}` as const),
        ]),
      ],
    },
    {
      segment: 'LIN',
      loop: 'line',
      cells: [cell(1, 350, 'poLine')],
      items: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
    },
    referencePlace('REF', 'lot', ['LT'], 'line'),
    { segment: 'PRF', loop: 'line', cells: [cell(1, 324, 'poId')] },
    expiryPlace('expiry', 'line'),
    { segment: 'MAN', loop: 'line', qualifier: { element: 1, codes: ['GM'] }, cells: [cell(2, 87, 'sscc')] },
  ],
  totals: { place: CTT, hashes: 'received' },
};

/** What of a line is damaged; a condition that is neither that nor good is refused, because stock knows no other. */
function damagedOf({ fields, ordinal, log, begins }: LineAt<Field, never>): bigint | undefined {
  let damaged = 0n;
  for (const element of QUESTIONS) {
    const [quantity, condition] = [fields.source(`question${element}`), fields.source(`condition${element}`)];
    if (!condition) {
      if (!quantity) continue;
    } else if (NO_CONDITION.includes(condition.text)) continue;
    const exact = parseExact(quantity?.text ?? '');
    if (condition?.text === DAMAGED && exact) damaged += inMillionths(exact);
    else {
      const value = [quantity?.text, condition?.text].join(' ');
      const at = {
        scope: 'line',
        line: ordinal,
        field: `RCD${String(element).padStart(2, '0')}`,
        value,
      } as const;
      const message = `segment ${begins.position}: "${value}" is no quantity in a condition that is read here; send 01 damaged, and what arrived good apart from goods in another condition`;
      const from = condition ?? quantity;
      if (from) log.report(finding('CONDITION_UNKNOWN', 'reject', at, message), from);
      return undefined;
    }
  }
  return damaged;
}

/** Receiving advices. What is damaged is part of what arrived. */
export const receiving861 = lineSet<ReceivingAdvice, Header, Field, never>(table, {
  header: (read) => {
    const receivedAt = read.required('receivedAt', kinds.moment);
    const asnId = read.optional('asnId', kinds.id);
    const poId = read.optional('poId', kinds.id);
    if (receivedAt === undefined) return undefined;
    return withoutEmpty({ type: 'receiving-advice', receivedAt, asnId, poId });
  },
  line: (read, at) => {
    const poId = read.optional('poId', kinds.id);
    const poLine = read.optional('poLine', kinds.wholeNumber(1));
    const received = requireMeasured(read, 'received', 'uom', 0);
    const named = read.optional('sscc', kinds.label64);
    const sscc = named === undefined ? undefined : bareSscc(named);
    if (sscc !== undefined) read.checkKey('sscc', 'sscc', sscc, 'pack');
    const lot = read.optional('lot', kinds.label64);
    const expiry = read.optional('expiry', kinds.day);
    const damage = damagedOf(at);
    if (!received || damage === undefined) return undefined;
    return goodAndDamaged(received, damage, at, { poId, poLine, sscc, lot, expiry });
  },
});

type Rest = Omit<ReceivingAdvice['lines'][number], 'line' | 'sku' | 'gtin' | 'good' | 'damaged'>;

/** What arrived, apart by condition; no more can be damaged than arrived. */
export function goodAndDamaged<Field extends string, Part extends string>(
  received: Measured,
  damage: bigint,
  { ordinal, log, begins }: LineAt<Field, Part>,
  rest: { readonly [Key in keyof Rest]?: Rest[Key] | undefined },
): (Rest & Pick<ReceivingAdvice['lines'][number], 'good' | 'damaged'>) | undefined {
  const { uom } = received;
  const broken = parseExact(writeMillionths(damage));
  const good = less(received, broken);
  if (good) {
    const damaged = broken && damage > 0n ? { ...broken, uom } : undefined;
    return withoutEmpty({ ...rest, good: { ...good, uom }, damaged });
  }
  const at = { scope: 'line', line: ordinal, field: begins.id, value: writeMillionths(damage) } as const;
  const message = `segment ${begins.position}: ${at.value} are damaged of ${writeExact(received)} that arrived; no more can be`;
  log.reportLoop(finding('FIELD_INVALID', 'reject', at, message), begins.id, log.positionInSet(begins));
  return undefined;
}

/** What arrived in all. */
export function receivedOf({ good, damaged }: ReceivingAdvice['lines'][number]): Measured {
  const sum = writeMillionths(inMillionths(good) + (damaged ? inMillionths(damaged) : 0n));
  return { ...(parseExact(sum) ?? good), uom: good.uom };
}

/** Every segment between ST and SE. */
export function writeReceivingAdvice(advice: ReceivingAdvice): readonly WrittenSegment[] {
  const { receivedAt, asnId, poId } = advice;
  return writeLines(
    table,
    { ...headerTexts(advice), receivedAt, asnId, poId },
    advice.lines.map((line) => ({
      fields: {
        ...lineTexts(line),
        ...measuredTexts('received', 'uom', receivedOf(line)),
        ...(line.damaged ? { question6: writeExact(line.damaged), condition6: DAMAGED } : {}),
        poId: line.poId,
        poLine: line.poLine === undefined ? undefined : String(line.poLine),
        sscc: line.sscc,
        lot: line.lot,
        expiry: line.expiry,
      },
    })),
  );
}
