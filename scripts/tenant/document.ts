import { mergeDocuments } from '../../lambdas/domain/tenant-diff.ts';
import { type Checked, checkDocument } from '../../lambdas/work/check-tenant.ts';
import { product } from '../../lambdas/work/product.ts';
import { UsageError } from '../ops/verb.ts';

/**
 * A document from its file, with the parts of other files added to it by name, and `{{name}}` replaced where the stages
 * differ. Who applies it gives no version: the next one follows from what is in force.
 */
export async function readDocument(
  path: string,
  parts: readonly string[],
  settings: readonly string[],
  read: (path: string) => Promise<string>,
): Promise<Checked> {
  const values = settings.map((setting) => {
    const [, name, value] = /^(\w+)=(.+)$/.exec(setting) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(
        `--set "${setting}" is not name=value; for example --set systems=https://systems.example`,
      );
    return [`{{${name}}}`, value] as const;
  });
  const json = async (file: string): Promise<object> => {
    const text = await read(file).catch((error: unknown) => {
      throw new UsageError(`${file} cannot be read (${(error as Error).message}); name a JSON file`);
    });
    try {
      const found: unknown = JSON.parse(
        values.reduce((so, [name, value]) => so.replaceAll(name, value), text),
      );
      if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
    } catch (error) {
      throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
    }
    throw new UsageError(`${file} holds no JSON object; a tenant document is one`);
  };
  let document = await json(path);
  for (const part of parts) document = mergeDocuments(document, await json(part));
  return checkDocument({ version: 1, ...document }, product);
}
