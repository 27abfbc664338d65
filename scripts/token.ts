import { parseArgs } from 'node:util';
import { tenantScope } from '../lambdas/store/ports.ts';
import { namesOf } from '../lib/names.ts';
import { requestToken } from '../local/issuer/request-token.ts';
import { connect } from './ops/connect.ts';

/** `npm run token -- --tenant harbor-home --as supervisor-sea`: an access token of the issuer of the running day. */
const { values } = parseArgs({ options: { tenant: { type: 'string' }, as: { type: 'string' } } });
try {
  const { tenant, as } = values;
  if (!tenant || !as)
    throw new Error('say for whom: npm run token -- --tenant <tenant> --as <userId or clientId>');
  const { stores } = await connect(process.env);
  const document = await stores.tenants.current(tenantScope(tenant));
  const issuer = document?.identity?.issuers[0];
  if (!issuer) throw new Error(`tenant ${tenant} has no issuer; is it one of the running day?`);
  const where = { url: issuer.issuer, audience: namesOf('local').audience };
  console.log(await requestToken(where, { tenant, as }, document.clients));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
