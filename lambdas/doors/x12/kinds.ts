import type { BusinessDocument } from '../documents.ts';
import type { PartnerFormat } from '../notice.ts';
import type { SetKind } from './line-set.ts';
import { acknowledgment855 } from './sets/acknowledgment-855.ts';
import { change860 } from './sets/change-860.ts';
import { purchaseOrder850 } from './sets/purchase-order-850.ts';

/** Every kind of set that is read whole into one document; an 856 is read line by line. */
const DOCUMENT_SETS: readonly SetKind<BusinessDocument>[] = [purchaseOrder850, acknowledgment855, change860];

const SHIP_NOTICE = { setId: '856', functionalId: 'SH' } as const;

/** What a partner's `formats` must hold for a set; answers to what we sent need no agreement. */
const FORMATS: Readonly<Record<string, PartnerFormat>> = {
  '850': 'x12-850',
  '855': 'x12-855',
  '856': 'x12-856',
  '860': 'x12-860',
};

/** ST01 of every set a partner may send. */
export const X12_SETS: readonly string[] = Object.keys(FORMATS);

export function kindOf(setId: string): SetKind<BusinessDocument> | undefined {
  return DOCUMENT_SETS.find((kind) => kind.setId === setId);
}

/** ST01 of the sets that come in groups of this GS01. */
export function setsOf(functionalId: string): readonly string[] {
  return [...DOCUMENT_SETS, SHIP_NOTICE]
    .filter((kind) => kind.functionalId === functionalId)
    .map(({ setId }) => setId);
}

export function formatOf(setId: string): PartnerFormat | undefined {
  return Object.hasOwn(FORMATS, setId) ? FORMATS[setId] : undefined;
}
