import { bus, documents, journal, runtimeWith, secrets } from '../shared/runtime.ts';
import { route as captureEvents } from './capture-events.ts';
import type { TellDeps } from './deps.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as reportDamage } from './report-damage.ts';
import { route as reportException } from './report-exception.ts';
import { route as requestCount } from './request-count.ts';
import { route as requestReturn } from './request-return.ts';
import { route as sendEvent } from './send-event.ts';
import { route as submitCount } from './submit-count.ts';
import { route as submitReceipt } from './submit-receipt.ts';

/** What the floor, customers and systems tell: events of the catalog, and the trace trail. */
export const routes: readonly Route<TellDeps>[] = [
  submitReceipt,
  requestCount,
  submitCount,
  requestReturn,
  reportException,
  reportDamage,
  sendEvent,
  captureEvents,
];

export const handler = apiHandler(routes, frontDoor(runtimeWith(secrets, bus, documents, journal)));
