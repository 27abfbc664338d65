import { span } from './table.ts';
import { type Arguments, type Ops, type Report, UsageError, type Verb } from './verb.ts';

export const clock: Verb = {
  words: ['[+2h30m | reset]'],
  options: [],
  summary: 'shows the clock of the local stage, or moves it on and lets everything due happen now',
  run: moveClock,
};

const UNITS = { d: 1440, h: 60, m: 1 } as const;

async function moveClock(ops: Ops, { words: [change] }: Arguments): Promise<Report> {
  if (change === 'reset') await ops.resetClock();
  else if (change !== undefined) await ops.moveClock(minutesOf(change) * 60_000);
  const now = ops.clock();
  const done =
    change === undefined
      ? 'The clock shows'
      : change === 'reset'
        ? 'The clock is the machine’s again:'
        : `The clock went on by ${span(minutesOf(change))} and the sweeper has run:`;
  return { data: { now }, text: `${done} ${now}` };
}

/** `+2h30m`, `+45m`, `+1d`: whole days, hours and minutes, forward only, because deadlines that passed cannot come again. */
export function minutesOf(change: string): number {
  const match = /^\+(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/.exec(change);
  if (!match)
    throw new UsageError(
      `"${change}" is not a time to move on by; use for example +2h30m, +45m, +1d or reset`,
    );
  const [, days = '0', hours = '0', minutes = '0'] = match;
  return Number(days) * UNITS.d + Number(hours) * UNITS.h + Number(minutes) * UNITS.m;
}
