import { runCommand } from '../local/aws/errors.ts';
import { newProcess } from './new/new-process.ts';

/** `npm run new -- process <name> --on <Event>`: a room of its own in every folder, green from its first minute. */
await runCommand(async () => {
  const [kind, name, option, event, ...rest] = process.argv.slice(2);
  if (
    kind !== 'process' ||
    name === undefined ||
    option !== '--on' ||
    event === undefined ||
    rest.length > 0
  ) {
    console.error(
      'Usage: npm run new -- process <name> --on <Event>, for instance: npm run new -- process spot-check --on CountRequested',
    );
    return 1;
  }
  const written = await newProcess(name, event);
  console.log(written.map((file) => `  ${file}`).join('\n'));
  console.log(
    `\nThe process ${name} begins on ${event}. Next: docs/adding-a-process.md; its tests: npx vitest run --project unit test/processes/${name}`,
  );
  return 0;
});
