import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { ecommerceHttp } from './http.ts';
import { ecommerce } from './port.ts';

const call = adapterHandler({
  name: 'ecommerce',
  operations: ecommerce,
  connectors: { http: ecommerceHttp.connect },
});

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
