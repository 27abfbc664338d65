import { memoryDocuments, memoryStores } from '../../lambdas/store/index.ts';
import { documentContract } from './contract/documents.ts';
import { storeContract } from './contract.ts';

storeContract('in memory', async () => memoryStores(), 1000);
documentContract(async () => memoryDocuments());
