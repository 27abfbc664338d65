import type { Operations } from './contract.ts';
import { erpFake } from './erp/fake.ts';
import { erpHttp } from './erp/http.ts';
import { erp } from './erp/port.ts';
import type { FakeSystem } from './fake-system.ts';
import { financeFake } from './finance/fake.ts';
import { financeHttp } from './finance/http.ts';
import { finance } from './finance/port.ts';
import type { Route } from './http-connector.ts';
import { supplierPortalFake } from './supplier-portal/fake.ts';
import { supplierPortalHttp } from './supplier-portal/http.ts';
import { supplierPortal } from './supplier-portal/port.ts';
import { wmsFake } from './wms/fake.ts';
import { wmsHttp } from './wms/http.ts';
import { wms } from './wms/port.ts';

export interface SystemEntry {
  readonly operations: Operations;
  readonly http: { readonly routes: Readonly<Record<string, Route>> };
  readonly fake: () => FakeSystem;
}
export type SystemRegistry = Readonly<Record<string, SystemEntry>>;

/**
 * Every system of record, one line each. The reference server, its OpenAPI document and the tests read it; functions do
 * not, so that each bundle holds its own system only.
 */
export const systems = {
  erp: { operations: erp, http: erpHttp, fake: erpFake },
  finance: { operations: finance, http: financeHttp, fake: financeFake },
  'supplier-portal': { operations: supplierPortal, http: supplierPortalHttp, fake: supplierPortalFake },
  wms: { operations: wms, http: wmsHttp, fake: wmsFake },
} satisfies SystemRegistry;
export type SystemName = keyof typeof systems;
