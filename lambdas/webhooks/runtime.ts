import { bus, runtimeWith, secrets } from '../shared/runtime.ts';
import type { DeliverDeps } from './deliver.ts';
import { webhookKeyName } from './key-name.ts';
import { send } from './send.ts';

const runtime = runtimeWith(bus, secrets);

let key: Promise<string> | undefined;

/** What messages are delivered with. Only the local stage calls this machine itself. */
export async function deliverDeps(): Promise<DeliverDeps> {
  const deps = await runtime();
  key ??= deps.secret(webhookKeyName()).catch((error: unknown) => {
    // A secret that could not be read now is read by the next invocation.
    key = undefined;
    throw error;
  });
  const rules = { loopback: deps.localStage };
  return { ...deps, stageKey: await key, send: (url, message) => send(url, message, { rules }) };
}
