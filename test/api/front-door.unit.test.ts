import { afterEach, beforeEach, expect, it } from 'vitest';
import { frontDoor } from '../../lambdas/api/front-door.ts';
import { Unauthenticated } from '../../lambdas/shared/errors.ts';
import { acme, world } from '../work/support.ts';

const VARIABLES = {
  TABLE_PROCESSES: 'processes',
  TABLE_WORK: 'work',
  TABLE_INVENTORY: 'inventory',
  TABLE_INTAKE: 'intake',
  TABLE_TENANTS: 'tenants',
  EVENT_BUS: 'bus',
  DOCUMENTS_BUCKET: 'documents',
  JOURNAL_BUCKET: 'journal',
  CURSOR_KEY: 'cursor-key',
  API_AUDIENCE: 'urn:tallyflow:test:api',
};
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
  Object.assign(process.env, VARIABLES);
});
afterEach(() => {
  process.env = before;
});

const runtimeWith = async (secret: (name: string) => Promise<string>) => {
  const deps = { ...(await world()), random: () => 0.5, localStage: true, secret };
  return async () => deps;
};

it('reads its secret once, and keeps what it has wired', async () => {
  const read: string[] = [];
  const door = frontDoor(await runtimeWith(async (name) => `key of ${read.push(name)}`));
  const [first, second] = [await door(), await door()];
  expect(read).toEqual(['cursor-key']);
  const sealed = first.cursors.seal(acme, 'listTasks', 'here');
  expect(second.cursors.open(acme, 'listTasks', sealed)).toBe('here');
  await expect(first.authenticate(undefined)).rejects.toBeInstanceOf(Unauthenticated);
  expect(first.storesOf(acme)).toBe(first.stores);
});

it('asks for the secret again when it could not be read', async () => {
  let tries = 0;
  const door = frontDoor(
    await runtimeWith(async () => {
      tries += 1;
      if (tries === 1) throw new Error('throttled');
      return 'a key nobody knows';
    }),
  );
  await expect(door()).rejects.toThrow('throttled');
  expect((await door()).cursors.seal(acme, 'listTasks', 'x')).toMatch(/\./);
});

it('says which access its function lacks', async () => {
  delete process.env.CURSOR_KEY;
  const door = frontDoor(await runtimeWith(async () => 'key'));
  await expect(door()).rejects.toThrow(/CURSOR_KEY and API_AUDIENCE are not set/);
});
