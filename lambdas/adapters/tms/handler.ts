import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { tmsHttp } from './http.ts';
import { tms } from './port.ts';

const call = adapterHandler({ name: 'tms', operations: tms, connectors: { http: tmsHttp.connect } });

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
