import { readdirSync, readFileSync } from 'node:fs';
import jsonata from 'jsonata';

/** Reads the state machine definitions as the lints look at them. */

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly [field: string]: unknown;
}
export interface Transition {
  readonly Next: string;
  readonly ErrorEquals?: readonly string[];
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName?: string };
  readonly TimeoutSeconds?: number | string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Transition[];
  readonly Choices?: readonly Transition[];
  readonly Default?: string;
  readonly Next?: string;
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly ItemProcessor?: Block & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly Branches?: readonly Block[];
  readonly [field: string]: unknown;
}
export interface Block {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}
export interface Definition extends Block {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

const folder = new URL('../../statemachines/', import.meta.url);

export interface Machine {
  readonly name: string;
  readonly text: string;
  readonly definition: Definition;
}

export const machines: readonly Machine[] = readdirSync(folder)
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return { name: file.slice(0, -'.asl.json'.length), text, definition: JSON.parse(text) };
  });

/** Every block of a definition: the machine itself and, inside it, each map's and each branch's states. */
export function blocksOf(block: Block): Block[] {
  return [block, ...Object.values(block.States).flatMap((state) => innerBlocks(state).flatMap(blocksOf))];
}

export function innerBlocks(state: State): Block[] {
  return [...(state.ItemProcessor ? [state.ItemProcessor] : []), ...(state.Branches ?? [])];
}

export function statesOf(block: Block): [name: string, state: State][] {
  return blocksOf(block).flatMap(({ States }) => Object.entries(States));
}

/** The text between `{%` and `%}` of every expression in a value, however deep. States inside the value are left out. */
export function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string')
    return value.startsWith('{%') && value.endsWith('%}') ? [value.slice(2, -2).trim()] : [];
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([field, inner]) => (field === 'States' ? [] : expressionsIn(inner)));
}

/** What an expression refers to. Throws when JSONata cannot parse it. */
export interface References {
  /** Names of variables it reads, without `$`, except those it binds itself. */
  readonly variables: readonly string[];
  readonly functions: readonly string[];
  /** Paths it reads: `$states.input.advice` is `['$states', 'input', 'advice']`, a path from the context starts with `$`. */
  readonly paths: readonly (readonly string[])[];
}

export function referencesIn(expression: string): References {
  const variables = new Set<string>();
  const functions = new Set<string>();
  const bound = new Set<string>();
  const paths: string[][] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const inner of node) visit(inner);
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
    const {
      type,
      value,
      steps,
      procedure,
      lhs,
      arguments: inputs,
      ...rest
    } = node as Record<string, unknown>;
    if (type === 'variable') {
      if (value !== '') variables.add(String(value));
      paths.push([`$${value}`]);
    }
    if (type === 'name') paths.push(['$', String(value)]);
    if (type === 'path' && Array.isArray(steps)) {
      paths.push(pathOf(steps));
      // The names after the first step belong to the path; only what they compute is looked at.
      const [first, ...others] = steps;
      if ((first as { type?: string }).type !== 'name') visit(first);
      visit(
        others.map((step) =>
          (step as { type?: string }).type === 'name' ? { ...(step as object), type: 'step' } : step,
        ),
      );
    } else {
      visit(steps);
    }
    if (type === 'function') functions.add(String((procedure as { value?: unknown }).value));
    else visit(procedure);
    if (type === 'bind') bound.add(String((lhs as { value?: unknown }).value));
    else visit(lhs);
    if (type === 'lambda')
      for (const input of inputs as { value?: unknown }[]) bound.add(String(input.value));
    else visit(inputs);
    for (const inner of Object.values(rest)) visit(inner);
  };
  visit(jsonata(expression).ast());
  return { variables: [...variables].filter((name) => !bound.has(name)), functions: [...functions], paths };
}

function pathOf(steps: readonly unknown[]): string[] {
  const named = steps.map((step) => step as { type?: string; value?: unknown });
  const names = named.map(({ type, value }) => (type === 'variable' ? `$${value}` : String(value)));
  return names[0]?.startsWith('$') ? names : ['$', ...names];
}
