import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TenantScope } from '../../store/ports.ts';
import { ApiProblem } from './problem.ts';

/**
 * Where the next page begins is the store's business: a caller gets it sealed, for its tenant and for one operation. A
 * seal that does not fit is refused before the store hears of it.
 */
export interface CursorSeal {
  readonly seal: (tenant: TenantScope, operationId: string, cursor: string) => string;
  /** Raises an unprocessable problem for anything `seal` did not make for this tenant and operation. */
  readonly open: (tenant: TenantScope, operationId: string, sealed: string) => string;
}

/** @param key any secret text of at least 16 characters */
export function cursorSeal(key: string): CursorSeal {
  const mark = (tenant: TenantScope, operationId: string, cursor: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([tenant, operationId, cursor]))
      .digest()
      .subarray(0, 16);
  return {
    seal: (tenant, operationId, cursor) =>
      `${Buffer.from(cursor).toString('base64url')}.${mark(tenant, operationId, cursor).toString('base64url')}`,
    open: (tenant, operationId, sealed) => {
      const [body = '', given = '', ...more] = sealed.split('.');
      const cursor = Buffer.from(body, 'base64url').toString('utf8');
      const [expected, seen] = [mark(tenant, operationId, cursor), Buffer.from(given, 'base64url')];
      if (more.length === 0 && seen.length === expected.length && timingSafeEqual(seen, expected))
        return cursor;
      throw new ApiProblem('unprocessable', 'the cursor is not one this list gave', {
        errors: [
          {
            field: 'query.cursor',
            value: sealed.slice(0, 80),
            message: 'is not a cursor of this list and tenant; start again without one',
          },
        ],
      });
    },
  };
}
