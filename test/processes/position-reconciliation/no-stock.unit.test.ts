import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type SystemName, systems } from '../../../lambdas/adapters/registry.ts';
import { lastPart, pascal } from '../../../lib/functions.ts';
import { positionReconciliation } from '../../../lib/processes/position-reconciliation.ts';
import { codeOf } from '../../lints/access.ts';

/**
 * No difference is ever mended by changing stock (rule 5.11): all the process may do is walked, the code of its functions as
 * it is bundled, and the calls its definition makes of systems.
 */

const functions = [...Object.values(positionReconciliation.tasks), ...positionReconciliation.consumers];
const code = await codeOf(functions);

/** Whatever moves, reserves or frees units, in any store. */
const MOVES = /\b(inventory\d*\??\.post|backorders\d*\??\.(reserve|confirm|end))\(/;

describe('position reconciliation cannot post stock', () => {
  it.each(functions.map(({ entry }) => [lastPart(entry), entry] as const))('from %s', (_name, entry) => {
    const text = code.get(entry) ?? '';
    expect(text.length).toBeGreaterThan(500);
    expect(MOVES.exec(text)?.[0]).toBeUndefined();
  });

  it('in the code of what does, the same look finds it', async () => {
    const entry = 'processes/receiving/post-stock';
    const posting = await codeOf([{ entry, kind: 'task', access: {} }]);
    expect(MOVES.exec(posting.get(entry) ?? '')?.[0]).toBe('inventory.post(');
  });

  it('through a system: of all their writes it knows what a channel may sell', () => {
    const definition = readFileSync('statemachines/position-reconciliation.asl.json', 'utf8');
    const called = [...definition.matchAll(/"\$\{(\w+)Adapter\}",\s*"Payload": \{\s*"operation": "(\w+)"/g)];
    const calls = called.map(([, system, operation]) => {
      const name = (Object.keys(systems) as SystemName[]).find((one) => pascal(one) === system);
      const operations: Readonly<Record<string, { kind: string } | undefined>> = name
        ? systems[name].operations
        : {};
      return `${operations[operation ?? '']?.kind} ${name}.${operation}`;
    });
    expect(calls).toEqual([
      'lookup wms.lookUpStock',
      'lookup erp.lookUpBook',
      'lookup erp.lookUpOrders',
      'lookup ecommerce.lookUpListings',
      'lookup erp.lookUpPostings',
      'write ecommerce.publishAvailability',
    ]);
    expect(calls).toHaveLength([...definition.matchAll(/Adapter\}/g)].length);
  });
});
