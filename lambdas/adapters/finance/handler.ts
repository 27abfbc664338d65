import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { financeHttp } from './http.ts';
import { finance } from './port.ts';

const call = adapterHandler({
  name: 'finance',
  operations: finance,
  connectors: { http: financeHttp.connect },
});

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
