import { type DynamoContext, expiry, type Key } from './dynamo-context.ts';
import { write } from './dynamo-write.ts';
import { type EdgeStore, KEPT_DAYS, type KeptAnswer, type KeyedRequest } from './edge.ts';
import { instant, key } from './keys.ts';
import type { TenantScope } from './ports.ts';

const table = 'intake';

/** What the front door remembers, on DynamoDB. */
export function dynamoEdge(context: DynamoContext): EdgeStore {
  return {
    async begin(tenant, request, at, until) {
      const outcome = await write(context, `beginning request ${request.key}`, [
        {
          table,
          put: {
            ...requestKey(tenant, request),
            digest: request.digest,
            until: instant(until),
            expiresAt: expiry(context, at, KEPT_DAYS),
          },
          condition:
            'attribute_not_exists(pk) OR (digest = :digest AND attribute_not_exists(answer) AND #until <= :now)',
          names: { '#until': 'until' },
          values: { ':digest': request.digest, ':now': instant(at) },
        },
      ]);
      if (outcome.kind === 'written') return { kind: 'first' };
      const standing = outcome.failed.get(0);
      if (standing?.digest !== request.digest) return { kind: 'other-request' };
      if (standing.answer) return { kind: 'answered', answer: standing.answer as KeptAnswer };
      return { kind: 'in-progress', until: String(standing.until) };
    },

    async finish(tenant, request, answer) {
      await write(context, `keeping the answer to request ${request.key}`, [
        {
          table,
          key: requestKey(tenant, request),
          update: 'SET answer = :answer',
          condition: 'digest = :digest',
          values: { ':answer': answer, ':digest': request.digest },
        },
      ]);
    },

    async release(tenant, request) {
      await write(context, `releasing request ${request.key}`, [
        {
          table,
          remove: requestKey(tenant, request),
          condition: 'digest = :digest AND attribute_not_exists(answer)',
          values: { ':digest': request.digest },
        },
      ]);
    },

    async countCall(tenant, subject, window) {
      const outcome = await write(context, `counting calls of ${subject}`, [
        {
          table,
          key: { pk: key('T', tenant, 'CALLS', subject), sk: instant(window) },
          update: 'SET expiresAt = if_not_exists(expiresAt, :expires) ADD calls :one',
          values: { ':one': 1, ':expires': expiry(context, window, 1) },
        },
      ]);
      return outcome.kind === 'written' ? Number(outcome.item?.calls) : 0;
    },
  };
}

function requestKey(tenant: TenantScope, { subject, key: idempotencyKey }: KeyedRequest): Key {
  return { pk: key('T', tenant, 'ONCE', subject, idempotencyKey), sk: 'REQUEST' };
}
