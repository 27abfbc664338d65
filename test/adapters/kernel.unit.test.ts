import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathFields } from '../../lambdas/adapters/http-connector.ts';
import { idempotencyKey } from '../../lambdas/adapters/idempotency.ts';
import { withoutSecrets } from '../../lambdas/adapters/redact.ts';
import { type SystemRegistry, systems } from '../../lambdas/adapters/registry.ts';
import { retryPolicy } from '../../lambdas/adapters/retry-policy.ts';
import { secretCache } from '../../lambdas/adapters/secret-cache.ts';
import { movableClock } from '../../lambdas/shared/clock.ts';
import { ContractViolation } from '../../lambdas/shared/errors.ts';
import { openApi } from '../../local/systems/openapi.ts';

describe('the idempotency key', () => {
  it('is the SHA-256 of processId|step|line|direction', () => {
    expect(idempotencyKey({ processId: 'receiving:ASN-1/S-1', step: 'post-receipt', line: '1' })).toBe(
      '76d978bf0e9256bf0b5c61bdf7dccea6520498583422ab9d2fb36a4be2dca7b5',
    );
    expect(
      idempotencyKey({ processId: 'receiving:ASN-1/S-1', step: 'post-receipt', direction: 'undo' }),
    ).toBe('84c751a5f2583bd148999eac45805efaed07543fb0433ede0c5f15ca5becc773');
  });

  it('property: differs whenever any part differs', () => {
    const part = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !text.includes('|'));
    const identity = fc.record({
      processId: part,
      step: part,
      line: part,
      direction: fc.constantFrom('do' as const, 'undo' as const),
    });
    fc.assert(
      fc.property(identity, identity, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(idempotencyKey(one) === idempotencyKey(other)).toBe(same);
      }),
    );
  });
});

it('the retry policy waits as rule 4.6 says: five tries, 2 s doubled, full jitter, at most 60 s', () => {
  expect(retryPolicy).toEqual({
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 4,
    JitterStrategy: 'FULL',
  });
});

describe('what people get to see', () => {
  it('loses known secrets in any text and the values of fields that are named like one', () => {
    const shown = withoutSecrets(
      {
        note: 'a s3cret-1 b s3cret-1',
        list: ['s3cret-2'],
        'key s3cret-1': 1,
        Authorization: 'Bearer x',
        nested: { clientSecret: { deep: 1 } },
        count: 3,
        none: null,
      },
      ['s3cret-1', 's3cret-2', ''],
    );
    expect(shown).toEqual({
      note: 'a [removed] b [removed]',
      list: ['[removed]'],
      'key [removed]': 1,
      Authorization: '[removed]',
      nested: { clientSecret: '[removed]' },
      count: 3,
      none: null,
    });
  });

  it('property: never holds the secret, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 6 }), (value, text) => {
        const secret = `§${text}`;
        const shown = withoutSecrets({ value, echoed: [`x${secret}y`, { [secret]: secret }] }, [secret]);
        expect(
          Object.entries(shown)
            .flat(9)
            .map((entry) => JSON.stringify(entry))
            .join(),
        ).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });
});

describe('secrets', () => {
  const source = () => {
    const clock = movableClock('2026-03-02T08:00:00.000Z');
    const read: string[] = [];
    const secret = async (name: string) => {
      read.push(name);
      return `token-${read.length}\n`;
    };
    return { clock, secret, read };
  };

  it('are remembered for five minutes each', async () => {
    const from = source();
    const cache = secretCache();
    expect(await cache.token('a', from, false)).toBe('token-1');
    from.clock.advance(299_999);
    expect(await cache.token('a', from, false)).toBe('token-1');
    expect(await cache.token('b', from, false)).toBe('token-2');
    from.clock.advance(1);
    expect(await cache.token('a', from, false)).toBe('token-3');
    expect(from.read).toEqual(['a', 'b', 'a']);
  });

  it('are read anew when asked to', async () => {
    const from = source();
    const cache = secretCache();
    await cache.token('a', from, false);
    expect(await cache.token('a', from, true)).toBe('token-2');
    expect(await cache.token('a', from, false)).toBe('token-2');
  });

  it.each(['', '  ', 'two words', '{"token": "x"}', 'ümlaut'])(
    'must be a bearer token: %j is refused and not shown',
    async (value) => {
      const token = secretCache().token(
        'tallyflow/erp/north',
        { clock: () => '2026-03-02T08:00:00.000Z', secret: async () => value },
        false,
      );
      await expect(token).rejects.toBeInstanceOf(ContractViolation);
      await expect(token).rejects.toThrow(
        /secret tallyflow\/erp\/north is no bearer token: store the token alone/,
      );
    },
  );
});

describe('the registry', () => {
  const registry: SystemRegistry = systems;
  const operations = Object.entries(registry).flatMap(([system, { operations: table, http }]) =>
    Object.entries(table).map(([name, operation]) => ({
      name: `${system}.${name}`,
      table,
      operation,
      route: http.routes[name],
    })),
  );

  it('holds every room there is, and each room is whole', () => {
    const rooms = readdirSync('lambdas/adapters', { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(rooms.map(({ name }) => name).sort()).toEqual(Object.keys(registry).sort());
    for (const { name } of rooms) {
      expect(readdirSync(`lambdas/adapters/${name}`)).toEqual(
        expect.arrayContaining(['fake.ts', 'handler.ts', 'http.ts', 'port.ts']),
      );
    }
  });

  it.each(operations)(
    '$name: a write names an inverse of its own system or says it has none',
    ({ table, operation }) => {
      if (operation.kind === 'lookup') expect(operation.inverse).toBeUndefined();
      else expect(operation.inverse === null || table[operation.inverse ?? '']?.kind === 'write').toBe(true);
    },
  );

  it.each(operations)(
    '$name: fields in the path are required texts, and a GET carries nothing else',
    ({ name, route }) => {
      if (!route) return expect.unreachable(`${name} has no route`);
      const [system, operation] = name.split('.') as [string, string];
      const { body, path } = described(system, operation);
      expect(path.map(({ schema }) => schema.type)).toEqual(pathFields(route).map(() => 'string'));
      expect(body === undefined).toBe(route.method === 'GET');
    },
  );

  it('never gives two operations the same place', () => {
    const places = operations.map(
      ({ name, route }) =>
        `${name.split('.')[0]} ${route?.method} ${route?.path.replaceAll(/\{\w+\}/g, '*')}`,
    );
    expect(new Set(places).size).toBe(places.length);
  });

  const documented = Object.values(openApi(registry).paths).flatMap((methods) => Object.values(methods));

  function described(system: string, operation: string) {
    const found = documented.find(({ operationId }) => operationId === `${system}.${operation}`);
    const parameters = (found?.parameters ?? []) as { in: string; name: string; schema: { type: string } }[];
    return {
      body: found?.requestBody,
      path: parameters.filter((entry) => entry.in === 'path' && entry.name !== 'tenant'),
    };
  }
});
