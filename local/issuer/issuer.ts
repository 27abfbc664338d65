import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { errors, type JWK, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { TenantDocument } from '../../lambdas/domain/tenant.ts';

/**
 * A real OpenID provider on this machine, in the place of whoever issues a tenant's tokens elsewhere: programs get theirs
 * by client credentials, people of the tenants' documents by naming themselves, since there is nobody to log in here.
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

export interface Asked {
  readonly tenant: string;
  /** A member's `userId` or a client's `clientId`. */
  readonly as: string;
  /** For clients; all they may have unless named. */
  readonly scopes?: readonly string[];
}

export interface IssuerOptions {
  /** @default 0, any free port */
  readonly port?: number;
  readonly audience: string;
  readonly tenants: readonly Pick<TenantDocument, 'tenantId' | 'members' | 'clients'>[];
}

/** The grant by which a person of a tenant's document gets a token here, and nowhere else. */
export const PERSON_GRANT = 'urn:tallyflow:local:person';
/** The program people use for it. */
const DESK = 'tallyflow-desk';
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
    server.removeAllListeners('request').on('request', provider.callback());
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

/** What a client proves itself with here; real issuers keep real ones. */
function secretOf(clientId: string): string {
  return `local-secret-of-${clientId}`;
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
  const common = {
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  } as const;
  const resource = {
    audience,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: HOUR_SECONDS,
    jwt: { sign: { alg: 'ES256' } },
  } as const;
  const provider = new Provider(url, {
    jwks: { keys: [...keys] },
    clients: [
      { ...common, client_id: DESK, client_secret: secretOf(DESK), grant_types: [PERSON_GRANT] },
      ...clients.map((client) => ({
        ...common,
        client_id: client.clientId,
        client_secret: secretOf(client.clientId),
        grant_types: ['client_credentials'],
        scope: client.scopes.join(' '),
      })),
    ],
    scopes,
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
    extraTokenClaims: (context, token) => ({
      tenant: tenantOf.get(token.clientId ?? '') ?? context.oidc.params?.tenant,
    }),
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  });
  provider.registerGrantType(
    PERSON_GRANT,
    (context) => answerPerson(provider, context, tenants, audience, resource),
    ['tenant', 'user'],
  );
  return provider;
}

/** Gives a member of a tenant's document a token in their name. */
async function answerPerson(
  provider: Provider,
  context: KoaContextWithOIDC,
  tenants: IssuerOptions['tenants'],
  audience: string,
  resource: ConstructorParameters<Provider['ResourceServer']>[1],
): Promise<void> {
  const { tenant, user } = context.oidc.params ?? {};
  const document = tenants.find(({ tenantId }) => tenantId === tenant);
  if (!document) throw new errors.InvalidRequest(`tenant ${tenant} is not one of this issuer`);
  if (!document.members.some(({ userId }) => userId === user))
    throw new errors.InvalidRequest(`${user} is no member of ${tenant}`);
  const accountId = String(user);
  const client = context.oidc.client;
  if (!client) throw new errors.InvalidClient('no client');
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  const grantId = await grant.save();
  const token = new provider.AccessToken({ accountId, client, grantId, gty: PERSON_GRANT, scope: '' });
  token.resourceServer = new provider.ResourceServer(audience, resource);
  context.body = {
    access_token: await token.save(),
    expires_in: HOUR_SECONDS,
    token_type: 'Bearer',
  };
}

/**
 * What any caller of an issuer does: asks its token endpoint, as OAuth 2.0 says.
 *
 * @param clients those of the tenant's document; anybody else is a person
 */
export async function requestToken(
  { url, audience }: { readonly url: string; readonly audience: string },
  { tenant, as, scopes }: Asked,
  clients: TenantDocument['clients'] = [],
): Promise<string> {
  const client = clients.find(({ clientId }) => clientId === as);
  const id = client ? as : DESK;
  const body: Record<string, string> = client
    ? { grant_type: 'client_credentials', scope: (scopes ?? client.scopes).join(' '), resource: audience }
    : { grant_type: PERSON_GRANT, tenant, user: as };
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secretOf(id)}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(body),
  });
  const said = (await answer.json()) as { access_token?: string; error_description?: string; error?: string };
  if (said.access_token === undefined)
    throw new Error(`no token for ${as} of ${tenant}: ${said.error_description ?? said.error}`);
  return said.access_token;
}
