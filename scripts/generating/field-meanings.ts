import { readdirSync, readFileSync } from 'node:fs';
import { glossary } from '../../events/glossary.ts';

/** A constant of a file below `events/`. */
interface Declaration {
  readonly file: string;
  readonly name: string;
  /** What the comment before it says. */
  readonly comment: string | undefined;
  readonly text: string;
}

const folder = new URL('../../events/', import.meta.url);
/** Holds kinds of values, such as an identifier: what is said of a kind is not what one field of it means. */
const KINDS = 'envelope.ts';

const declarations: readonly Declaration[] = readdirSync(folder, { encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(declarationsIn);

/**
 * What a field of an event means: the comment at it in the contract, or at the constant it is made of, or what a field of
 * this name means everywhere. Read from the sources, so that no bundle carries the words. Raises an error for a field
 * nobody has explained.
 *
 * @param name the constant that declares the fields: the type of an event, or `envelopeShape`
 * @param path the field, after those it is in
 */
export function meaningOf(name: string, path: readonly string[]): string {
  const field = path.at(-1) ?? '';
  const declared = path.slice(0, -1).reduce<readonly Declaration[]>(
    // A field made of a constant has its fields there, and not among those beside it.
    (outer, parent) => {
      const inner = firstOf(outer, (declaration) => constantOf(declaration, parent));
      return inner ? reachedFrom(inner) : outer;
    },
    declarations.filter((declaration) => declaration.name === name).flatMap(reachedFrom),
  );
  const found =
    firstOf(declared, ({ text }) => commentAt(text, field)) ??
    firstOf(declared, (declaration) => constantOf(declaration, field)?.comment) ??
    glossary[field];
  if (found === undefined)
    throw new Error(
      `the field ${path.join('.')} of ${name} is not explained: put a comment at it in its contract, or its name into events/glossary.ts`,
    );
  return found;
}

function declarationsIn(file: string): Declaration[] {
  // What begins a line at the margin begins a declaration, as the formatter writes them.
  const parts = readFileSync(new URL(file, folder), 'utf8').split(/\n(?=\/\*\*|export |const |import )/);
  return parts.flatMap((text, at) => {
    const [, name] = /^(?:export )?const (\w+)/.exec(text) ?? [];
    const before = parts[at - 1] ?? '';
    return name === undefined
      ? []
      : [{ file, name, text, comment: before.startsWith('/**') ? words(before) : undefined }];
  });
}

/** A declaration and those it is made of, nearest first. */
function reachedFrom(root: Declaration): readonly Declaration[] {
  const reached = new Set([root]);
  for (const { file, text } of reached)
    for (const [, name = ''] of code(text).matchAll(/(?<!\w|[^.]\.)\b([A-Za-z]\w*)\b(?!:)/g)) {
      const next = constant(name, file);
      if (next) reached.add(next);
    }
  return [...reached];
}

/** The constant of this name that a file sees: its own, or the one it imports. */
function constant(name: string, file: string): Declaration | undefined {
  const named = declarations.filter((declaration) => declaration.name === name && declaration.file !== KINDS);
  return (
    named.find((declaration) => declaration.file === file) ??
    named.find(({ text }) => text.startsWith('export '))
  );
}

function commentAt(text: string, field: string): string | undefined {
  const comments = [
    ...text.matchAll(new RegExp(`\\/\\*\\*((?:(?!\\*\\/)[\\s\\S])*)\\*\\/\\s*${field}[:,]`, 'g')),
  ];
  const [meaning, other] = new Set(comments.map(([comment]) => words(comment)));
  if (other !== undefined)
    throw new Error(
      `two fields ${field} of one declaration mean "${meaning}" and "${other}": make the inner one a constant`,
    );
  return meaning;
}

/** The constant a field is made of. */
function constantOf({ file, text }: Declaration, field: string): Declaration | undefined {
  const made = new RegExp(`\\b${field}: (?:z\\.(?:optional|array|nullable)\\()*([A-Za-z]\\w*)[,)\\s]`);
  const [, name = ''] = made.exec(text) ?? [];
  return constant(name, file);
}

/** What is left of a text without comments and strings. */
function code(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, '');
}

/** The words of a comment in one line. */
function words(comment: string): string {
  const [, inner = ''] = /\/\*\*([\s\S]*?)\*\//.exec(comment) ?? [];
  return inner.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
}

function firstOf<T>(
  declared: readonly Declaration[],
  find: (declaration: Declaration) => T | undefined,
): T | undefined {
  for (const declaration of declared) {
    const found = find(declaration);
    if (found !== undefined) return found;
  }
  return undefined;
}
