import type { Measured } from '../../documents.ts';
import type { Exact } from '../../exact.ts';
import { bareSscc, kinds, type RawRecord, reader } from '../../fields.ts';
import type { DoorContext } from '../../notice.ts';

/** What the CSV kinds of documents have in common. */

type Read<Field extends string> = ReturnType<typeof reader<Field>>;

/** The header of a report whose rows speak for themselves: its number, and that it came now. */
export function reportHeader<Type extends string, Field extends string>(
  type: Type,
  raw: RawRecord<Field | 'reportId'>,
  context: DoorContext,
) {
  const read = reader(raw, 'document', context);
  const documentId = read.required('reportId', kinds.id);
  const { faults } = read;
  if (!documentId) return { header: undefined, faults };
  return {
    header: { type, documentId, purpose: 'original' as const, issuedAt: context.receivedAt },
    faults,
  };
}

/** One of the tenant's sites, by code or GLN. */
export function readSite<Field extends string>(
  read: Read<Field>,
  raw: RawRecord<Field>,
  field: Field,
  { sites }: DoorContext,
): string | undefined {
  const party = read.required(field, kinds.label64);
  const site = sites.find((known) => known.site === party || known.gln === party)?.site;
  if (party !== undefined && site === undefined) {
    const known = sites.map((one) => `${one.site} (${one.gln})`).join(', ');
    read.fault(field, 'SHIP_TO_UNKNOWN', 'reject', `${raw.name(field)} is no site of ours; we have ${known}`);
  }
  return site;
}

/** Without a unit, pieces; EA and PCE are the same. */
export function readUom<Field extends string>(read: Read<Field | 'uom'>): string {
  const uom = read.optional('uom', kinds.uom) ?? 'EA';
  return uom === 'PCE' ? 'EA' : uom;
}

/** Whole pieces, because units of stock are counted from them. */
export function pieces<Field extends string>(
  read: Read<Field>,
  raw: RawRecord<Field>,
  field: Field,
  amount: Exact | undefined,
  uom: string,
): Measured | undefined {
  if (!amount) return undefined;
  if (uom === 'EA' && amount.scale === 0) return { ...amount, uom };
  const message = `${raw.name(field)} must be whole pieces (EA, PCE), because units of stock are counted from it`;
  read.fault(field, 'FIELD_INVALID', 'reject', message);
  return undefined;
}

export function readGtin<Field extends string>(read: Read<Field | 'gtin'>): string | undefined {
  const gtin = read.optional('gtin', kinds.label64);
  if (gtin !== undefined) read.checkKey('gtin', 'gtin', gtin);
  return gtin;
}

export function readSscc<Field extends string>(read: Read<Field | 'sscc'>): string | undefined {
  const named = read.optional('sscc', kinds.label64);
  const sscc = named === undefined ? undefined : bareSscc(named);
  if (sscc !== undefined) read.checkKey('sscc', 'sscc', sscc, 'pack');
  return sscc;
}
