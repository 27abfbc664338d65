import type { NoticeLine, NoticePack } from '../../../../events/inbound.ts';
import type { ReceivingSettings, ToleranceRule } from '../../../domain/tenant.ts';
import type { MasterData } from './orders.ts';

/** What the line checks of rule 5.1 need to know besides the lines. */
export interface CheckContext {
  readonly processId: string;
  readonly supplierId: string;
  readonly site: string;
  /** IANA zone of the site, in which expiry is measured. */
  readonly zone: string;
  readonly now: string;
  /** When the goods are due: remaining life is measured on that day. */
  readonly dueAt: string;
  readonly master: MasterData;
  readonly settings: ReceivingSettings;
  readonly tolerances: readonly ToleranceRule[];
  /** The partner's strict profile refuses wrong check digits. */
  readonly strictCheckDigits: boolean;
}

export interface NoticeToCheck extends CheckContext {
  readonly lines: readonly NoticeLine[];
  readonly packs?: readonly NoticePack[];
  /** Pack numbers this supplier used within the memory of V9, as `claimSscc` answered. */
  readonly usedPacks: ReadonlySet<string>;
  /** Other chunks of the notice: units announced before this one by order line, and order lines announced again after it. */
  readonly elsewhere?: { readonly before: ReadonlyMap<string, number>; readonly after: ReadonlySet<string> };
}
