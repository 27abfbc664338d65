import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { catalog } from '../events/index.ts';

/**
 * Writes what is derived from the event contracts: one JSON Schema per event in `events/schemas`, and the catalog page
 * `docs/events.md`. `npm run generate` after a change of a contract; a test fails when they differ.
 */
export function generated(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const contract of catalog.values()) {
    const schema = {
      $id: `urn:tallyflow:event:${contract.type}:v${contract.version}`,
      title: contract.type,
      description: contract.summary,
      ...z.toJSONSchema(contract.event),
    };
    files.set(`events/schemas/${contract.type}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
  files.set('docs/events.md', page());
  return files;
}

function page(): string {
  const rows = [...catalog.values()].map(
    ({ type, source, version, summary }) =>
      `| [\`${type}\`](../events/schemas/${type}.json) | \`${source}\` | ${version} | ${summary} | [sample](../events/samples/${type}.json) |`,
  );
  return `# Events

Every event on the bus is CloudEvents 1.0 in the EventBridge \`detail\`; \`detail-type\` is the name below and \`source\` its domain.
This page is generated from \`events/\` by \`npm run generate\`.

| detail-type | source | version | what happened | |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

if (import.meta.main) {
  await mkdir('events/schemas', { recursive: true });
  const files = generated();
  for (const name of await readdir('events/schemas'))
    if (!files.has(`events/schemas/${name}`)) await rm(`events/schemas/${name}`);
  for (const [path, text] of files) await writeFile(path, text);
  console.log(`${files.size} files written from ${catalog.size} event contracts`);
}
