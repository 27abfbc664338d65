import { readdirSync, readFileSync } from 'node:fs';
import { catalog } from '../../events/index.ts';
import type { ConsumerSpec } from '../../lib/functions.ts';
import { kernelConsumers } from '../../lib/kernel.ts';
import { processes } from '../../lib/processes/index.ts';

/** Who announces an event and who hears it: the rooms of the processes, and everything else as the kernel's part. */
export interface Mapped {
  readonly type: string;
  readonly announcedBy: readonly string[];
  readonly heardBy: readonly string[];
}

const lambdas = new URL('../../lambdas/', import.meta.url);
/** Whoever is neither a process nor a part of the kernel: partners, systems, people. */
export const OUTSIDE = 'outside';

/** `docs/event-map.md`: read off the process specifications and off what the sources make events of. */
export function eventMap(): string {
  const rows = mapped();
  const table = rows.map(
    ({ type, announcedBy, heardBy }) =>
      `| [\`${type}\`](events/${type}.md) | ${announcedBy.join(', ')} | ${heardBy.join(', ') || '-'} |`,
  );
  return `# Who announces, who hears

One line per event of the [catalog](events.md): which part of Tallyflow announces it, \`${OUTSIDE}\` when partners, systems and people do,
and which part hears it. Every event also reaches the archive, and whoever else subscribes to the bus. This page is generated from
\`lib/processes\`, \`lib/kernel.ts\` and the sources below \`lambdas/\` by \`npm run generate\`.

## Between processes
\`\`\`mermaid
flowchart LR
${between(rows)
  .map((line) => `  ${line}`)
  .join('\n')}
\`\`\`

## Every event
| event | announced by | heard by |
|---|---|---|
${table.join('\n')}
`;
}

/** Every event of the catalog with who announces and who hears it. */
export function mapped(): Mapped[] {
  const announcers = announcersByEvent();
  const consumers: [string, readonly ConsumerSpec[]][] = [
    ...processes.map(({ name, consumers }): [string, readonly ConsumerSpec[]] => [name, consumers]),
    ...[...Map.groupBy(kernelConsumers, ({ entry }) => partOf(entry))],
  ];
  return [...catalog.keys()].map((type) => ({
    type,
    announcedBy: [...(announcers.get(type) ?? [OUTSIDE])].sort(),
    heardBy: consumers
      .filter(([, specs]) => specs.some((spec) => heardEvents(spec).includes(type)))
      .map(([name]) => name),
  }));
}

function heardEvents({ on }: ConsumerSpec): readonly string[] {
  if ('event' in on) return [on.event.type];
  return 'anyOf' in on ? on.anyOf.map(({ type }) => type) : [];
}

/** One arrow from each part to each process that hears it, with the events it brings. */
function between(rows: readonly Mapped[]): string[] {
  const arrows = new Map<string, string[]>();
  for (const { type, announcedBy, heardBy } of rows)
    for (const from of announcedBy)
      for (const to of heardBy) {
        const arrow = `${from}\n${to}`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), type]);
      }
  return [...arrows].map(([arrow, types]) => {
    const [from, to] = arrow.split('\n');
    return `${from} -->|"${types.join('<br/>')}"| ${to}`;
  });
}

/** What the kernel tells of itself; other events it makes are told by the rooms that have it make them. */
const OF_THE_KERNEL = ['case', 'integration', 'ops', 'task'].map((domain) => `warehouse.${domain}`);

/**
 * The parts that make an event of each contract. The first argument of `makeEvent` names its contracts in place, so that
 * reading a file is enough; one that does not is an error.
 */
function announcersByEvent(): ReadonlyMap<string, ReadonlySet<string>> {
  const announcers = new Map<string, Set<string>>();
  const sources = readdirSync(lambdas, { recursive: true, encoding: 'utf8' })
    // What comes in through the API is said by whoever sends it.
    .filter((file) => file.endsWith('.ts') && !file.startsWith('api/'))
    .map((file) => ({ file, text: readFileSync(new URL(file, lambdas), 'utf8') }));
  for (const { file, text } of sources) {
    for (const [, argument = ''] of text.matchAll(/(?<!function )\bmakeEvent\(\s*([^,]+),/g)) {
      const contracts = (argument.match(/\b[A-Z]\w+/g) ?? []).flatMap((name) => catalog.get(name) ?? []);
      if (contracts.length === 0)
        throw new Error(
          `lambdas/${file} makes an event of "${argument}": name the contracts of the catalog in the first argument of makeEvent`,
        );
      for (const { type, source } of contracts) {
        const isOwn = !file.startsWith('work/') || OF_THE_KERNEL.includes(source);
        const tellers = isOwn
          ? [file]
          : sources.filter((other) => other.text.includes(`/${file}'`)).map((other) => other.file);
        for (const teller of tellers)
          announcers.set(type, (announcers.get(type) ?? new Set()).add(partOf(teller)));
      }
    }
  }
  return announcers;
}

function partOf(file: string): string {
  const [folder, room = ''] = file.split('/');
  if (folder === 'processes') return room;
  return folder === 'patterns' ? folder : 'kernel';
}
