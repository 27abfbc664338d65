import { beforeEach, describe, expect, it } from 'vitest';
import { outboxItemKey, rowKeyOf } from '../../lambdas/store/outbox-row.ts';
import { tenantScope } from '../../lambdas/store/ports.ts';
import { answerTask } from '../../lambdas/work/answer-task.ts';
import { openCase } from '../../lambdas/work/cases.ts';
import { openTask } from '../../lambdas/work/tasks.ts';
import { minutesOf } from '../../scripts/ops/clock.ts';
import { run } from '../../scripts/ops/run.ts';
import { distance, localTime, money } from '../../scripts/ops/table.ts';
import { NoStage, UsageError } from '../../scripts/ops/verb.ts';
import { demand } from '../processes/backorder-release/rules/fixtures.ts';
import {
  acme,
  auditKinds,
  calendar,
  document,
  MONDAY,
  processId,
  review,
  site,
  taskId,
  type World,
  world,
} from '../work/support.ts';

const globex = tenantScope('globex');
let deps: World;
let swept: number;
beforeEach(async () => {
  deps = await world();
  swept = 0;
  await openTask(deps, acme, deps.process, calendar, review);
});

const stage = () => ({
  ...deps,
  sweep: async () => {
    swept += 1;
  },
  moveClock: async (milliseconds: number) => {
    deps.clock.advance(milliseconds);
    swept += 1;
  },
  resetClock: async () => deps.clock.set(MONDAY),
  lookUp: async ({ operation }: { operation: string }) => answers[operation],
});
/** What the systems answer a preview. */
const answers: Record<string, unknown> = {
  lookUpDemand: {
    lines: [
      demand('A', { serviceTier: 1, holds: [{ kind: 'fraud', reason: 'check' }] }),
      demand('B', { open: 7 }),
      demand('C', { open: 7 }),
    ],
  },
  lookUpStock: { stock: [] },
};
const ops = (...words: string[]) => run(words, async () => stage());
/** What a command prints when it works. */
const printed = async (...words: string[]) => {
  const { exitCode, out, error } = await ops(...words);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: undefined });
  return out ?? '';
};
const json = async (...words: string[]) => JSON.parse(await printed(...words, '--json'));
const refused = async (...words: string[]) => {
  const { exitCode, error } = await ops(...words);
  expect(exitCode).toBe(2);
  return error ?? '';
};
const secondTenant = async () => {
  await deps.stores.tenants.apply(globex, { ...document, tenantId: 'globex' }, MONDAY);
  const process = { ...deps.process, at: MONDAY };
  await deps.stores.processes.open(
    globex,
    process,
    [{ kind: 'po', value: 'PO-9' }],
    { key: 'open', name: 'Open', at: MONDAY },
    [],
  );
};

