import { FirstCountChecked } from '../../events/count.ts';
import { FulfillmentException } from '../../events/fulfillment.ts';
import { ReceiptReconciled } from '../../events/inbound.ts';
import { CallsCounted } from '../../events/integration.ts';
import { PutawayCompleted, PutawayOverridden } from '../../events/putaway.ts';
import { detectPatterns } from '../../lambdas/patterns/detect-patterns.ts';
import type { Listener } from '../processes/support/world.ts';

/** The pattern detectors in the world of a test. */
export const patterns: Listener = {
  consumers: Object.fromEntries(
    [
      CallsCounted,
      FirstCountChecked,
      FulfillmentException,
      PutawayCompleted,
      PutawayOverridden,
      ReceiptReconciled,
    ].map(({ type }) => [type, detectPatterns]),
  ),
};
