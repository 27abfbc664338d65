import { logger } from '../shared/powertools.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { deliverDue } from './deliver.ts';
import { deliverDeps } from './runtime.ts';

/** Messages of one minute: ten seconds each at most, one after the other would be too slow. */
const MOST = 200;
const AT_ONCE = 20;

/** Every minute: messages whose next attempt is due, and those somebody asked to be sent again. */
export const handler = queueHandler(async () => {
  const deps = await deliverDeps();
  const due = await deps.stores.webhooks.dueDeliveries(deps.clock(), MOST);
  for (let from = 0; from < due.length; from += AT_ONCE) {
    const outcomes = await Promise.allSettled(
      due.slice(from, from + AT_ONCE).map((one) => deliverDue(deps, one)),
    );
    for (const [index, outcome] of outcomes.entries())
      if (outcome.status === 'rejected')
        logger.error('message could not be tried', { ...due[from + index], error: outcome.reason });
  }
});
