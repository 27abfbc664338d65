import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventHash, preHash } from '../../../lambdas/domain/epcis/event-hash.ts';
import { CONTEXT, documentOf, epcisEvent } from '../../support/epcis-events.ts';
import { referenceHashes } from '../../support/epcis-reference.ts';

const EVENTS = 500;

describe('the event hash', () => {
  it('equals that of the public reference generator for events of every kind', {
    timeout: 300_000,
  }, async () => {
    const events = fc.sample(epcisEvent, { numRuns: EVENTS, seed: 20_260_302 });
    const reference = await referenceHashes(documentOf(events));
    expect(reference).toHaveLength(EVENTS);
    for (const [index, event] of events.entries()) {
      const ours = { preHash: preHash(event, CONTEXT[1]), hash: eventHash(event, CONTEXT[1]) };
      expect(ours, JSON.stringify(event)).toEqual(reference[index]);
    }
  });
});
