import { runCommand } from '../local/aws/errors.ts';
import { day } from '../local/scenarios/day.ts';
import { play } from './play.ts';

/** `npm start [-- --exit]`: the whole day at two warehouses. */
await runCommand(() => play(day, process.argv.includes('--exit')));
