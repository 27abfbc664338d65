import { documents, runtimeWith, secrets } from '../../shared/runtime.ts';
import { taskHandler } from '../../shared/task-handler.ts';
import { adapterHandler } from '../adapter-handler.ts';
import { AdapterRequest } from '../contract.ts';
import { supplierPortalHttp } from './http.ts';
import { supplierPortal } from './port.ts';

const call = adapterHandler({
  name: 'supplier-portal',
  operations: supplierPortal,
  connectors: { http: supplierPortalHttp.connect },
});

const deps = runtimeWith(documents, secrets);

export const handler = taskHandler(AdapterRequest, async (request) => call(request, await deps()));
