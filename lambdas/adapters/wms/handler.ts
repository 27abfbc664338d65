import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { wmsHttp } from './http.ts';
import { wms } from './port.ts';

const call = adapterHandler({ name: 'wms', operations: wms, connectors: { http: wmsHttp.connect } });

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
