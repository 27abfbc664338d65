import { expect, it } from 'vitest';
import { allFunctions } from '../../lib/kernel.ts';
import { codeOf, needsOf } from './access.ts';

it('grants each function what its code asks of the stores, and nothing else', async () => {
  const code = await codeOf(allFunctions());
  const needed = allFunctions().map(({ entry }) => [entry, needsOf(code.get(entry) ?? '')]);
  const granted = allFunctions().map(({ entry, access }) => {
    const { secretsOf, machines = [], tables = {}, ...rest } = access;
    return [entry, { ...rest, tables, secrets: secretsOf !== undefined, machines }];
  });
  expect(Object.fromEntries(granted)).toEqual(Object.fromEntries(needed));
});

it('reads from code what it needs', () => {
  const code = `
    const row = await deps.stores.processes.get(tenant, id);
    await stores.work?.openTask(tenant, task, []);
    const last = history.inventory.map((row) => row);
    await deps.documents.put(key, body, type);
    await deps.journal.get(key);
    await deps.stores.circuits.write(tenant, system, next, version);
    await deps.startProcess(start);
    return deps.completeWait(token, result);`;
  expect(needsOf(code)).toEqual({
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
