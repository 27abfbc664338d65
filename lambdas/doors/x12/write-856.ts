import { parseTotal, writeExact, writeMillionths } from '../exact.ts';
import type { AnnouncedLine, WrittenNotice } from '../notice.ts';
import { PURPOSES } from './elements.ts';
import type { WrittenSegment } from './places.ts';

/** The HL loops of a notice while they are written: numbers rise, parents are named by theirs. */
class Loops {
  readonly segments: WrittenSegment[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  open(level: 'S' | 'O' | 'P' | 'I', parent: string, ...segments: readonly WrittenSegment[]): string {
    const id = String(++this.#count);
    this.segments.push(['HL', id, parent, level], ...segments);
    return id;
  }
}

/**
 * Every segment between ST and SE of an 856. Neighboring lines of one order share its loop, and those that are whole in one
 * pack share the pack's; a line in several packs stands above them and says how much each holds.
 */
export function writeShipNotice({ data, lines }: WrittenNotice): readonly WrittenSegment[] {
  const loops = new Loops();
  const shipment = loops.open('S', '', ...shipmentSegments(data));
  let order: { readonly poId: string; readonly id: string } | undefined;
  let pack: { readonly sscc: string; readonly id: string } | undefined;
  for (const announced of lines) {
    const { poId, sscc } = announced.line;
    if (order?.poId !== poId) {
      order = { poId, id: loops.open('O', shipment, ['PRF', poId]) };
      pack = undefined;
    }
    if (sscc !== pack?.sscc) {
      pack = sscc === undefined ? undefined : { sscc, id: loops.open('P', order.id, ['MAN', 'GM', sscc]) };
    }
    const item = loops.open('I', pack?.id ?? order.id, ...itemSegments(announced));
    const { uom } = announced.line.quantity;
    for (const part of sscc === undefined ? announced.packs : []) {
      loops.open('P', item, ['MAN', 'GM', part.sscc], ['SN1', '', writeExact(part), uom]);
    }
  }
  const shipped = loops.segments.reduce(
    (sum, [id, , quantity = '']) => sum + (id === 'SN1' ? (parseTotal(quantity) ?? 0n) : 0n),
    0n,
  );
  const purpose = Object.entries(PURPOSES).find(([, meaning]) => meaning === data.purpose)?.[0] ?? '';
  const { date, time } = clockOf(data.sentAt);
  return [
    ['BSN', purpose, data.asnId, date, time, '0001'],
    ...loops.segments,
    ['CTT', String(loops.count), writeMillionths(shipped)],
  ];
}

function shipmentSegments(data: WrittenNotice['data']): readonly WrittenSegment[] {
  const { carrier, shippedAt, dueAt, supplierId, shipTo } = data;
  return [
    ...(carrier ? [['TD5', '', '2', carrier.scac] as const] : []),
    ...(carrier?.reference === undefined ? [] : [['REF', 'CN', carrier.reference] as const]),
    dateSegment('011', shippedAt),
    dateSegment('017', dueAt),
    ['N1', 'ST', '', /^\d{13}$/.test(shipTo) ? 'UL' : '92', shipTo],
    ['N1', 'SU', '', '92', supplierId],
  ];
}

function itemSegments({ line }: AnnouncedLine): readonly WrittenSegment[] {
  const { poLine, sku, gtin, lot, quantity, hazardClass, temperature, expiry } = line;
  return [
    [
      'LIN',
      poLine === undefined ? '' : String(poLine),
      ...['SK', sku],
      ...(gtin === undefined ? [] : ['UK', gtin]),
      ...(lot === undefined ? [] : ['LT', lot]),
    ],
    ['SN1', '', writeExact(quantity), quantity.uom],
    ...(temperature === undefined ? [] : [['PID', 'F', '', '', '', temperature.toUpperCase()] as const]),
    ...(hazardClass === undefined ? [] : [['TD4', '', '', hazardClass] as const]),
    ...(expiry === undefined ? [] : [['DTM', '036', expiry.replaceAll('-', '')] as const]),
  ];
}

function dateSegment(qualifier: string, moment: string): WrittenSegment {
  const { date, time } = clockOf(moment);
  return ['DTM', qualifier, date, time, 'UT'];
}

/** `2026-03-02T08:00:00Z` as a date and a time of X12, seconds only where there are any. */
function clockOf(moment: string): { readonly date: string; readonly time: string } {
  const time = moment.slice(11, 19).replaceAll(':', '');
  return {
    date: moment.slice(0, 10).replaceAll('-', ''),
    time: time.endsWith('00') ? time.slice(0, 4) : time,
  };
}
