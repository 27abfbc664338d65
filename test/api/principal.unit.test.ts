import { expect, it } from 'vitest';
import { type Principal, requireGrant } from '../../lambdas/api/principal.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';

const lee: Principal = {
  tenant: tenantScope('harbor-home'),
  subject: 'u-lee',
  kind: 'person',
  roles: ['supervisor'],
  sites: ['DC-SEA'],
  processes: ['cycle-count'],
  scopes: [],
};

it('lets a role do what it may at its sites in its processes', () => {
  expect(() =>
    requireGrant(lee, ['supervisor', 'dc-manager'], { site: 'DC-SEA', process: 'cycle-count' }),
  ).not.toThrow();
  expect(() => requireGrant(lee, ['supervisor'])).not.toThrow();
});

it('takes the star for every site and every process', () => {
  const everywhere = { ...lee, sites: ['*'], processes: ['*'] };
  expect(() =>
    requireGrant(everywhere, ['supervisor'], { site: 'DC-ATL', process: 'transfer' }),
  ).not.toThrow();
});

it.each([
  ['the role', ['finance'], {}, 'u-lee is supervisor; this needs one of: finance'],
  ['the site', ['supervisor'], { site: 'DC-ATL' }, 'u-lee is granted DC-SEA, not DC-ATL'],
  ['the process', ['supervisor'], { process: 'transfer' }, 'u-lee is granted cycle-count, not transfer'],
] as const)('names what is missing: %s', (_what, roles, about, message) => {
  expect(() => requireGrant(lee, roles, about)).toThrow(message);
});
