import { expect, it } from 'vitest';
import { allFunctions } from '../../lib/kernel.ts';
import { codeOf, needsOf } from './access.ts';

const code = await codeOf(allFunctions());

it.each(allFunctions())(
  'grants $entry what its code asks of the stores, and nothing else',
  ({ entry, access }) => {
    const { secretsOf, frontDoor, authorizer, webhookKey, machines = [], tables = {}, ...rest } = access;
    const secrets =
      secretsOf !== undefined || frontDoor === true || authorizer === true || webhookKey === true;
    const granted = { ...rest, tables, secrets, machines };
    expect(granted).toEqual(needsOf(code.get(entry) ?? ''));
  },
);

it('reads from code what it needs', () => {
  const text = `
    const row = await deps.stores.processes.get(tenant, id);
    await stores.work?.openTask(tenant, task, []);
    const last = history.inventory.map((row) => row);
    await deps.documents.put(key, body, type);
    await deps.journal.get(key);
    await deps.stores.circuits.write(tenant, system, next, version);
    await deps.startProcess(start);
    return deps.completeWait(token, result);`;
  expect(needsOf(text)).toEqual({
    tables: { processes: 'read', work: 'write', inventory: 'write', tenants: 'write' },
    documents: 'write',
    journal: 'read',
    secrets: false,
    machines: ['start', 'signal'],
  });
  expect(needsOf('facts.processes.map((one) => one); seen.work.has(1); names.tenants.length')).toEqual({
    tables: {},
    secrets: false,
    machines: [],
  });
});
