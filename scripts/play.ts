import type { Envelope } from '../events/envelope.ts';
import { namesOf } from '../lib/names.ts';
import { LocalAwsError } from '../local/aws/errors.ts';
import { useOrStart } from '../local/aws/localstack.ts';
import type { RunningIssuer } from '../local/issuer/issuer.ts';
import type { Act } from '../local/scenarios/act.ts';
import { DAY_STARTS, endingsOf } from '../local/scenarios/day.ts';
import { floorOf, type Places } from '../local/scenarios/floor.ts';
import { prepareDay, startDayIssuer } from '../local/scenarios/prepare.ts';
import { type Verdict, verdictOf } from '../local/scenarios/verdict.ts';
import { watchBus } from '../local/scenarios/watch.ts';
import type { StageRuntime } from '../local/stage-runtime.ts';
import { systemsControl } from '../local/systems/control-client.ts';
import { type RunningSystems, startSystems } from '../local/systems/server.ts';
import { deployLocal, synthesizeLocal } from './deploy-local.ts';
import { connectTo } from './ops/connect.ts';
import { span, table } from './ops/table.ts';

/**
 * LocalStack, every stack, and acts of the day on real input, live. Returns the exit code: 0 when everything ended as it
 * should. Without `exitAfterwards` everything stays up until it is interrupted.
 */
export async function play(acts: readonly Act[], exitAfterwards: boolean): Promise<number> {
  const began = Date.now();
  const say = (message: string) => console.log(`${elapsed(began)}  ${message}`);
  const templates = synthesizeLocal(say);
  const localStack = await useOrStart({ onProgress: say });
  let systems: RunningSystems | undefined;
  let issuer: RunningIssuer | undefined;
  try {
    await localStack.during(deployLocal({ endpoint: localStack.endpoint, onProgress: say, templates }));
    systems = await startSystems();
    issuer = await startDayIssuer(namesOf('local').audience);
    const places = { systems: systems.url, issuer: issuer.url };
    const passed = await localStack.during(perform(acts, localStack.endpoint, places, say));
    if (!exitAfterwards) {
      say('everything stays up; press Ctrl-C to stop it');
      await Promise.race([localStack.exited, interrupted()]);
    }
    return passed ? 0 : 1;
  } finally {
    await systems?.stop();
    await issuer?.stop();
    if (localStack.started) await localStack.stop();
  }
}

async function perform(
  acts: readonly Act[],
  endpoint: string,
  places: Places,
  say: (message: string) => void,
): Promise<boolean> {
  const stage = await connectTo(endpoint);
  say(`the systems of record are played at ${places.systems}/docs`);
  if (await hadItsDay(stage, acts)) {
    throw new LocalAwsError(
      'This stage has had its day already: look around with `npm run ops`, or empty it with `npm run local -- reset` and start again.',
    );
  }
  const floor = floorOf(stage, systemsControl(places.systems));
  await prepareDay(floor, places, namesOf('local').secret);
  await floor.setClock(DAY_STARTS);
  const watch = await watchBus(endpoint, stage.clients.events, stage.names.bus, (event) =>
    say(`   ${lineOf(event)}`),
  );
  try {
    for (const [index, act] of acts.entries()) {
      say(`${index + 1}/${acts.length} ${act.title}: ${act.expect}`);
      await act.run(floor);
    }
    const verdict = await verdictOf(floor, endingsOf(acts), watch);
    console.log(render(verdict));
    return verdict.checks.every((check) => check.ok);
  } finally {
    await watch.stop();
  }
}

/** The files of the day are known by their content: dropping them twice on one stage does nothing, so the day would never begin. */
async function hadItsDay(stage: StageRuntime, acts: readonly Act[]): Promise<boolean> {
  const [first] = endingsOf(acts);
  return (
    first !== undefined && (await stage.stores.processes.get(first.tenant, first.processId)) !== undefined
  );
}

function lineOf(event: Envelope): string {
  return `${event.time.slice(11, 19)} ${event.site.padEnd(7)} ${event.type.padEnd(26)} ${event.subject}`;
}

function render({ processes, promises, openTasks, openCases, checks }: Verdict): string {
  const head = [
    'tenant',
    'process',
    'state',
    'outcome',
    'steps',
    'open for',
    'tasks',
    'cases',
    'transitions',
    'US$ per 1,000',
  ];
  const rows = processes.map(({ row, steps, waitedMinutes, tasks, cases, transitions, dollars }) => [
    row.tenantId,
    row.processId,
    row.state,
    row.outcome ?? '',
    steps,
    span(waitedMinutes),
    tasks,
    cases,
    transitions,
    (dollars * 1000).toFixed(2),
  ]);
  const work = [
    ...openTasks.map((task) => `task  ${task.taskId}  ${task.title}`),
    ...openCases.map((kase) => `case  ${kase.caseId}  ${kase.severity}  ${kase.summary}`),
  ];
  const judged = checks.map((check) => `${check.ok ? '✓' : '✗'} ${check.what} (${check.detail})`);
  const failed = checks.filter((check) => !check.ok).length;
  return [
    '',
    table(head, rows),
    '',
    ...promisesTold(promises),
    'Open work',
    ...(work.length > 0 ? work : ['none']),
    '',
    ...judged,
    '',
    failed === 0 ? 'The day went as it should.' : `${failed} of ${checks.length} checks failed.`,
    'Look around: npm run ops -- processes | show <id> | why <id> | cases | ledger --site DC-ATL --sku ACN-OATS-1KG; npm run audit -- verify',
  ].join('\n');
}

/** What became of the dates customers were promised, and how to ask why. */
function promisesTold(promises: Verdict['promises']): readonly string[] {
  const asked = promises.find(({ suppressed }) => suppressed.length > 0) ?? promises[0];
  if (!asked) return [];
  const rows = promises.map(({ row, promise, sent, suppressed }) => [
    row.tenantId,
    row.businessKey,
    promise,
    sent,
    suppressed.join(', '),
    row.state,
  ]);
  return [
    'Promises to customers',
    table(['tenant', 'order', 'promise', 'messages', 'not sent, because', 'state'], rows),
    `Why: npm run ops -- why '${asked.row.processId}' --tenant ${asked.row.tenantId}`,
    '',
  ];
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