describe('processes', () => {
  it('are listed with what comes next, in the time of their site', async () => {
    const out = await printed('processes');
    expect(out).toContain(processId);
    expect(out).toContain('2026-03-06 08:00 CET (in 4 d)');
    expect(out).toContain(`npm run ops -- show '${processId}' --tenant acme`);
  });

  it('are found by any of their keys and narrowed by site and state', async () => {
    await secondTenant();
    expect(await json('processes', '--po', 'PO-9')).toEqual([
      expect.objectContaining({ tenantId: 'globex', processId }),
    ]);
    expect(await json('processes', '--po', 'PO-9', '--tenant', 'acme')).toEqual([]);
    expect(await json('processes', '--po', 'PO-9', '--state', 'REVIEW')).toEqual([]);
    expect(await json('processes', '--state', 'REVIEW')).toHaveLength(1);
    expect(await json('processes', '--site', 'HAM1')).toEqual([]);
  });

  it.each(['IN_TRANSIT', 'LABELED', 'AWAITING_COUNT', 'WAITING_LOAD', 'COMPARING', 'HOLDING'])(
    'of every kind are seen without being asked for: one in %s',
    async (state) => {
      await deps.stores.processes.change(acme, processId, { at: MONDAY, state });
      expect(await json('processes')).toEqual([expect.objectContaining({ processId, state })]);
      expect(await json('processes', '--state', state)).toHaveLength(1);
    },
  );

  it('that are open come first, soonest deadline first, then those that ended last', async () => {
    const others = [
      { name: 'later', dueAt: '2026-03-09T07:00:00.000Z' },
      { name: 'sooner', dueAt: '2026-03-03T07:00:00.000Z' },
      { name: 'done-1', dueAt: MONDAY, closedAt: '2026-03-02T07:10:00.000Z' },
      { name: 'done-2', dueAt: MONDAY, closedAt: '2026-03-02T07:20:00.000Z' },
    ];
    for (const { name, dueAt, closedAt } of others) {
      const id = `receiving:SUP-1/${name}`;
      await deps.stores.processes.open(
        acme,
        { ...deps.process, processId: id, businessKey: `SUP-1/${name}`, at: MONDAY, dueAt },
        [],
        { key: 'open', name: 'Open', at: MONDAY },
        [],
      );
      if (closedAt)
        await deps.stores.processes.change(acme, id, {
          at: closedAt,
          state: 'CLOSED',
          closedAt,
          dueAt: null,
        });
    }
    const order = (await json('processes')).map((row: { businessKey: string }) =>
      row.businessKey.slice('SUP-1/'.length),
    );
    expect(order).toEqual(['sooner', 'ASN-1', 'later', 'done-2', 'done-1']);
    expect(await json('processes', '--limit', '2')).toHaveLength(2);
    expect(await printed('processes', '--limit', '2')).toContain('--limit shows more');
  });

  it.each([
    [['--site', 'NOWHERE'], /--site "NOWHERE" is not a site of acme; use one of: BER1, HAM1/],
    [['--state', 'SLEEPING'], /--state "SLEEPING" is unknown; use one of: .*REVIEW/],
    [['--limit', '0'], /--limit "0" is not a whole number above 0/],
    [['--po', 'A', '--asn', 'B'], /one key at a time, not by po and asn/],
    [['--tenant', 'nobody'], /--tenant "nobody" is unknown; use one of: acme/],
  ])('are not guessed: %o', async (words, message) => {
    expect(await refused('processes', ...words)).toMatch(message);
  });
});

describe('show', () => {
  it('has the timeline, the open task, the answers and the cases of a process', async () => {
    await openCase(deps, acme, {
      class: 'RECEIPT_DISCREPANCY',
      site,
      processId,
      subject: '1',
      summary: 'Too many pieces',
      links: [],
    });
    const open = await printed('show', processId);
    for (const part of [
      'OpenReceiving',
      taskId,
      'Too many pieces',
      'REVIEW, waiting',
      `answer '${taskId}' ACCEPT_ALL`,
    ])
      expect(open).toContain(part);
    await answerTask(deps, acme, taskId, { option: 'RECOUNT', by: 'sue' });
    const after = await printed('show', processId);
    expect(after).toContain('RECOUNT');
    expect(after).not.toContain('Open tasks');
    expect(after).toContain(review.wakes);
  });

  it('asks which tenant is meant when two have the same process', async () => {
    await secondTenant();
    expect(await refused('show', processId)).toMatch(/exists for acme and globex; say which with --tenant/);
    expect(await json('show', processId, '--tenant', 'globex')).toMatchObject({
      process: { tenantId: 'globex' },
    });
  });

  it('says where to look for a process that does not exist', async () => {
    expect(await refused('show', 'receiving:none')).toMatch(
      /has process "receiving:none"; list them with: npm run ops -- processes/,
    );
  });
});

describe('why', () => {
  beforeEach(async () => {
    const decision = (line: number) => ({
      id: `d-${line}`,
      ruleId: 'receiving.over',
      ruleVersion: 2,
      at: MONDAY,
      line,
      inputs: { received: 120 },
      thresholds: { overPercent: { value: '5/100', level: 'supplier' } },
      result: 'OVER_EXCESS',
    });
    await deps.stores.processes.change(acme, processId, {
      at: MONDAY,
      step: { key: 'settle', name: 'SettleChunk', at: MONDAY, decisions: [decision(1), decision(2)] },
    });
  });

  it('names rule, inputs, limits with their level, and the result', async () => {
    const out = await printed('why', processId, '--line', '2');
    for (const part of [
      'Line 2: rule receiving.over version 2',
      'received',
      '120',
      '5/100',
      'limit of supplier',
      'OVER_EXCESS',
    ])
      expect(out).toContain(part);
    expect(out).not.toContain('Line 1');
    expect(await json('why', processId)).toHaveLength(2);
  });

  it('says which lines have decisions', async () => {
    expect(await refused('why', processId, '--line', '7')).toMatch(/--line 7 has no decision .* are 1, 2/);
    expect(await refused('why', processId, '--line', 'x')).toMatch(/--line "x"/);
  });
});

