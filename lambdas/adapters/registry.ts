import { contactCenterFake } from './contact-center/fake.ts';
import { contactCenterHttp } from './contact-center/http.ts';
import { contactCenter } from './contact-center/port.ts';
import type { Operations } from './contract.ts';
import { crmFake } from './crm/fake.ts';
import { crmHttp } from './crm/http.ts';
import { crm } from './crm/port.ts';
import { ecommerceFake } from './ecommerce/fake.ts';
import { ecommerceHttp } from './ecommerce/http.ts';
import { ecommerce } from './ecommerce/port.ts';
import { erpFake } from './erp/fake.ts';
import { erpHttp } from './erp/http.ts';
import { erp } from './erp/port.ts';
import type { FakeSystem } from './fake-system.ts';
import { financeFake } from './finance/fake.ts';
import { financeHttp } from './finance/http.ts';
import { finance } from './finance/port.ts';
import type { Route } from './http-connector.ts';
import { omsFake } from './oms/fake.ts';
import { omsHttp } from './oms/http.ts';
import { oms } from './oms/port.ts';
import { supplierPortalFake } from './supplier-portal/fake.ts';
import { supplierPortalHttp } from './supplier-portal/http.ts';
import { supplierPortal } from './supplier-portal/port.ts';
import { tmsFake } from './tms/fake.ts';
import { tmsHttp } from './tms/http.ts';
import { tms } from './tms/port.ts';
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
  'contact-center': { operations: contactCenter, http: contactCenterHttp, fake: contactCenterFake },
  crm: { operations: crm, http: crmHttp, fake: crmFake },
  ecommerce: { operations: ecommerce, http: ecommerceHttp, fake: ecommerceFake },
  erp: { operations: erp, http: erpHttp, fake: erpFake },
  finance: { operations: finance, http: financeHttp, fake: financeFake },
  oms: { operations: oms, http: omsHttp, fake: omsFake },
  'supplier-portal': { operations: supplierPortal, http: supplierPortalHttp, fake: supplierPortalFake },
  tms: { operations: tms, http: tmsHttp, fake: tmsFake },
  wms: { operations: wms, http: wmsHttp, fake: wmsFake },
} satisfies SystemRegistry;
export type SystemName = keyof typeof systems;
