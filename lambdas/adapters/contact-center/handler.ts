import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { contactCenterHttp } from './http.ts';
import { contactCenter } from './port.ts';

const call = adapterHandler({
  name: 'contact-center',
  operations: contactCenter,
  connectors: { http: contactCenterHttp.connect },
});

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
