import { readFileSync } from 'node:fs';
import { TenantDocument } from '../../../lambdas/domain/tenant.ts';

/** A tenant of the day at two warehouses, changed for a test. */
export function tenantDocument(
  tenantId: string,
  change: (document: TenantDocument) => TenantDocument = (document) => document,
): TenantDocument {
  const path = new URL(`../../../local/scenarios/tenants/${tenantId}.json`, import.meta.url);
  return change(
    TenantDocument.parse(
      JSON.parse(
        readFileSync(path, 'utf8')
          .replaceAll('{{systems}}', 'https://systems.example')
          .replaceAll('{{issuer}}', 'https://issuer.example'),
      ),
    ),
  );
}
