import { memoryStores } from '../../lambdas/store/index.ts';
import { storeContract } from './contract.ts';

storeContract('in memory', async () => memoryStores(), 1000);
