import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';

export const root = path.resolve(import.meta.dirname, '../..');

/** Every file that is shipped or run, by its path in the checkout. */
export const sources: readonly string[] = globSync('{bin,lib,lambdas,events,local,scripts}/**/*.ts', {
  cwd: root,
})
  .filter((file) => !file.includes('node_modules'))
  .sort();

export interface Import {
  /** A path in the checkout, or the name of a package. */
  readonly to: string;
  /** Node removes it before it runs the file. */
  readonly typeOnly: boolean;
}

const read = new Map<string, readonly Import[]>();

/** What a file imports, and which of it is still there once its types are stripped. Every rule asks about every file. */
export function importsOf(file: string): readonly Import[] {
  const imports = read.get(file) ?? readImports(file);
  read.set(file, imports);
  return imports;
}

function readImports(file: string): readonly Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const options = { compilerOptions: { verbatimModuleSyntax: true } };
  const { code } = transformSync(text, {
    loader: 'ts',
    format: 'esm',
    target: 'esnext',
    tsconfigRaw: options,
  });
  const runtime = new Set(specifiersIn(code));
  return [...new Set(specifiersIn(text))].map((specifier) => ({
    to: specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier,
    typeOnly: !runtime.has(specifier),
  }));
}

/** The specifiers of import and export declarations, dynamic imports and import types. */
export function specifiersIn(text: string): string[] {
  const declarations = text.matchAll(
    /^\s*(?:import|export)\s*(?:[\w$*{},\s]*?\bfrom\s*)?['"]([^'"\n]+)['"]/gm,
  );
  const calls = text.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g);
  return [...declarations, ...calls].map(([, specifier]) => specifier ?? '');
}
