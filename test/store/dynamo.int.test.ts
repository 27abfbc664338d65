import { beforeAll, inject } from 'vitest';
import { dynamoStores } from '../../lambdas/store/index.ts';
import type { Stores } from '../../lambdas/store/ports.ts';
import { storeContract } from './contract.ts';
import { createTables, localDynamo } from './tables.ts';

let stores: Stores;
beforeAll(async () => {
  const client = localDynamo(inject('dynamodbEndpoint'));
  stores = dynamoStores({ client, tables: await createTables(client) });
});

storeContract('on DynamoDB', async () => stores, 25);
