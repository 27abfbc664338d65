import { type Change, diffDocuments } from '../../lambdas/domain/tenant-diff.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import type { Checked, Problem } from '../../lambdas/work/check-tenant.ts';
import { counted, lines, table } from '../ops/table.ts';
import type { TenantHands } from './run.ts';

interface Plan {
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
  /** Names only: what they hold is nobody's to read here. */
  readonly secrets: readonly { readonly name: string; readonly exists: boolean }[];
  readonly text: string;
}

/** What is wrong with a document, or else what applying it would change and which secrets it needs. */
export async function planned(
  { document, problems }: Checked,
  { stores, hasSecret }: Pick<TenantHands, 'stores' | 'hasSecret'>,
): Promise<Plan> {
  if (!document || problems.length > 0) {
    const rows = problems.map(({ field, value, remedy }) => [field, JSON.stringify(value), remedy]);
    const text = lines(
      `${counted(problems.length, 'problem')}; nothing was changed.`,
      table(['field', 'value', 'remedy'], rows),
    );
    return { problems, changes: [], secrets: [], text };
  }
  const standing = await stores.tenants.current(tenantScope(document.tenantId));
  const changes = diffDocuments(standing, document);
  const names = [...new Set(Object.values(document.systems).map(({ secretName }) => secretName))];
  const secrets = await Promise.all(names.map(async (name) => ({ name, exists: await hasSecret(name) })));
  const missing = secrets.filter(({ exists }) => !exists).map(({ name }) => name);
  const text = lines(
    `The document of ${document.tenantId} is whole.`,
    standing
      ? `Version ${standing.version} is in force; applying this makes ${changes.length > 0 ? `version ${standing.version + 1}` : 'no new one'}.`
      : 'The tenant is new; applying this makes version 1.',
    changed(changes),
    missing.length > 0 &&
      `${counted(missing.length, 'secret is', 'secrets are')} still to be made: ${missing.join(', ')}`,
  );
  return { problems, changes, secrets, text };
}

/** Every change on a line of its own. */
export function changed(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing changes.';
  const rows = changes.map(({ field, before, after }) => [field, shown(before), shown(after)]);
  return `${counted(changes.length, 'change')}:\n${table(['field', 'in force', 'new'], rows)}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? '–' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