describe('tasks', () => {
  it('are listed soonest first, with their options and value', async () => {
    await openTask(deps, acme, deps.process, calendar, {
      ...review,
      round: 2,
      reminderMinutes: 30,
      dueMinutes: 60,
    });
    const out = await printed('tasks');
    expect(out.indexOf('#2')).toBeLessThan(out.indexOf(taskId));
    for (const part of ['400.00 EUR', '2026-03-02 12:00 CET (in 4 h)', 'REFUSE_EXCESS', 'supervisor'])
      expect(out).toContain(part);
    expect(await json('tasks', '--group', 'buyer')).toEqual([]);
    expect(await refused('tasks', '--group', 'boss')).toMatch(
      /--group "boss" is unknown; use one of: viewer/,
    );
  });

  it('are claimed, shown with what each option needs, and answered', async () => {
    const claimed = await printed('claim', taskId, '--as', 'sue');
    for (const part of ['Claimed by sue', 'comment', '--form quantity=<integer>'])
      expect(claimed).toContain(part);
    expect(await printed('answer', taskId, 'ACCEPT_PART', '--as', 'sue', '--form', 'quantity=12')).toContain(
      'ACCEPT_PART by sue',
    );
    expect((await deps.stores.work.task(acme, taskId))?.answer).toMatchObject({
      option: 'ACCEPT_PART',
      form: { quantity: 12 },
    });
    expect(await printed('tasks')).toBe('Nothing waits for a person.');
  });

  it('are delegated', async () => {
    expect(await printed('delegate', taskId, '--as', 'sue', '--to', 'ida')).toContain(
      'ida answers it for sue now',
    );
  });

  it.each([
    [['answer', taskId, 'MAYBE', '--as', 'sue'], /"MAYBE" is not one of/],
    [['answer', taskId, 'RECOUNT', '--as', 'eve'], /eve is not a member/],
    [['answer', taskId, 'REFUSE_EXCESS', '--as', 'sue'], /needs a comment/],
    [
      ['answer', taskId, 'ACCEPT_PART', '--as', 'sue', '--form', 'quantity=many'],
      /quantity = "many": give a whole number/,
    ],
    [
      ['answer', taskId, 'ACCEPT_PART', '--as', 'sue', '--form', 'quantity'],
      /--form "quantity" is not <field>=<value>/,
    ],
    [['answer', taskId, 'RECOUNT'], /answer needs --as/],
    [['answer', `${taskId}9`, 'RECOUNT', '--as', 'sue'], /list them with: npm run ops -- tasks/],
  ])('are not answered wrongly: %o', async (words, message) => {
    expect(await refused(...words)).toMatch(message);
    expect((await deps.stores.work.task(acme, taskId))?.state).toBe('OPEN');
  });

  it('answered before say by whom, and that it is nobody’s mistake', async () => {
    await printed('answer', taskId, 'RECOUNT', '--as', 'sue');
    expect(await ops('answer', taskId, 'RECOUNT', '--as', 'sam')).toMatchObject({
      exitCode: 1,
      error: expect.stringMatching(/answered RECOUNT by sue/),
    });
  });
});

describe('cases', () => {
  it('are listed worst first and resolved', async () => {
    const open = (change: object) =>
      openCase(deps, acme, {
        class: 'RECEIPT_DISCREPANCY',
        site,
        processId,
        subject: '1',
        summary: 'Too many',
        links: [],
        ...change,
      });
    await open({});
    await open({ class: 'COMPENSATION_FAILED', summary: 'Money is stuck' });
    const [first, second] = await json('cases');
    expect([first.severity, second.severity]).toEqual(['S1', 'S3']);
    expect(await json('cases', '--owner', 'supervisor')).toHaveLength(1);
    const out = await printed(
      'resolve',
      first.caseId,
      '--as',
      'ida',
      '--root-cause',
      'ERP_PERIOD_CLOSED',
      '--resolution',
      'POSTED_BY_HAND',
    );
    expect(out).toContain('Resolved by ida: ERP_PERIOD_CLOSED; POSTED_BY_HAND.');
    expect(await json('cases')).toHaveLength(1);
    expect(await refused('resolve', second.caseId, '--as', 'ida', '--root-cause', 'X')).toMatch(
      /resolve needs --resolution/,
    );
  });
});

