import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';

/** Signatures with a private key only: whoever verifies a token must not be able to make one. */
export const Algorithm = z.enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA']);

/** Where a tenant's tokens come from. What is not listed here is refused, whatever a token says of itself. */
export const Issuer = z.object({
  /** Exactly the `iss` of its tokens. */
  issuer: z.string().check(z.minLength(1)),
  /** Where its keys are; never taken from a token. */
  jwksUri: z.string().check(z.minLength(1)),
  algorithms: z.array(Algorithm).check(z.minLength(1)),
  /** The claim with the tenant, one of `TENANT_CLAIMS`. */
  tenantClaim: z.string(),
  /** The claim with groups or roles: those of our roles it names narrow what the document grants. */
  rolesClaim: z.optional(z.string()),
  /** The claim with the `userId` of a member. @default sub */
  subjectClaim: z.optional(z.string()),
  /**
   * Where a token says which API it is for: in `aud`, or before each of its scopes and a slash, as Cognito does, whose
   * access tokens have no `aud`. @default aud
   */
  audienceIn: z.optional(z.enum(['aud', 'scope'])),
});
export type Issuer = z.infer<typeof Issuer>;

/** Names issuers may give the tenant: which one counts is told by the tenant's document. */
export const TENANT_CLAIMS = ['tenant', 'custom:tenant'] as const;

export const IdentitySettings = z.object({ issuers: z.array(Issuer) });

/** A program that calls the API: what it may is granted here, what its token was issued for narrows it. */
export const clientOf = <RoleSchema extends z.ZodMiniType>(role: RoleSchema) =>
  z.object({
    clientId: identifier,
    /** The partner it speaks for: it sees that partner's files and quarantine, and no other's. */
    partnerId: z.optional(identifier),
    roles: z.array(role),
    sites: z.array(z.string()),
    /** Every process unless named. */
    processes: z.optional(z.array(z.string())),
    scopes: z.array(z.string()),
    callsPerMinute: z.optional(z.int().check(z.positive())),
  });
