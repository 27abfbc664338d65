import type { TenantScope } from './ports.ts';

/** What an idempotency key stands for: the first answer, kept so that the same request gets it again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Begun =
  | { readonly kind: 'first' }
  /** The same request was answered: this is the answer. */
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** The key was used for another request. */
  | { readonly kind: 'other-request' }
  /** The same request is being worked on; it may be taken over after `until`. */
  | { readonly kind: 'in-progress'; readonly until: string };

/** A request, as far as its repetition must be recognized. */
export interface KeyedRequest {
  /** Who sent it: two callers may use one key. */
  readonly subject: string;
  readonly key: string;
  /** SHA-256 over method, path and body. */
  readonly digest: string;
}

/** What the front door remembers between calls: answers by idempotency key, and how often somebody calls. */
export interface EdgeStore {
  /**
   * Claims a key for a request. One that was begun and never finished, because its function died, is taken over once
   * `until` has passed.
   */
  begin(tenant: TenantScope, request: KeyedRequest, at: string, until: string): Promise<Begun>;
  finish(tenant: TenantScope, request: KeyedRequest, answer: KeptAnswer): Promise<void>;
  /** Lets go of a key whose request failed in a way that may be tried again. */
  release(tenant: TenantScope, request: KeyedRequest): Promise<void>;
  /** Counts a call of a subject in the window that begins at `window` (ISO time), and answers how many there are now. */
  countCall(tenant: TenantScope, subject: string, window: string): Promise<number>;
}

/** Answers are kept this long; a key may be used for something else afterwards. */
export const KEPT_DAYS = 2;
