import { createHash, randomBytes } from 'node:crypto';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { accountIdOf } from './login.ts';

export interface Asked {
  readonly tenant: string;
  /** A member's `userId` or a client's `clientId`. */
  readonly as: string;
  /** For clients; all they may have unless named. */
  readonly scopes?: readonly string[];
}

export interface IssuerPlace {
  readonly url: string;
  readonly audience: string;
}

/** The program people use: it has no secret, as none in a browser has. */
export const CONSOLE = 'tallyflow-console';
/** Nobody listens there: the answer is read from where it would have gone. */
const CALLBACK = 'http://127.0.0.1/callback';

/** What a client proves itself with here; real issuers keep real ones. */
export function secretOf(clientId: string): string {
  return `local-secret-of-${clientId}`;
}

/**
 * What any caller of an issuer does: a program asks its token endpoint, a person logs in with a browser. Raises an error
 * with the issuer's reason.
 *
 * @param clients those of the tenant's document; anybody else is a person
 */
export async function requestToken(
  place: IssuerPlace,
  { tenant, as, scopes }: Asked,
  clients: TenantDocument['clients'] = [],
): Promise<string> {
  const client = clients.find(({ clientId }) => clientId === as);
  if (!client) {
    const verifier = newVerifier();
    return redeem(place, await logIn(place, { tenant, user: as }, challengeOf(verifier)), verifier);
  }
  return askForToken(
    place,
    {
      grant_type: 'client_credentials',
      scope: (scopes ?? client.scopes).join(' '),
      resource: place.audience,
    },
    { authorization: `Basic ${Buffer.from(`${as}:${secretOf(as)}`).toString('base64')}` },
  );
}

/** What only who asks for a code knows (RFC 7636). */
export function newVerifier(): string {
  return randomBytes(32).toString('base64url');
}

export interface Challenge {
  readonly code_challenge?: string;
  readonly code_challenge_method?: string;
}

export function challengeOf(verifier: string): Challenge {
  return {
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
}

/** Goes the way of a browser, from the program to the login and back, and answers with the code the program would get. */
export async function logIn(
  { url }: IssuerPlace,
  who: { readonly tenant: string; readonly user: string },
  challenge: Challenge,
): Promise<string> {
  const cookies = new Map<string, string>();
  const visit = async (address: string, form?: Record<string, string>): Promise<URL> => {
    const answer = await fetch(new URL(address, url), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`no login for ${who.user} of ${who.tenant}: ${await answer.text()}`);
    return new URL(next, url);
  };
  const asked = new URLSearchParams({
    client_id: CONSOLE,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    state: newVerifier(),
    ...challenge,
  });
  let place = await visit(`/auth?${asked}`);
  if (place.origin === new URL(url).origin)
    place = await visit(place.pathname, { account: accountIdOf(who) });
  if (place.origin === new URL(url).origin) place = await visit(place.pathname);
  const { code, state, error_description: reason } = Object.fromEntries(place.searchParams);
  if (code === undefined) throw new Error(`no code for ${who.user} of ${who.tenant}: ${reason}`);
  if (state !== asked.get('state')) throw new Error('the code answers what nobody asked');
  return code;
}

/** Changes a code for an access token. */
export function redeem(place: IssuerPlace, code: string, verifier: string): Promise<string> {
  return askForToken(place, {
    grant_type: 'authorization_code',
    client_id: CONSOLE,
    redirect_uri: CALLBACK,
    code,
    code_verifier: verifier,
  });
}

async function askForToken(
  { url }: IssuerPlace,
  asked: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<string> {
  const answer = await fetch(`${url}/token`, { method: 'POST', headers, body: new URLSearchParams(asked) });
  const said = (await answer.json()) as { access_token?: string; error_description?: string; error?: string };
  if (said.access_token === undefined) throw new Error(`no token: ${said.error} ${said.error_description}`);
  return said.access_token;
}
