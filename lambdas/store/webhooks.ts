import type { KeyGeneration } from '../domain/webhooks/signature.ts';
import type { Page, TenantScope } from './ports.ts';

/** Where a tenant, or one of its clients, wants to be told of events. */
export interface WebhookEndpoint {
  readonly endpointId: string;
  readonly url: string;
  /** Types of events. */
  readonly topics: readonly string[];
  readonly sites: readonly string[];
  readonly description?: string;
  /** `gone`: the receiver answered 410; it gets nothing until somebody enables it. */
  readonly state: 'enabled' | 'paused' | 'gone';
  /** The client it belongs to; absent: the tenant itself. */
  readonly clientId?: string;
  /** The partner that client speaks for: it hears of what names the partner, and of nothing else. */
  readonly partnerId?: string;
  /** Its secrets, the present one first: while one replaces another there are two. */
  readonly keys: readonly KeyGeneration[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly version: number;
}

export interface WebhookAttempt {
  readonly at: string;
  /** What the receiver answered; absent when no answer came. */
  readonly status?: number;
  /** Why no answer came. */
  readonly error?: string;
  readonly durationMs: number;
  /** The first bytes of the answer, as text. */
  readonly answer?: string;
}

/** One message to one endpoint, with all attempts to bring it there. */
export interface WebhookDelivery {
  /** The `webhook-id`: the same in every attempt. Later messages have greater ids. */
  readonly messageId: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly site: string;
  /** What is sent, byte by byte. */
  readonly body: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly createdAt: string;
  /** When it is tried next, or tried again because whoever tries it now must be gone; only while pending. */
  readonly dueAt?: string;
  /** Attempts since it was new, or was last asked to be sent again. */
  readonly tried: number;
  readonly attempts: readonly WebhookAttempt[];
  readonly version: number;
}

export interface DueDelivery {
  readonly tenant: TenantScope;
  readonly endpointId: string;
  readonly messageId: string;
}

export interface WebhookStore {
  /** `false` when one of this id stands already, which is left as it is. */
  addEndpoint(tenant: TenantScope, endpoint: WebhookEndpoint): Promise<boolean>;
  endpoint(tenant: TenantScope, endpointId: string): Promise<WebhookEndpoint | undefined>;
  endpoints(tenant: TenantScope): Promise<readonly WebhookEndpoint[]>;
  /** Replaces what stands at the version before; `false` when another writer was first. */
  changeEndpoint(tenant: TenantScope, endpoint: WebhookEndpoint): Promise<boolean>;
  removeEndpoint(tenant: TenantScope, endpointId: string): Promise<void>;

  /** `false` when the message stands already, which is left as it is. */
  addDelivery(tenant: TenantScope, delivery: WebhookDelivery): Promise<boolean>;
  delivery(tenant: TenantScope, endpointId: string, messageId: string): Promise<WebhookDelivery | undefined>;
  /** Deliveries to one endpoint, newest first. */
  deliveries(
    tenant: TenantScope,
    endpointId: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<WebhookDelivery>>;
  /** Replaces what stands at the version before; `false` when another writer was first: so an attempt is made by one. */
  changeDelivery(tenant: TenantScope, delivery: WebhookDelivery): Promise<boolean>;
  /** Deliveries of all tenants whose time has come, soonest first. */
  dueDeliveries(now: string, limit: number): Promise<readonly DueDelivery[]>;
}

/** Deliveries are kept this long, whatever became of them. */
export const DELIVERIES_KEPT_DAYS = 30;
