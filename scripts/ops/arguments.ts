import { parseArgs } from 'node:util';
import { type Arguments, flags, type OptionName, optionNames, UsageError, type Verb } from './verb.ts';

export interface CommandLine {
  readonly verb: Verb;
  readonly args: Arguments;
  readonly tenant: string | undefined;
  readonly json: boolean;
}

/** Reads the command line. Raises UsageError with the word that does not fit and what does. */
export function readCommandLine(
  words: readonly string[],
  verbs: Readonly<Record<string, Verb>>,
): CommandLine {
  const { values, positionals } = parsed(words);
  const [name, ...rest] = positionals;
  if (name === undefined) throw new UsageError(overview(verbs));
  const verb = verbs[name];
  if (!verb) throw new UsageError(`"${name}" is not a command; use one of: ${Object.keys(verbs).join(', ')}`);

  const { tenant, json = false, form = [], ...given } = values;
  const stray =
    Object.keys(given).find((option) => !verb.options.includes(option as OptionName)) ??
    (form.length > 0 && !verb.options.includes('form') ? 'form' : undefined);
  if (stray !== undefined)
    throw new UsageError(`--${stray} does not go with ${name}; use: ${usageOf(name, verb)}`);
  const required = verb.words.filter((word) => !word.startsWith('[')).length;
  if (rest.length < required)
    throw new UsageError(`${name} needs ${verb.words[rest.length]}; use: ${usageOf(name, verb)}`);
  if (rest.length > verb.words.length)
    throw new UsageError(`"${rest[verb.words.length]}" is one word too many; use: ${usageOf(name, verb)}`);
  const options: Arguments['options'] = Object.fromEntries(
    Object.entries(given).map(([option, value]) => [option, String(value)]),
  );
  const missing = verb.needs?.find((option) => !options[option]?.trim());
  if (missing !== undefined) throw new UsageError(`${name} needs --${missing}; use: ${usageOf(name, verb)}`);
  return { verb, args: { words: rest, options, form }, tenant, json };
}

function parsed(words: readonly string[]) {
  const own = Object.fromEntries(
    optionNames
      .filter((name) => name !== 'form')
      .map((name) => [name, { type: flags.includes(name) ? ('boolean' as const) : ('string' as const) }]),
  );
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        ...own,
        form: { type: 'string', multiple: true },
        tenant: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's message names the option; its advice about `--` helps nobody here.
    throw new UsageError(`${(error as Error).message.split('. To ')[0]}; npm run ops -- lists what there is`);
  }
}

/** What an option's value is, where its own name does not say it. */
const VALUES: Readonly<Partial<Record<OptionName, string>>> = {
  as: 'user',
  to: 'user',
  form: 'field=value',
  limit: 'count',
};

/** How a command is written. */
export function usageOf(name: string, verb: Verb): string {
  const words = verb.words.map((word) => (word.startsWith('[') ? word : `<${word}>`));
  const options = verb.options.map((option) => {
    const written = flags.includes(option) ? `--${option}` : `--${option} <${VALUES[option] ?? option}>`;
    return verb.needs?.includes(option) ? written : `[${written}]`;
  });
  return ['npm run ops --', name, ...words, ...options].join(' ');
}

function overview(verbs: Readonly<Record<string, Verb>>): string {
  const lines = Object.entries(verbs).map(
    ([name, verb]) => `  ${usageOf(name, verb).replace('npm run ops -- ', '')}\n      ${verb.summary}`,
  );
  return `npm run ops -- <command>\n${lines.join('\n')}\n  Everywhere: [--tenant <tenant>] [--json]`;
}
