import { processes } from '../lib/processes/index.ts';
import { runCommand } from '../local/aws/errors.ts';
import { actsOf } from '../local/scenarios/day.ts';
import { play } from './play.ts';

/** `npm run scenario -- <process> [--exit]`: the acts of the day that show one process, on an empty stage. */
await runCommand(async () => {
  const [name, ...options] = process.argv.slice(2);
  const acts = name === undefined ? [] : actsOf(name);
  if (acts.length === 0 || options.some((option) => option !== '--exit')) {
    const known = processes.map((one) => one.name).join(', ');
    console.error(`Usage: npm run scenario -- <process> [--exit], where <process> is one of ${known}`);
    return 1;
  }
  return play(acts, options.length > 0);
});