describe('events and ledger', () => {
  it('show what was announced and whether it is out', async () => {
    const out = await printed('events', processId);
    for (const part of ['TaskCreated', taskId, 'yes']) expect(out).toContain(part);
    const [told] = await deps.stores.inventory.eventsOf(acme, taskId);
    if (!told) throw new Error('the task was not announced');
    const row = rowKeyOf(outboxItemKey(acme, [told.event]));
    await deps.stores.inventory.markMissed(acme, row, MONDAY);
    expect(await printed('events', processId)).toContain('not yet');
    await deps.stores.inventory.markPublished(acme, row);
    expect(await json('events', processId)).toEqual([expect.objectContaining({ published: true })]);
  });

  it('show a position and the movements that made it', async () => {
    await deps.stores.inventory.post(
      acme,
      {
        site,
        documentId: 'GR-1',
        processId,
        reasonCode: 'RECEIPT',
        actor: 'process',
        at: MONDAY,
        movements: [
          { effectKey: `${processId}#post#1`, sku: 'SKU-1', quantity: 120, from: null, to: 'available' },
        ],
      },
      () => [],
    );
    const out = await printed('ledger', '--site', site, '--sku', 'SKU-1');
    for (const part of ['available 120', 'outside', 'GR-1', `${processId}#post#1`, '2026-03-02 lane '])
      expect(out).toContain(part);
    expect(await printed('ledger', '--site', site, '--sku', 'SKU-2')).toContain(
      'Nothing was ever posted for item SKU-2',
    );
    expect(await refused('ledger', '--site', site)).toMatch(/ledger needs --sku/);
    await secondTenant();
    expect(await refused('ledger', '--site', site, '--sku', 'SKU-1')).toMatch(
      /is a site of acme and globex; say which with --tenant/,
    );
  });
});

describe('clock', () => {
  it('moves on, lets the sweeper run, and goes back to the machine’s', async () => {
    expect(await printed('clock', '+2h30m')).toContain(
      'went on by 2 h 30 min and the sweeper has run: 2026-03-02T09:30:00.000Z',
    );
    expect(swept).toBe(1);
    expect(await printed('clock', 'reset')).toContain(MONDAY);
    expect(await json('clock')).toEqual({ now: MONDAY });
  });

  it.each([
    ['+45m', 45],
    ['+2h30m', 150],
    ['+1d', 1440],
    ['+1d2h3m', 1563],
  ])('reads %s', (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });
  it.each(['2h', '-2h', '+', '+h', '+2x', '+2h30', 'tomorrow', '+1.5h'])('refuses %s', (text) => {
    expect(() => minutesOf(text)).toThrow(UsageError);
  });
});

describe('cancel and retry', () => {
  const setState = (state: string, facts = {}) =>
    deps.stores.processes.change(acme, processId, { at: MONDAY, state, facts });

  it('end a process nothing was counted for, and say who did', async () => {
    await setState('AWAITING_RECEIPT');
    expect(await printed('cancel', processId, '--as', 'sue')).toContain('was told to end');
    expect((await deps.stores.processes.get(acme, processId))?.pending).toEqual(['notice/cancel/sue']);
    expect(await auditKinds(deps.stores)).toEqual([
      expect.objectContaining({ kind: 'process-cancel', actor: 'sue' }),
    ]);
  });

  it('take goods back only when told to', async () => {
    expect(await refused('cancel', processId, '--as', 'sue')).toMatch(
      /is REVIEW: goods were counted; add --reverse/,
    );
    expect(await printed('cancel', processId, '--as', 'sue', '--reverse')).toContain(
      'take back what it posted',
    );
    expect((await deps.stores.processes.get(acme, processId))?.pending).toEqual(['reverse/sue']);
  });

  it('post again what failed', async () => {
    expect(await refused('retry', processId, '--as', 'sue')).toMatch(/nothing of it failed/);
    await setState('WAITING_PARTNER', { 'chunk-1': { failed: false }, 'chunk-2': { failed: true } });
    expect(await printed('retry', processId, '--as', 'sue')).toContain('chunk 2 again');
    expect((await deps.stores.processes.get(acme, processId))?.pending).toEqual(['2:retry/sue']);
  });

  it('check a notice again whose check was refused', async () => {
    await setState('REVIEW', { verdict: 'unchecked' });
    expect(await printed('retry', processId, '--as', 'sue')).toContain('will check its notice again');
    expect((await deps.stores.processes.get(acme, processId))?.pending).toEqual(['notice/recheck/sue']);
  });

  it('are for people of the site who decide', async () => {
    expect(await refused('cancel', processId, '--as', 'vic', '--reverse')).toMatch(/may look but not decide/);
    expect(await refused('retry', processId, '--as', 'hana')).toMatch(/not at BER1/);
  });

  it('leave a process that ended alone', async () => {
    await deps.stores.processes.change(acme, processId, {
      at: MONDAY,
      state: 'CLOSED',
      closedAt: MONDAY,
      dueAt: null,
    });
    expect(await ops('cancel', processId, '--as', 'sue')).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('ended as CLOSED'),
    });
  });
});

