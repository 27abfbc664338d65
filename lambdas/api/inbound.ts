import { systemClock } from '../shared/clock.ts';
import { bus, documents, journal, runtimeWith, secrets } from '../shared/runtime.ts';
import { webhookKeyName } from '../webhooks/key-name.ts';
import { frontDoor } from './front-door.ts';
import { apiHandler } from './kernel/api-handler.ts';
import type { Route } from './kernel/route.ts';
import { route as receiveWebhook } from './receive-webhook.ts';
import type { HearDeps } from './webhooks/deps.ts';

/** What partners' systems say in their own words. */
export const routes: readonly Route<HearDeps>[] = [receiveWebhook];

const runtime = runtimeWith(secrets, bus, documents, journal);

export const handler = apiHandler(
  routes,
  frontDoor(async () => {
    const deps = await runtime();
    // Partners live in real time: a moved clock of the stage makes no message older.
    return { ...deps, realClock: systemClock, stageKey: () => deps.secret(webhookKeyName()) };
  }),
);
