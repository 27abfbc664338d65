import type { BusinessDocument } from '../documents.ts';
import type { PartnerFormat } from '../notice.ts';
import type { SetKind } from './line-set.ts';
import { acknowledgment855 } from './sets/acknowledgment-855.ts';
import { acknowledgment997 } from './sets/acknowledgment-997.ts';
import { adjustment947 } from './sets/adjustment-947.ts';
import { change860 } from './sets/change-860.ts';
import { inventory846 } from './sets/inventory-846.ts';
import { purchaseOrder850 } from './sets/purchase-order-850.ts';
import { receipt944 } from './sets/receipt-944.ts';
import { receiving861 } from './sets/receiving-861.ts';
import { return180 } from './sets/return-180.ts';
import { shipAdvice943, shipAdvice945 } from './sets/ship-advice.ts';
import { shipOrder940 } from './sets/ship-order-940.ts';

/** Every kind of set that is read whole into one document; an 856 is read line by line. */
const DOCUMENT_SETS: readonly SetKind<BusinessDocument>[] = [
  return180,
  inventory846,
  purchaseOrder850,
  acknowledgment855,
  change860,
  receiving861,
  shipOrder940,
  shipAdvice943,
  receipt944,
  shipAdvice945,
  adjustment947,
  acknowledgment997,
];

const SHIP_NOTICE = { setId: '856', functionalId: 'SH' } as const;

/** What a partner's `formats` must hold for a set; answers to what we sent need no agreement. */
const FORMATS: Readonly<Record<string, PartnerFormat>> = {
  '180': 'x12-180',
  '846': 'x12-846',
  '850': 'x12-850',
  '855': 'x12-855',
  '856': 'x12-856',
  '860': 'x12-860',
  '861': 'x12-861',
  '940': 'x12-940',
  '943': 'x12-943',
  '944': 'x12-944',
  '945': 'x12-945',
  '947': 'x12-947',
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
