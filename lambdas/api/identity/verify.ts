import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { EVERY } from '../../domain/grants.ts';
import { type Issuer, TENANT_CLAIMS } from '../../domain/identity-settings.ts';
import type { Role, TenantDocument } from '../../domain/tenant.ts';
import { registeredTenant } from '../../doors/announce.ts';
import type { Clock } from '../../shared/clock.ts';
import { Forbidden, Unauthenticated } from '../../shared/errors.ts';
import type { TenantScope, TenantStore } from '../../store/ports.ts';
import type { Principal } from '../principal.ts';

/** The public keys of an issuer. */
export type KeySource = (issuer: Issuer) => JWTVerifyGetKey;

export interface VerifyDependencies {
  readonly tenants: Pick<TenantStore, 'current'>;
  readonly keys: KeySource;
  readonly clock: Clock;
  /** What tokens for this stage's API are issued for. */
  readonly audience: string;
}

/** No real access token is longer; what is need not be decoded to be refused. */
const LONGEST_TOKEN = 8_192;
/** Clocks of issuers may differ from ours by so many seconds. */
const TOLERANCE_SECONDS = 30;
/** Headers by which a token would say itself where its key is, or change what is signed. */
const REFUSED_HEADERS = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'zip'] as const;

/**
 * Who sends a request, proven by its bearer token: signed with a key of an issuer the tenant's document lists, for this
 * audience, in its time. The tenant is the one the token names, and only that tenant's issuers count for it. Grants are
 * those of the document; groups in the token narrow them.
 * Raises Unauthenticated for anything that is not a good token, and Forbidden for a good one of nobody the tenant knows.
 */
export async function verifyBearer(
  authorization: string | undefined,
  deps: VerifyDependencies,
): Promise<Principal> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN) throw new Unauthenticated('no access token');
  const { tenant, document, issuer } = await claimed(token, deps);
  const payload = await verified(token, issuer, deps);
  return principalOf(tenant, document, issuer, payload);
}

/** Which tenant and issuer an unproven token speaks of, as far as they are registered. */
async function claimed(token: string, { tenants }: VerifyDependencies) {
  const { header, payload } = decoded(token);
  if (REFUSED_HEADERS.some((name) => name in header)) throw new Unauthenticated('the header is not accepted');
  const [claim, ...others] = TENANT_CLAIMS.filter((name) => payload[name] !== undefined);
  const name = claim === undefined ? undefined : payload[claim];
  if (others.length > 0 || typeof name !== 'string') throw new Unauthenticated('the token names no tenant');
  const registered = await registeredTenant(name, { stores: { tenants } });
  const issuer = registered?.document.identity?.issuers.find(
    (known) => known.issuer === payload.iss && known.tenantClaim === claim,
  );
  // The same words whether the tenant or the issuer is unknown: nobody learns which tenants there are.
  if (!registered || !issuer) throw new Unauthenticated('the issuer is not accepted');
  return { tenant: registered.tenant, document: registered.document, issuer };
}

function decoded(token: string) {
  try {
    return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
  } catch {
    throw new Unauthenticated('the token is malformed');
  }
}

async function verified(
  token: string,
  issuer: Issuer,
  { keys, clock, audience }: VerifyDependencies,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys(issuer), {
      issuer: issuer.issuer,
      ...(issuer.audienceIn === 'scope' ? {} : { audience }),
      algorithms: [...issuer.algorithms],
      currentDate: new Date(clock()),
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'sub'],
    });
    return issuer.audienceIn === 'scope' ? withoutAudience(payload, audience) : payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Unauthenticated('the token has expired');
    if (error instanceof errors.JOSEError) throw new Unauthenticated('the token is not valid');
    throw error;
  }
}

/**
 * The token of an issuer that names the audience before each scope, as in `urn:tallyflow:prod:api/inventory:read`, with the
 * scopes for us alone. One with none of them was issued for somebody else.
 */
function withoutAudience(payload: JWTPayload, audience: string): JWTPayload {
  const own = scopesOf(payload)
    .filter((scope) => scope.startsWith(`${audience}/`))
    .map((scope) => scope.slice(audience.length + 1));
  if (own.length === 0)
    throw new errors.JWTClaimValidationFailed('no scope is for this API', payload, 'scope');
  return { ...payload, scope: own.join(' ') };
}

function principalOf(
  tenant: TenantScope,
  document: TenantDocument,
  issuer: Issuer,
  payload: JWTPayload,
): Principal {
  const named = payload[issuer.subjectClaim ?? 'sub'];
  const member = document.members.find(({ userId }) => userId === named);
  if (member) {
    const { userId: subject, sites, processes = [EVERY] } = member;
    const roles = narrowed(member.roles, issuer, payload);
    return { tenant, subject, kind: 'person', roles, sites, processes, scopes: scopesOf(payload) };
  }
  const client = document.clients?.find(({ clientId }) => clientId === clientOf(payload));
  if (!client)
    throw new Forbidden(
      `${payload.sub} is neither a member nor a client of this tenant; ask its administrator`,
    );
  const { sites, processes = [EVERY], partnerId, callsPerMinute } = client;
  return {
    tenant,
    subject: client.clientId,
    kind: 'client',
    roles: narrowed(client.roles, issuer, payload),
    sites,
    processes,
    scopes: scopesOf(payload).filter((scope) => client.scopes.includes(scope)),
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(callsPerMinute === undefined ? {} : { callsPerMinute }),
  };
}

/** The client a token was issued to for itself: one of a person names a client too, and gives nobody that client's grants. */
function clientOf({ sub, client_id: client = sub }: JWTPayload): string | undefined {
  return client === sub ? sub : undefined;
}

/** A token that names groups acts with no more than those; groups that are none of our roles are somebody else's. */
function narrowed(granted: readonly Role[], { rolesClaim }: Issuer, payload: JWTPayload): readonly Role[] {
  const named = rolesClaim === undefined ? undefined : payload[rolesClaim];
  if (named === undefined) return granted;
  const groups: readonly unknown[] = Array.isArray(named) ? named : [named];
  return granted.filter((role) => groups.includes(role));
}

function scopesOf({ scope }: JWTPayload): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
}
