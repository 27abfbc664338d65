import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { interactionPolicy, type JWK, Provider } from 'oidc-provider';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import { accountOf, LOGIN_PATH, loginPage } from './login.ts';
import { type Asked, CONSOLE, requestToken, secretOf } from './request-token.ts';

/**
 * A real OpenID provider on this machine, in the place of whoever issues a tenant's tokens elsewhere: programs get theirs
 * by client credentials, people by authorization code with PKCE. Nobody has a password here: people say at the login who of
 * the tenants' documents they are.
 */
export interface RunningIssuer {
  /** For instance http://127.0.0.1:4700; its keys are at `/jwks`, its tokens at `/token`. */
  readonly url: string;
  /** An access token for a member or a client of a tenant. Raises an error with the provider's reason. */
  readonly token: (who: Asked) => Promise<string>;
  /**
   * Signs with a new key from now on. The one before stays published, as issuers do while its tokens live; with
   * `forgetting`, only the new one is.
   */
  readonly rotate: (options?: { readonly forgetting?: boolean }) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface IssuerOptions {
  /** @default 0, any free port */
  readonly port?: number;
  readonly audience: string;
  readonly tenants: readonly Pick<TenantDocument, 'tenantId' | 'members' | 'clients'>[];
}

const HOUR_SECONDS = 3_600;

export async function startIssuer({ port = 0, audience, tenants }: IssuerOptions): Promise<RunningIssuer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let keys: readonly JWK[] = [];
  const rotate: RunningIssuer['rotate'] = async ({ forgetting = false } = {}) => {
    // The first key signs.
    keys = [await newKey(), ...(forgetting ? [] : keys)];
    const provider = providerOf({ url, audience, tenants, keys });
    const [answer, login] = [provider.callback(), loginPage(provider, tenants)];
    server.removeAllListeners('request').on('request', (request, response) => {
      if (request.url?.startsWith(LOGIN_PATH)) login(request, response);
      else answer(request, response);
    });
  };
  await rotate();
  return {
    url,
    token: (who) =>
      requestToken({ url, audience }, who, tenants.find(({ tenantId }) => tenantId === who.tenant)?.clients),
    rotate,
    stop: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' };
}

interface ProviderOptions extends Pick<IssuerOptions, 'audience' | 'tenants'> {
  readonly url: string;
  readonly keys: readonly JWK[];
}

function providerOf({ url, audience, tenants, keys }: ProviderOptions): Provider {
  const clients = tenants.flatMap(({ tenantId, clients = [] }) =>
    clients.map((client) => ({ ...client, tenantId })),
  );
  const scopes = [...new Set(clients.flatMap((client) => client.scopes))];
  const tenantOf = new Map(clients.map(({ clientId, tenantId }) => [clientId, tenantId]));
  const resource = {
    audience,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: HOUR_SECONDS,
    jwt: { sign: { alg: 'ES256' } },
  } as const;
  const provider: Provider = new Provider(url, {
    jwks: { keys: [...keys] },
    clients: [
      {
        client_id: CONSOLE,
        // A program in a browser keeps no secret: PKCE proves that who redeems the code is who asked for it.
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        // Of a native program, any port of this machine.
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
        id_token_signed_response_alg: 'ES256',
      },
      ...clients.map((client) => ({
        client_id: client.clientId,
        client_secret: secretOf(client.clientId),
        token_endpoint_auth_method: 'client_secret_basic' as const,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256' as const,
        scope: client.scopes.join(' '),
      })),
    ],
    scopes: ['openid', ...scopes],
    ttl: {
      Interaction: HOUR_SECONDS,
      Session: HOUR_SECONDS,
      Grant: HOUR_SECONDS,
      AccessToken: HOUR_SECONDS,
      IdToken: HOUR_SECONDS,
      ClientCredentials: HOUR_SECONDS,
      AuthorizationCode: 60,
    },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `${LOGIN_PATH}${uid}`, policy: loginAlone() },
    loadExistingGrant: async ({ oidc: { client, session } }) => {
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    clientBasedCORS: (_context, origin, { clientId }) =>
      clientId === CONSOLE && ['127.0.0.1', 'localhost'].includes(new URL(origin).hostname),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => resource,
      },
    },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    formats: {
      customizers: {
        jwt: (_context, { clientId = '' }, { payload }) => {
          const program = tenantOf.get(clientId);
          const person = accountOf(String(payload.sub));
          Object.assign(
            payload,
            program === undefined ? { tenant: person.tenant, sub: person.user } : { tenant: program },
          );
        },
      },
    },
  });
  return provider;
}

/** The console is our own program: nobody is asked whether it may act for them. */
function loginAlone(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}
