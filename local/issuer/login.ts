import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';

export const LOGIN_PATH = '/login/';

/** Who a person is in all tenants of an issuer: no tenant's name holds a slash. */
export function accountIdOf({ tenant, user }: { readonly tenant: string; readonly user: string }): string {
  return `${tenant}/${user}`;
}

export function accountOf(accountId = ''): { readonly tenant: string; readonly user: string } {
  const slash = accountId.indexOf('/');
  return { tenant: accountId.slice(0, slash), user: accountId.slice(slash + 1) };
}

type Members = readonly Pick<TenantDocument, 'tenantId' | 'members'>[];

/** Shows whoever is sent here the members of the tenants' documents, and lets them be the one they choose. */
export function loginPage(provider: Provider, tenants: Members) {
  const accounts = tenants.flatMap(({ tenantId: tenant, members }) =>
    members.map(({ userId: user }) => accountIdOf({ tenant, user })),
  );
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST')
      return response.writeHead(200, { 'content-type': 'text/html' }).end(page(accounts));
    const account = new URLSearchParams(await text(request)).get('account') ?? '';
    if (!accounts.includes(account))
      return response.writeHead(400, { 'content-type': 'text/plain' }).end(refusal(account, tenants));
    return provider.interactionFinished(request, response, { login: { accountId: account } });
  };
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: Error) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(`log in again: ${error.message}`);
    });
  };
}

function refusal(account: string, tenants: Members): string {
  const { tenant, user } = accountOf(account);
  return tenants.some(({ tenantId }) => tenantId === tenant)
    ? `${user} is no member of ${tenant}`
    : `tenant ${tenant} is not one of this issuer`;
}

/** Accounts are identifiers, which hold nothing HTML would take for itself. */
function page(accounts: readonly string[]): string {
  return `<!doctype html><html lang="en"><title>Log in</title>
<form method="post"><label>Who are you? <select name="account">
${accounts.map((account) => `<option>${account}</option>`).join('\n')}
</select></label> <button>Log in</button></form></html>`;
}