describe('the command line', () => {
  const unreached = () => Promise.reject(new Error('the stage was reached'));

  it.each([
    [[], /npm run ops -- <command>\n {2}processes/],
    [['frobnicate'], /"frobnicate" is not a command; use one of: processes, show/],
    [['show'], /show needs processId; use: npm run ops -- show <processId>/],
    [['show', 'a', 'b'], /"b" is one word too many/],
    [['tasks', '--sku', 'X'], /--sku does not go with tasks/],
    [['tasks', '--form', 'a=1'], /--form does not go with tasks/],
    [['tasks', '--wrong'], /Unknown option '--wrong'/],
    [['resolve', 'C', '--as', ' ', '--root-cause', 'X', '--resolution', 'Y'], /resolve needs --as/],
  ])('says what is wrong before it reaches the stage: %o', async (words, message) => {
    const { exitCode, error } = await run(words, unreached);
    expect(exitCode).toBe(2);
    expect(error).toMatch(message);
  });

  it('says how to start a stage when there is none, and hides no fault', async () => {
    expect(await run(['tasks'], () => Promise.reject(new NoStage('start it')))).toEqual({
      exitCode: 1,
      error: 'start it',
    });
    await expect(run(['tasks'], unreached)).rejects.toThrow('the stage was reached');
  });
});

describe('what people read', () => {
  it('times of the site, summer and winter', () => {
    expect(localTime('2026-07-01T07:00:00.000Z', 'Europe/Berlin')).toBe('2026-07-01 09:00 CEST');
    expect(localTime('2026-03-01T23:30:00.000Z', 'Europe/Berlin')).toBe('2026-03-02 00:30 CET');
  });
  it.each([
    ['2026-03-02T07:00:00.000Z', 'now'],
    ['2026-03-02T07:05:00.000Z', 'in 5 min'],
    ['2026-03-02T04:55:00.000Z', '2 h 5 min ago'],
    ['2026-03-03T08:00:30.000Z', 'in 1 d 1 h'],
    ['2026-03-09T07:00:00.000Z', 'in 7 d'],
  ])('%s is %s', (time, text) => {
    expect(distance(time, MONDAY)).toBe(text);
  });
  it.each([
    [{ minor: 40_000, currency: 'EUR' }, '400.00 EUR'],
    [{ minor: 5, currency: 'USD' }, '0.05 USD'],
    [{ minor: -1_234, currency: 'EUR' }, '-12.34 EUR'],
    [{ minor: 1_234, currency: 'JPY' }, '1234 JPY'],
    [{ minor: 1_234, currency: 'KWD' }, '1.234 KWD'],
  ])('%o is %s', (amount, text) => {
    expect(money(amount)).toBe(text);
  });
});

describe('preview-release', () => {
  const stocked = (units: number) =>
    deps.stores.inventory.post(
      acme,
      {
        site,
        documentId: 'D-1',
        processId,
        reasonCode: 'RECEIPT',
        actor: 'test',
        at: MONDAY,
        movements: [{ effectKey: 'e-1', sku: 'OATS', quantity: units, from: null, to: 'available' }],
      },
      () => [],
    );

  it('shows who would get what and why, and releases nothing', async () => {
    await stocked(10);
    const out = await printed('preview-release', '--site', site, '--sku', 'OATS');
    expect(out).toContain('10 units to give by PRIORITY (limit of default)');
    expect(out).toMatch(/2\W+L-B\W+7\W+firm/);
    expect(out).toMatch(/3\W+L-C\W+3\W+firm/);
    expect(out).toMatch(/1\W+L-A\W+10\W+FRAUD_HOLD/);
    expect((await deps.stores.inventory.position(acme, site, 'OATS')).free).toBe(10);
    const [record] = await json('preview-release', '--site', site, '--sku', 'OATS');
    expect(record).toMatchObject({ ruleId: '5.8', thresholds: { policy: { level: 'default' } } });
  });

  it('needs a site it knows, and an item', async () => {
    expect(await refused('preview-release', '--site', site)).toContain('needs --sku');
    expect(await refused('preview-release', '--site', 'NOWHERE', '--sku', 'OATS')).toContain('NOWHERE');
  });
});
