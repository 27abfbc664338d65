import { describe, expect, it } from 'vitest';
import { promiseDefaults, promiseLimits } from '../../lambdas/domain/promise-settings.ts';
import { PromiseSettings, TenantDocument } from '../../lambdas/domain/tenant.ts';
import { tenantDocument } from '../processes/support/tenants.ts';

const plain = tenantDocument('northwind-grocery', ({ orderPromise: _, ...document }) => document);

describe('promiseLimits', () => {
  it('has a starting value for every limit, and a document without the section is valid', () => {
    expect(PromiseSettings.parse(promiseDefaults)).toEqual(promiseDefaults);
    const limits = promiseLimits(TenantDocument.parse(plain), 'DC-ATL');
    expect(Object.keys(limits).sort()).toEqual(Object.keys(PromiseSettings.shape).sort());
    expect(new Set(Object.values(limits).map(({ level }) => level))).toEqual(new Set(['default']));
  });

  it("takes the site's own value first, then the tenant's, and says which it was", () => {
    const document = TenantDocument.parse({
      ...plain,
      orderPromise: { laterDays: 2, offerDays: 5, sites: { 'DC-ATL': { laterDays: 3 } } },
    });
    const { laterDays, offerDays, earlierDays } = promiseLimits(document, 'DC-ATL');
    expect([laterDays, offerDays, earlierDays]).toEqual([
      { value: 3, level: 'site' },
      { value: 5, level: 'tenant' },
      { value: 2, level: 'default' },
    ]);
    expect(promiseLimits(document, 'DC-OTHER').laterDays).toEqual({ value: 2, level: 'tenant' });
  });
});
