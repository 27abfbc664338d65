import { ApiProblem } from './problem.ts';

/** The entity tag of a row's version. */
export function versionTag(version: number): string {
  return `"v${version}"`;
}

/** The version a caller saw, from If-Match. Raises precondition-required without one, malformed-request for another form. */
export function expectedVersionOf(ifMatch: string | undefined): number {
  if (!ifMatch)
    throw new ApiProblem(
      'precondition-required',
      'send If-Match with the ETag of what you have read, so that nobody else’s change is overwritten',
    );
  const version = /^"v(\d{1,15})"$/.exec(ifMatch)?.[1];
  if (version !== undefined) return Number(version);
  throw new ApiProblem('malformed-request', 'If-Match is not an ETag of this API', {
    errors: [{ field: 'header.If-Match', value: ifMatch.slice(0, 80), message: 'must be such as "v3"' }],
  });
}

/** Raises precondition-failed unless what stands is what the caller saw. */
export function requireVersion(what: string, standing: number, expected: number): void {
  if (standing === expected) return;
  throw new ApiProblem(
    'precondition-failed',
    `${what} is ${versionTag(standing)} now, not ${versionTag(expected)}; read it again and decide anew`,
    { headers: { etag: versionTag(standing) } },
  );
}
