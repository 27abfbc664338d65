import { type DynamoContext, expiry, type Key } from './dynamo-context.ts';
import { write } from './dynamo-write.ts';
import { instant, key } from './keys.ts';
import type { IntakeStore, TenantScope } from './ports.ts';
import { forgottenUntil } from './sscc-memory.ts';

const table = 'intake';
/** Longer than any archive or journal is replayed from; effects have their own keys for good. */
const CLAIM_DAYS = 90;

/** Claims of events and pack numbers on DynamoDB. */
export function dynamoIntake(context: DynamoContext): IntakeStore {
  return {
    async claim(tenant, eventId, at) {
      const outcome = await write(context, `claiming event ${eventId}`, [
        {
          table,
          put: { ...claimKey(tenant, eventId), claimedAt: at, expiresAt: expiry(context, at, CLAIM_DAYS) },
          condition: 'attribute_not_exists(pk)',
        },
      ]);
      if (outcome.kind === 'written') return { first: true, published: false };
      return { first: false, published: outcome.failed.get(0)?.publishedAt !== undefined };
    },

    async markPublished(tenant, eventId, at) {
      await write(context, `marking event ${eventId} published`, [
        {
          table,
          key: claimKey(tenant, eventId),
          update: 'SET publishedAt = if_not_exists(publishedAt, :at)',
          values: { ':at': at },
        },
      ]);
    },

    async claimSscc(tenant, supplierId, sscc, processId, at, memoryDays) {
      const outcome = await write(context, `claiming pack ${sscc}`, [
        {
          table,
          put: {
            pk: key('T', tenant, 'SSCC', supplierId, sscc),
            sk: 'CLAIM',
            processId,
            usedAt: instant(at),
            expiresAt: expiry(context, at, memoryDays + 1),
          },
          condition: 'attribute_not_exists(pk) OR usedAt <= :forgotten',
          values: { ':forgotten': forgottenUntil(at, memoryDays) },
        },
      ]);
      return outcome.kind === 'written' || outcome.failed.get(0)?.processId === processId;
    },
  };
}

function claimKey(tenant: TenantScope, eventId: string): Key {
  return { pk: key('T', tenant, 'EVT', eventId), sk: 'CLAIM' };
}
