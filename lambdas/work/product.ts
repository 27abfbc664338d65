import { csvFieldsOf } from '../doors/csv/kinds.ts';
import { HEADER_FIELDS, LINE_FIELDS } from '../doors/fields.ts';
import type { Known } from './check-tenant.ts';
import { processSystems, systemNames } from './process-systems.ts';

/** What the product has, for checking the documents of tenants. */
export const product: Known = {
  systemsOf: new Map(Object.entries(processSystems)),
  systems: systemNames,
  csvFields: [...HEADER_FIELDS, ...LINE_FIELDS],
  csvFieldsOf,
};
