import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { erpHttp } from './http.ts';
import { erp } from './port.ts';

const call = adapterHandler({ name: 'erp', operations: erp, connectors: { http: erpHttp.connect } });

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
