import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { omsHttp } from './http.ts';
import { oms } from './port.ts';

const call = adapterHandler({ name: 'oms', operations: oms, connectors: { http: omsHttp.connect } });

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
