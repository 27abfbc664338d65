import * as z from 'zod/mini';
import { EVERY } from '../domain/grants.ts';
import type { Partner, TenantDocument } from '../domain/tenant.ts';
import { Forbidden } from '../shared/errors.ts';
import type { TenantScope } from '../store/ports.ts';
import type { FileDeps } from './deps.ts';
import { ApiProblem } from './kernel/problem.ts';
import type { Call } from './kernel/route.ts';
import { opaqueId, plainId } from './opaque-id.ts';
import type { Principal } from './principal.ts';

/** Which files of a tenant a caller may send and see: a partner's program its own, anybody else all of the tenant. */

/** A folder and a file of it: no slash, and nothing that begins with a dot. */
const partnerFolder = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, "the id of a partner, as the tenant's document has it"),
  );
const fileName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/,
      'a file name of letters, digits, dots, dashes and underscores, which begins with a letter or digit',
    ),
  );
export const whichFile = { partnerId: partnerFolder, name: fileName };

/** Base64url of partner and name: a name that came by S3 may be as long as a key. */
export const byFileId = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,1400}$/, 'an id as answers give it')),
});

/** Bytes of a request that carries a file: a function is handed 6 MB, and its event quotes the body once more. */
export const FILE_BODY_BYTES = 4_000_000;

export const fileContent = {
  content: z.string().check(z.minLength(1)),
  /** How `content` is written. @default utf8 */
  encoding: z.optional(z.enum(['utf8', 'base64'])),
};

/** The bytes of a file in a body. Raises malformed-request for what is no base64. */
export function bytesOf({
  content,
  encoding = 'utf8',
}: z.infer<z.ZodMiniObject<typeof fileContent>>): Uint8Array {
  const bytes = Buffer.from(content, encoding);
  if (encoding === 'utf8' || bytes.toString('base64') === content) return bytes;
  throw new ApiProblem('malformed-request', 'the content is no base64', {
    errors: [
      {
        field: 'body.content',
        value: content.slice(0, 80),
        message: 'must be base64 of RFC 4648 with its padding and without line ends',
      },
    ],
  });
}

/** Where a file is within its tenant. */
export interface FilePlace {
  readonly partnerId: string;
  readonly name: string;
}

export function fileIdOf({ partnerId, name }: FilePlace): string {
  return opaqueId(`${partnerId}/${name}`);
}

/** The place an id names. Raises not-found for one the caller may not see as for one that can have no file. */
export function placeOfFile({ partnerId: own }: Principal, id: string): FilePlace {
  const place = plainId('file', id);
  const slash = place.indexOf('/');
  const [partnerId, name] = [place.slice(0, slash), place.slice(slash + 1)];
  const possible =
    partnerFolder.safeParse(partnerId).success && name !== '' && !/(^|\/)\.\.?(\/|$)/.test(name);
  if (slash > 0 && possible && (own === undefined || own === partnerId)) return { partnerId, name };
  throw noSuchFile();
}

export function noSuchFile(): ApiProblem {
  return new ApiProblem('not-found', 'there is no such file; GET /v1/files lists them');
}

/** Where partners drop what they send. */
export function inboxKey(tenant: TenantScope, { partnerId, name }: FilePlace): string {
  return `inbox/${tenant}/${partnerId}/${name}`;
}

/** What stands before the reports of a tenant, or of one of its partners. */
export function reportsPrefix(tenant: TenantScope, partnerId?: string): string {
  return partnerId === undefined ? `reports/${tenant}/` : `reports/${tenant}/${partnerId}/`;
}

/** A partner of the tenant with the document that registers it. Raises Forbidden for a program of another partner. */
export async function registeredPartner(
  { tenant, subject, partnerId: own }: Principal,
  partnerId: string,
  { stores }: Pick<FileDeps, 'stores'>,
): Promise<{ readonly partner: Partner; readonly document: TenantDocument }> {
  if (own !== undefined && own !== partnerId)
    throw new Forbidden(`${subject} speaks for ${own}, not for ${partnerId}`);
  const document = await stores.tenants.current(tenant);
  const partner = document?.partners.find((known) => known.partnerId === partnerId);
  if (document && partner) return { partner, document };
  throw new ApiProblem('unprocessable', `${partnerId} is no partner of ${tenant}`, {
    errors: [
      {
        field: 'body.partnerId',
        value: partnerId,
        message: "must be a partner of the tenant's document; register it there first",
      },
    ],
  });
}

/** A file may speak of every site and start any process: whoever is granted single ones sends none, partners excepted. */
export function requireSending({
  principal,
  require,
}: Pick<Call<never, never, never>, 'principal' | 'require'>): void {
  if (principal.partnerId === undefined) require({ site: EVERY, process: EVERY });
}
