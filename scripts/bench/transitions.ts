import { day, endingsOf } from '../../local/scenarios/day.ts';
import { verdictOf } from '../../local/scenarios/verdict.ts';
import { watchBus } from '../../local/scenarios/watch.ts';
import { costOf } from './cost.ts';
import type { Figure, Row } from './figure.ts';

/** What a receiving process may take when nothing is out of the ordinary. */
const HAPPY_TRANSITIONS = 12;

export const transitions: Figure = {
  name: 'transitions',
  title: 'Transitions of each process of the day',
  how:
    'The day at two warehouses on LocalStack; states entered by each execution, from its history, plus one for every child of a ' +
    'distributed Map. Beside it: Standard transitions per 1,000 such processes in US dollars.',
  measure: async ({ stage, say }) => {
    const { floor, localStack } = await stage();
    const { clients, names } = floor.stage;
    const watch = await watchBus(localStack.endpoint, clients.events, names.bus);
    for (const act of day) {
      say(act.title);
      await act.run(floor);
    }
    const { processes, checks } = await verdictOf(floor, endingsOf(day), watch);
    await watch.stop();
    const failed = checks.filter((check) => !check.ok);
    return [
      ...processes.map((report, index): Row => {
        const dollars = costOf({ transition: report.transitions }).total * 1000;
        return {
          what: `${report.row.tenantId} ${report.row.processId}`,
          value: report.transitions,
          unit: '',
          // The first act of the day is the clean delivery.
          ...(index === 0 && { atMost: HAPPY_TRANSITIONS }),
          detail: `ends ${report.row.state}, ${report.tasks} tasks, ${report.cases} cases, US$ ${dollars.toFixed(2)}`,
        };
      }),
      {
        what: 'checks of the day that failed',
        value: failed.length,
        unit: '',
        atMost: 0,
        ...(failed.length > 0 && {
          detail: failed.map(({ what, detail }) => `${what}: ${detail}`).join('; '),
        }),
      },
    ];
  },
};
