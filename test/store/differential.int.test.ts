import fc from 'fast-check';
import { beforeAll, expect, inject, it } from 'vitest';
import { dynamoStores, memoryStores } from '../../lambdas/store/index.ts';
import type { Stores } from '../../lambdas/store/ports.ts';
import { inventoryCalls } from './differential/inventory.ts';
import { otherCalls } from './differential/others.ts';
import { processCalls } from './differential/processes.ts';
import { workCalls } from './differential/work.ts';
import { someTenant } from './samples.ts';
import { createTables, localDynamo } from './tables.ts';

let dynamo: Stores;
beforeAll(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  dynamo = dynamoStores({ client, tables: await createTables(client) });
});

it.each([
  ['processes', processCalls, 40],
  ['inventory', inventoryCalls, 12],
  ['work', workCalls, 40],
  ['intake, tenants, quality and circuits', otherCalls, 40],
])(
  'any calls of %s answer on DynamoDB as they do in memory',
  { timeout: 180_000 },
  async (_, calls, numRuns) => {
    const call = fc.tuple(fc.oneof(...calls), fc.nat(1));
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 40, size: 'max' }), async (some) => {
        const memory = memoryStores();
        const tenants = [someTenant(), someTenant()] as const;
        for (const [run, which] of some) {
          const tenant = tenants[which === 0 ? 0 : 1];
          expect(await answerOf(run(dynamo, tenant))).toEqual(await answerOf(run(memory, tenant)));
        }
      }),
      { numRuns },
    );
  },
);

/** The answer as a caller sees it: the value, or the kind, the message and the standing row of the error. */
async function answerOf(answer: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await answer };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      name: error.name,
      message: error.message,
      standing: 'standing' in error ? error.standing : undefined,
    };
  }
}
