import { ApiProblem } from './kernel/problem.ts';

/**
 * Ids of processes and tasks hold slashes, colons and percent signs, which gateways, proxies and clients treat each in
 * their own way: in a path they are written base64url, as the answers' `id` has them.
 */
export function opaqueId(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** The id that `opaqueId` wrote. Raises not-found for any other text: there can be nothing under it. */
export function plainId(what: string, opaque: string): string {
  const id = Buffer.from(opaque, 'base64url').toString('utf8');
  if (id !== '' && opaqueId(id) === opaque) return id;
  throw new ApiProblem(
    'not-found',
    `there is no ${what} "${opaque.slice(0, 80)}"; use the id the list or the answer to a start gave`,
  );
}
