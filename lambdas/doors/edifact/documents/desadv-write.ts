import { writeExact } from '../../exact.ts';
import type { AnnouncedLine, WrittenNotice } from '../../notice.ts';
import type { WrittenSegment } from '../tokenizer.ts';
import { writeMoment } from '../values.ts';
import { writeBeginning, writeItem, writeParty, writeQuantity, writeReference } from './shared.ts';

/**
 * A DESADV between UNH and UNT. Neighboring lines that are whole in one pack share its packing level; a line in several
 * packs, or in none, stands in the first level, and names its packs itself.
 */
export function writeShipNotice({ data, lines }: WrittenNotice): readonly WrittenSegment[] {
  const body: WrittenSegment[] = [];
  let levels = 1;
  let open: string | undefined;
  for (const announced of lines) {
    const { sscc } = announced.line;
    if (sscc !== open || (sscc === undefined && body.length === 0)) {
      body.push(...(sscc === undefined ? [level(++levels)] : packLevel(++levels, sscc)));
    }
    open = sscc;
    body.push(...writeLine(announced));
  }
  const { carrier } = data;
  return [
    ...writeBeginning('351', { documentId: data.asnId, purpose: data.purpose, issuedAt: data.sentAt }),
    writeMoment('11', data.shippedAt),
    writeMoment('17', data.dueAt),
    ...writeReference('CN', carrier?.reference),
    ...writeParty('SU', data.supplierId),
    ...writeParty('DP', data.shipTo),
    ...(carrier ? [['TDT', '20', '', '', '', [carrier.scac, '', '182']] as const] : []),
    ['CPS', '1'],
    ...body,
    ['CNT', ['2', String(lines.length)]],
  ];
}

function level(id: number): WrittenSegment {
  return ['CPS', String(id), '1'];
}

function packLevel(id: number, sscc: string): readonly WrittenSegment[] {
  return [level(id), ['PAC', '1', '', 'CT'], ['PCI', '33E'], ['GIN', 'BJ', sscc]];
}

function writeLine({ line, packs }: AnnouncedLine): readonly WrittenSegment[] {
  const { quantity, temperature, hazardClass, lot, expiry, poId, poLine, sscc } = line;
  return [
    ...writeItem(line),
    ...(temperature === undefined
      ? []
      : [['IMD', 'F', '', ['', '', '', temperature.toUpperCase()]] as const]),
    writeQuantity('12', quantity),
    ...writeReference('ON', poId, poLine),
    ...(hazardClass === undefined ? [] : [['DGS', 'ADR', hazardClass] as const]),
    ...(lot === undefined && expiry === undefined ? [] : [['PCI', '36E'] as const]),
    ...(expiry === undefined ? [] : [writeMoment('361', expiry)]),
    ...(lot === undefined ? [] : [['GIN', 'BX', lot] as const]),
    ...(sscc === undefined ? packs : []).flatMap((pack): WrittenSegment[] => [
      ['PCI', '33E'],
      ['QTY', ['12', writeExact(pack)]],
      ['GIN', 'BJ', pack.sscc],
    ]),
  ];
}
