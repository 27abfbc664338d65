import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { crmHttp } from './http.ts';
import { crm } from './port.ts';

const call = adapterHandler({ name: 'crm', operations: crm, connectors: { http: crmHttp.connect } });

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
