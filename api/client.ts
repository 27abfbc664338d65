// Generated from api/openapi.json by `npm run generate`; do not change it by hand.

export type Case = { readonly caseId: string; readonly class: string; readonly severity: "S1" | "S2" | "S3" | "S4"; readonly site: string; readonly owner: "viewer" | "operator" | "supervisor" | "inventory-manager" | "dc-manager" | "buyer" | "purchasing" | "quality" | "finance" | "loss-prevention" | "integration-admin" | "tenant-admin" | "partner-admin" | "auditor" | "service"; readonly assignee?: string; readonly summary: string; readonly processId?: string; readonly links: readonly ({ readonly kind: string; readonly id: string })[]; readonly openedAt: string; readonly slaDueAt: string; readonly escalated: boolean; readonly state: "OPEN" | "RESOLVED"; readonly rootCause?: string; readonly resolution?: string; readonly resolvedBy?: string; readonly resolvedAt?: string; readonly cost?: { readonly minor: number; readonly currency: string }; readonly version: number };
export type Change = { readonly field: string; readonly before?: unknown; readonly after?: unknown };
export type Decision = { readonly id: string; readonly ruleId: string; readonly ruleVersion: number; readonly at: string; readonly line?: number; readonly inputs: Readonly<Record<string, unknown>>; readonly thresholds: Readonly<Record<string, { readonly value: unknown; readonly level: string }>>; readonly result: unknown };
export type Job = { readonly jobId: string; readonly operation: "retryProcess" | "redriveProcess" | "resumeProcess" | "cancelProcess" | "assignCase" | "resolveCase" | "answerTask" | "delegateTask"; readonly body?: Readonly<Record<string, unknown>>; readonly reason: string; readonly requestedBy: string; readonly requestedAt: string; readonly state: "REQUESTED" | "RUNNING" | "FINISHED"; readonly finishedAt?: string; readonly items: number; readonly version: number };
export type JobResult = { readonly item: string; readonly outcome: "DONE" | "REFUSED" | "WAITING"; readonly type?: string; readonly detail?: string };
export type Movement = { readonly effectKey: string; readonly sku: string; readonly lot?: string; readonly quantity: number; readonly from: ("available" | "hold" | "quarantine" | "damaged" | "inTransit" | null); readonly to: ("available" | "hold" | "quarantine" | "damaged" | "inTransit" | null); readonly documentId: string; readonly reasonCode: string; readonly at: string; readonly auditDay: string; readonly auditLane: number; readonly auditSequence: number };
export type Plan = { readonly problems: readonly ({ readonly field: string; readonly value: unknown; readonly remedy: string })[]; readonly changes: readonly (Change)[] };
export type Position = { readonly site: string; readonly sku: string; readonly buckets: Readonly<Record<string, number>>; readonly free: number; readonly version: number };
export type Process = { readonly id: string; readonly processId: string; readonly process: string; readonly businessKey: string; readonly site: string; readonly state: string; readonly mode: "act" | "advise" | "shadow"; readonly generation: number; readonly correlationId: string; readonly openedAt: string; readonly updatedAt: string; readonly dueAt?: string; readonly closedAt?: string; readonly outcome?: string; readonly waiting: boolean; readonly version: number };
export type Reservation = { readonly id: string; readonly orderId: string; readonly site: string; readonly lines: readonly ({ readonly orderLineId: string; readonly sku: string; readonly quantity: number })[]; readonly state: "HELD" | "CONFIRMED" | "CANCELED" | "EXPIRED"; readonly heldBy: string; readonly heldAt: string; readonly endsAt: string; readonly settledBy?: string; readonly settledAt?: string; readonly reason?: string; readonly version: number };
export type Rule = { readonly rule: "receiving" | "receiving-tolerances" | "putaway" | "cycle-count" | "replenishment" | "transfer" | "customer-return" | "damaged-goods" | "backorder-release" | "fulfillment-exception" | "order-promise" | "position-reconciliation" | "patterns" | "cases" | "approval-tiers" | "cut-over" | "document"; readonly value: unknown; readonly proposedBy: readonly (string)[]; readonly approvedBy: readonly (string)[]; readonly version: number };
export type RuleProposal = { readonly id: string; readonly rule: "receiving" | "receiving-tolerances" | "putaway" | "cycle-count" | "replenishment" | "transfer" | "customer-return" | "damaged-goods" | "backorder-release" | "fulfillment-exception" | "order-promise" | "position-reconciliation" | "patterns" | "cases" | "approval-tiers" | "cut-over" | "document"; readonly value: unknown; readonly reason: string; readonly proposedBy: string; readonly proposedAt: string; readonly basedOn: number; readonly state: "OPEN" | "APPROVED" | "REJECTED" | "WITHDRAWN"; readonly settledBy?: string; readonly settledAt?: string; readonly comment?: string; readonly appliedAs?: number; readonly version: number };
export type Step = { readonly key: string; readonly name: string; readonly at: string; readonly detail?: Readonly<Record<string, unknown>>; readonly decisions: number };
export type Task = { readonly id: string; readonly taskId: string; readonly processId: string; readonly process: string; readonly step: string; readonly round: number; readonly site: string; readonly title: string; readonly context: Readonly<Record<string, unknown>>; readonly options: readonly (TaskOption)[]; readonly group: "viewer" | "operator" | "supervisor" | "inventory-manager" | "dc-manager" | "buyer" | "purchasing" | "quality" | "finance" | "loss-prevention" | "integration-admin" | "tenant-admin" | "partner-admin" | "auditor" | "service"; readonly assignee?: string; readonly delegatedBy?: string; readonly excluded: readonly (string)[]; readonly value: { readonly minor: number; readonly currency: string }; readonly createdAt: string; readonly dueAt: string; readonly parkAt: string; readonly state: "OPEN" | "CLAIMED" | "ANSWERED" | "EXPIRED" | "CANCELLED"; readonly level: number; readonly approvals?: readonly (TaskAnswer)[]; readonly answer?: TaskAnswer; readonly version: number };
export type TaskAnswer = { readonly option: string; readonly by: string; readonly onBehalfOf?: string; readonly comment?: string; readonly form?: Readonly<Record<string, unknown>>; readonly at: string };
export type TaskOption = { readonly code: string; readonly label: string; readonly effect: string; readonly needsComment: boolean; readonly formSchema?: Readonly<Record<string, unknown>>; readonly roles?: readonly ("viewer" | "operator" | "supervisor" | "inventory-manager" | "dc-manager" | "buyer" | "purchasing" | "quality" | "finance" | "loss-prevention" | "integration-admin" | "tenant-admin" | "partner-admin" | "auditor" | "service")[] };
export type ToldEvent = { readonly id: string; readonly type: string; readonly source: string; readonly subject: string; readonly time: string; readonly site: string; readonly sequence: number; readonly causationId: string; readonly published: boolean; readonly data: unknown };
export type Webhook = { readonly id: string; readonly url: string; readonly topics: readonly (string)[]; readonly sites: readonly (string)[]; readonly description?: string; readonly state: "enabled" | "paused" | "gone"; readonly clientId?: string; readonly createdAt: string; readonly createdBy: string; readonly version: number };
export type WebhookDelivery = { readonly messageId: string; readonly eventId: string; readonly eventType: string; readonly site: string; readonly state: "pending" | "delivered" | "failed"; readonly createdAt: string; readonly dueAt?: string; readonly attempts: readonly ({ readonly at: string; readonly status?: number; readonly error?: string; readonly durationMs: number; readonly answer?: string })[] };
export type WebhookSecrets = { readonly secrets: readonly ({ readonly secret: string; readonly until?: string })[] };
export type Problem = { readonly type: "urn:tallyflow:problem:malformed-request" | "urn:tallyflow:problem:unauthenticated" | "urn:tallyflow:problem:forbidden" | "urn:tallyflow:problem:not-found" | "urn:tallyflow:problem:method-not-allowed" | "urn:tallyflow:problem:conflict" | "urn:tallyflow:problem:gone" | "urn:tallyflow:problem:precondition-failed" | "urn:tallyflow:problem:too-large" | "urn:tallyflow:problem:unsupported-media-type" | "urn:tallyflow:problem:unprocessable" | "urn:tallyflow:problem:idempotency-key-reused" | "urn:tallyflow:problem:precondition-required" | "urn:tallyflow:problem:rate-limited" | "urn:tallyflow:problem:internal" | "urn:tallyflow:problem:system-refused" | "urn:tallyflow:problem:unavailable"; readonly title: string; readonly status: number; readonly detail: string; readonly instance: string; readonly errors?: readonly ({ readonly field: string; readonly value: string; readonly message: string })[] };

/** What every call may be given besides its own parameters. */
export interface CallOptions {
  /** Named for a POST: the same key with the same request gets the first answer again. @default a fresh one */
  readonly idempotencyKey?: string;
  /** The ETag of what was read, where a call changes it. */
  readonly ifMatch?: string;
  readonly correlationId?: string;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | undefined;
  readonly headers: Headers;
}

/** An answer that is not the one asked for (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Headers;
  constructor(problem: Problem, headers: Headers) {
    super(`${problem.status} ${problem.title} ${problem.detail}`);
    this.problem = problem;
    this.headers = headers;
  }
}

export interface ClientOptions {
  /** Where the gateway is, without a slash at the end. */
  readonly endpoint: string;
  /** Gives a valid access token. */
  readonly token: () => Promise<string>;
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export class TallyflowClient {
  readonly #options: ClientOptions;
  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** When and where quantities of items can be promised (ATP); nothing is reserved. */
  checkAvailability(body: { readonly lines: readonly ({ readonly sku: string; readonly quantity: number; readonly site?: string })[] }, options: CallOptions = {}): Promise<Answer<{ readonly asOf: string; readonly lines: readonly ({ readonly sku: string; readonly quantity: number; readonly sites: readonly ({ readonly site: string; readonly available: number; readonly on?: string; readonly confidence?: "HIGH" | "MEDIUM" | "LOW" })[] })[] }>> {
    return this.#call('POST', `/v1/availability/check`, { body, options });
  }

  /** Open cases of a site: owner by owner, soonest deadline first. */
  listCases(query: { readonly site: string; readonly owner?: "viewer" | "operator" | "supervisor" | "inventory-manager" | "dc-manager" | "buyer" | "purchasing" | "quality" | "finance" | "loss-prevention" | "integration-admin" | "tenant-admin" | "partner-admin" | "auditor" | "service"; readonly class?: string; readonly limit?: number; readonly cursor?: string }, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Case)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/cases`, { query, options });
  }

  /** One case: what happened, who owns it, and what was done. */
  showCase(params: { readonly caseId: string }, options: CallOptions = {}): Promise<Answer<Case>> {
    return this.#call('GET', `/v1/cases/${encodeURIComponent(params.caseId)}`, { options });
  }

  /** Gives a case to a person who works at its site. */
  assignCase(params: { readonly caseId: string }, body: { readonly assignee: string }, options: CallOptions = {}): Promise<Answer<Case>> {
    return this.#call('PUT', `/v1/cases/${encodeURIComponent(params.caseId)}/assignee`, { body, options });
  }

  /** Closes a case with what caused it and what was done. */
  resolveCase(params: { readonly caseId: string }, body: { readonly rootCause: string; readonly resolution: string; readonly cost?: { readonly minor: number; readonly currency: string } }, options: CallOptions = {}): Promise<Answer<Case>> {
    return this.#call('POST', `/v1/cases/${encodeURIComponent(params.caseId)}/resolution`, { body, options });
  }

  /** Somebody wants an item counted, in one bin or wherever it lies. */
  requestCount(body: { readonly site: string; readonly data: { readonly countId: string; readonly sku: string; readonly bin?: string; readonly lot?: string; readonly trigger: "SCHEDULE" | "SHORT_PICK" | "ZERO_STOCK" | "LOW_STOCK" | "DAMAGE" | "DRIFT" | "PATTERN" | "MANUAL"; readonly requestedBy: string } }, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string; readonly type: string; readonly subject: string }>> {
    return this.#call('POST', `/v1/count-requests`, { body, options });
  }

  /** Somebody counted what lies on the shelf. */
  submitCount(body: { readonly site: string; readonly data: { readonly countId: string; readonly sku: string; readonly quantity: number; readonly countedBy: string; readonly countedAt: string } }, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string; readonly type: string; readonly subject: string }>> {
    return this.#call('POST', `/v1/counts`, { body, options });
  }

  /** Goods are damaged: they go out of reach at once. */
  reportDamage(body: { readonly site: string; readonly data: { readonly damageId: string; readonly sku: string; readonly lot?: string; readonly quantity: number; readonly bucket?: "available" | "hold" | "quarantine" | "damaged"; readonly bin?: string; readonly place: "DOCK" | "STORAGE" | "PICKING" | "PACKING" | "RETURN" | "CUSTOMER"; readonly packState: "INTACT" | "OPENED" | "CRUSHED" | "WET" | "UNKNOWN"; readonly notedOnDelivery: boolean; readonly foundBy: string; readonly foundAt: string; readonly evidence: readonly (string)[]; readonly supplierId?: string; readonly shipmentId?: string; readonly orderId?: string } }, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string; readonly type: string; readonly subject: string }>> {
    return this.#call('POST', `/v1/damages`, { body, options });
  }

  /** EPCIS 2.0 events: a document, a query document or a single event. */
  captureEvents(body: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<Answer<{ readonly captureId: string; readonly capturedAt: string; readonly events: readonly ({ readonly verdict: "captured" | "repeated" | "declared-error" | "refused"; readonly eventID?: string; readonly problems?: readonly ({ readonly field: string; readonly value: string; readonly message: string })[] })[] }>> {
    return this.#call('POST', `/v1/epcis/capture`, { body, options });
  }

  /** What became of a capture, for whoever sent it; kept for 30 days. */
  showCapture(params: { readonly captureId: string }, options: CallOptions = {}): Promise<Answer<{ readonly captureId: string; readonly capturedAt: string; readonly events: readonly ({ readonly verdict: "captured" | "repeated" | "declared-error" | "refused"; readonly eventID?: string; readonly problems?: readonly ({ readonly field: string; readonly value: string; readonly message: string })[] })[] }>> {
    return this.#call('GET', `/v1/epcis/capture/${encodeURIComponent(params.captureId)}`, { options });
  }

  /** The trace trail: EPCIS events by identifier, or by time and business step. */
  queryEvents(query: { readonly EQ_eventID?: string; readonly EQ_bizStep?: readonly (string)[]; readonly EQ_disposition?: readonly (string)[]; readonly MATCH_epc?: readonly (string)[]; readonly MATCH_anyEPC?: readonly (string)[]; readonly GE_eventTime?: string; readonly LT_eventTime?: string; readonly EQ_readPoint?: readonly (string)[]; readonly EQ_bizLocation?: readonly (string)[]; readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly ({ readonly type: string; readonly eventID: string; readonly eventTime: string; readonly recordTime: string; readonly errorDeclaration?: Readonly<Record<string, unknown>> })[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/epcis/events`, { query, options });
  }

  /** One EPCIS event, by the 64 digits of its event hash. */
  showEvent(params: { readonly hash: string }, options: CallOptions = {}): Promise<Answer<{ readonly type: string; readonly eventID: string; readonly eventTime: string; readonly recordTime: string; readonly errorDeclaration?: Readonly<Record<string, unknown>> }>> {
    return this.#call('GET', `/v1/epcis/events/${encodeURIComponent(params.hash)}`, { options });
  }

  /** A canonical event as it would be on the bus: CloudEvents 1.0 with our extensions. */
  sendEvent(body: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string }>> {
    return this.#call('POST', `/v1/events`, { body, options });
  }

  /** A file of a partner, put where the partner would drop it. */
  uploadFile(body: { readonly partnerId: string; readonly name: string; readonly content: string; readonly encoding?: "utf8" | "base64" }, options: CallOptions = {}): Promise<Answer<{ readonly id: string; readonly partnerId: string; readonly name: string; readonly state: "waiting" | "read"; readonly receivedAt?: string; readonly format?: string; readonly verdict?: "accepted" | "accepted-with-errors" | "rejected"; readonly digest?: string; readonly answers: readonly ("997" | "contrl" | "aperak")[]; readonly bytes: number }>> {
    return this.#call('POST', `/v1/files`, { body, options });
  }

  /** Files that were read, with their verdicts, by partner and name; a partner sees its own. */
  listFiles(query: { readonly partnerId?: string; readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly ({ readonly id: string; readonly partnerId: string; readonly name: string; readonly state: "waiting" | "read"; readonly receivedAt?: string; readonly format?: string; readonly verdict?: "accepted" | "accepted-with-errors" | "rejected"; readonly digest?: string; readonly answers: readonly ("997" | "contrl" | "aperak")[] })[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/files`, { query, options });
  }

  /** Whether a file was read, its verdict, and which answers there are to it. */
  showFile(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly id: string; readonly partnerId: string; readonly name: string; readonly state: "waiting" | "read"; readonly receivedAt?: string; readonly format?: string; readonly verdict?: "accepted" | "accepted-with-errors" | "rejected"; readonly digest?: string; readonly answers: readonly ("997" | "contrl" | "aperak")[] }>> {
    return this.#call('GET', `/v1/files/${encodeURIComponent(params.id)}`, { options });
  }

  /** What was found in a file, and the answers the partner’s translator reads. */
  showFileReport(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly file: { readonly id: string; readonly partnerId: string; readonly name: string; readonly state: "waiting" | "read"; readonly receivedAt?: string; readonly format?: string; readonly verdict?: "accepted" | "accepted-with-errors" | "rejected"; readonly digest?: string; readonly answers: readonly ("997" | "contrl" | "aperak")[] }; readonly report: { readonly format: string; readonly verdict: "accepted" | "accepted-with-errors" | "rejected"; readonly text: string; readonly findings: readonly ({ readonly code: string; readonly action: "none" | "warn" | "reject"; readonly scope: "document" | "line" | "pack"; readonly line?: number; readonly field: string; readonly value: string; readonly message: string })[]; readonly notices: readonly ({ readonly asnId?: string; readonly format?: string; readonly verdict: "accepted" | "accepted-with-errors" | "rejected"; readonly lineCount: number; readonly findings: readonly ({ readonly code: string; readonly action: "none" | "warn" | "reject"; readonly scope: "document" | "line" | "pack"; readonly line?: number; readonly field: string; readonly value: string; readonly message: string })[] })[]; readonly shortened?: boolean }; readonly answers: readonly ({ readonly kind: "997" | "contrl" | "aperak"; readonly text: string; readonly shortened?: boolean })[] }>> {
    return this.#call('GET', `/v1/files/${encodeURIComponent(params.id)}/report`, { options });
  }

  /** What would become of a file of a partner, without anything happening. */
  dryRunFile(body: { readonly partnerId: string; readonly name: string; readonly content: string; readonly encoding?: "utf8" | "base64" }, options: CallOptions = {}): Promise<Answer<{ readonly format: string; readonly verdict: "accepted" | "accepted-with-errors" | "rejected"; readonly text: string; readonly findings: readonly ({ readonly code: string; readonly action: "none" | "warn" | "reject"; readonly scope: "document" | "line" | "pack"; readonly line?: number; readonly field: string; readonly value: string; readonly message: string })[]; readonly notices: readonly ({ readonly asnId?: string; readonly format?: string; readonly verdict: "accepted" | "accepted-with-errors" | "rejected"; readonly lineCount: number; readonly findings: readonly ({ readonly code: string; readonly action: "none" | "warn" | "reject"; readonly scope: "document" | "line" | "pack"; readonly line?: number; readonly field: string; readonly value: string; readonly message: string })[] })[]; readonly shortened?: boolean }>> {
    return this.#call('POST', `/v1/files/dry-run`, { body, options });
  }

  /** An address a large file of a partner is put to. */
  requestUpload(body: { readonly partnerId: string; readonly name: string; readonly contentType: string; readonly contentLength: number }, options: CallOptions = {}): Promise<Answer<{ readonly id: string; readonly method: "PUT"; readonly url: string; readonly headers: { readonly "content-type": string; readonly "content-length": string }; readonly expiresAt: string }>> {
    return this.#call('POST', `/v1/files/uploads`, { body, options });
  }

  /** The control tower view of items, by GraphQL: everything about them, as one answer. */
  queryControlTower(body: { readonly query: string; readonly variables?: (Readonly<Record<string, unknown>> | null); readonly operationName?: (string | null) }, options: CallOptions = {}): Promise<Answer<{ readonly data?: (Readonly<Record<string, unknown>> | null); readonly errors?: readonly ({ readonly message: string; readonly locations?: readonly ({ readonly line: number; readonly column: number })[]; readonly path?: readonly ((string | number))[]; readonly extensions?: Readonly<Record<string, unknown>> })[] }>> {
    return this.#call('POST', `/v1/graphql`, { body, options });
  }

  /** The secrets a partner's system signs its messages to us with. */
  showInboundSecrets(params: { readonly endpoint: string }, options: CallOptions = {}): Promise<Answer<WebhookSecrets>> {
    return this.#call('GET', `/v1/inbound-webhooks/${encodeURIComponent(params.endpoint)}/secrets`, { options });
  }

  /** Positions of every item that ever moved at a site, in the order of their numbers. */
  listPositions(params: { readonly site: string }, query: { readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Position)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/inventory/${encodeURIComponent(params.site)}`, { query, options });
  }

  /** What a site has of an item. */
  lookUpInventory(params: { readonly site: string; readonly sku: string }, options: CallOptions = {}): Promise<Answer<{ readonly site: string; readonly sku: string; readonly buckets: Readonly<Record<string, number>>; readonly free: number; readonly version: number; readonly lots: readonly ({ readonly lot: string; readonly available: number; readonly free: number })[] }>> {
    return this.#call('GET', `/v1/inventory/${encodeURIComponent(params.site)}/${encodeURIComponent(params.sku)}`, { options });
  }

  /** Every movement that led to a position, with the audit entry that proves it. */
  listMovements(params: { readonly site: string; readonly sku: string }, query: { readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Movement)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/inventory/${encodeURIComponent(params.site)}/${encodeURIComponent(params.sku)}/movements`, { query, options });
  }

  /** Carries out one operation on many things, as they were previewed. */
  startJob(body: { readonly operation: "retryProcess" | "redriveProcess" | "resumeProcess" | "cancelProcess" | "assignCase" | "resolveCase" | "answerTask" | "delegateTask"; readonly items: readonly (string)[]; readonly body?: Readonly<Record<string, unknown>>; readonly reason: string; readonly digest: string }, options: CallOptions = {}): Promise<Answer<Job>> {
    return this.#call('POST', `/v1/jobs`, { body, options });
  }

  /** Operations on many things somebody asked for, the latest first. */
  listJobs(query: { readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Job)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/jobs`, { query, options });
  }

  /** One operation on many things, with what came of each. */
  showJob(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly jobId: string; readonly operation: "retryProcess" | "redriveProcess" | "resumeProcess" | "cancelProcess" | "assignCase" | "resolveCase" | "answerTask" | "delegateTask"; readonly body?: Readonly<Record<string, unknown>>; readonly reason: string; readonly requestedBy: string; readonly requestedAt: string; readonly state: "REQUESTED" | "RUNNING" | "FINISHED"; readonly finishedAt?: string; readonly items: number; readonly version: number; readonly results: readonly (JobResult)[] }>> {
    return this.#call('GET', `/v1/jobs/${encodeURIComponent(params.id)}`, { options });
  }

  /** Says what an operation on many things would meet, item by item; nothing changes. */
  previewJob(body: { readonly operation: "retryProcess" | "redriveProcess" | "resumeProcess" | "cancelProcess" | "assignCase" | "resolveCase" | "answerTask" | "delegateTask"; readonly items: readonly (string)[]; readonly body?: Readonly<Record<string, unknown>> }, options: CallOptions = {}): Promise<Answer<{ readonly digest: string; readonly ready: number; readonly refused: number; readonly items: readonly ({ readonly item: string; readonly verdict: "READY" | "REFUSED"; readonly summary?: string; readonly type?: string; readonly detail?: string })[] }>> {
    return this.#call('POST', `/v1/jobs/preview`, { body, options });
  }

  /** The rates that are counted: what of, for what, and over which time. */
  listKpis(options: CallOptions = {}): Promise<Answer<{ readonly items: readonly ({ readonly kpi: string; readonly title: string; readonly of: string; readonly met: string; readonly by: "site" | "supplier" | "system"; readonly stepMinutes: number; readonly counted: { readonly from: string; readonly to: string } })[] }>> {
    return this.#call('GET', `/v1/kpis`, { options });
  }

  /** One rate: of a site, a supplier or a system, over a window. */
  showKpi(params: { readonly kpi: "receiving-accuracy" | "dock-to-stock" | "calls-answered" }, query: { readonly site?: string; readonly supplier?: string; readonly system?: string; readonly from?: string; readonly to?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly kpi: string; readonly by: string; readonly id: string; readonly window: { readonly from: string; readonly to: string }; readonly n: number; readonly met: number; readonly rate?: { readonly numerator: number; readonly denominator: number } }>> {
    return this.#call('GET', `/v1/kpis/${encodeURIComponent(params.kpi)}`, { query, options });
  }

  /** Something keeps an order from leaving: a short pick, a label, a carrier. */
  reportException(body: { readonly site: string; readonly data: { readonly exceptionId: string; readonly orderId: string; readonly type: "SHORT_PICK" | "SCAN_FAIL" | "ADDRESS_INVALID" | "PAYMENT_HOLD" | "WEIGHT_MISMATCH" | "PACK_DAMAGE" | "CARRIER_MISS" | "LABEL_FAIL" | "OVERSELL" | "LATE_CUTOFF"; readonly detectedAt: string; readonly reportedBy: string; readonly cutOffAt?: string; readonly line?: { readonly orderLineId: string; readonly sku: string; readonly quantity: number }; readonly pick?: { readonly bin: string; readonly zone?: string; readonly lot?: string; readonly found: number; readonly counted: number; readonly pickTaskId?: string }; readonly scan?: { readonly deviceId: string; readonly failures: number; readonly firstFailedAt: string }; readonly weight?: { readonly expectedGrams: number; readonly actualGrams: number }; readonly damage?: { readonly packState: "INTACT" | "OPENED" | "CRUSHED" | "WET" | "UNKNOWN"; readonly lot?: string; readonly pickTaskId?: string; readonly evidence: readonly (string)[] }; readonly shipment?: { readonly shipmentId: string; readonly labelId?: string; readonly carrier: string; readonly serviceLevel: string; readonly weightGrams: number } } }, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string; readonly type: string; readonly subject: string }>> {
    return this.#call('POST', `/v1/pick-exceptions`, { body, options });
  }

  /** Processes by one key, or by site and state with the soonest deadline first. */
  searchProcesses(query: { readonly businessKey?: string; readonly po?: string; readonly asn?: string; readonly sku?: string; readonly sscc?: string; readonly lpn?: string; readonly order?: string; readonly rma?: string; readonly supplier?: string; readonly class?: string; readonly assignee?: string; readonly errorCode?: string; readonly site?: string; readonly state?: string; readonly process?: string; readonly openForMinutes?: number; readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Process)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/processes`, { query, options });
  }

  /** One process: where it stands, with its tasks and cases. */
  showProcess(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly id: string; readonly processId: string; readonly process: string; readonly businessKey: string; readonly site: string; readonly state: string; readonly mode: "act" | "advise" | "shadow"; readonly generation: number; readonly correlationId: string; readonly openedAt: string; readonly updatedAt: string; readonly dueAt?: string; readonly closedAt?: string; readonly outcome?: string; readonly waiting: boolean; readonly version: number; readonly tasks: readonly (Task)[]; readonly cases: readonly (Case)[] }>> {
    return this.#call('GET', `/v1/processes/${encodeURIComponent(params.id)}`, { options });
  }

  /** Ends a process nobody wants anymore; what it posted is taken back where the caller says so. */
  cancelProcess(params: { readonly id: string }, body: { readonly reason: string; readonly reverse?: boolean }, options: CallOptions = {}): Promise<Answer<{ readonly processId: string; readonly how: "cancel" | "reverse" | "withdraw" }>> {
    return this.#call('POST', `/v1/processes/${encodeURIComponent(params.id)}/cancel`, { body, options });
  }

  /** What a process, its tasks and its cases announced in the last days, oldest first. */
  listProcessEvents(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (ToldEvent)[] }>> {
    return this.#call('GET', `/v1/processes/${encodeURIComponent(params.id)}/events`, { options });
  }

  /** Goes on from the step that failed. */
  redriveProcess(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly processId: string; readonly how: "redriven" | "resumed" }>> {
    return this.#call('POST', `/v1/processes/${encodeURIComponent(params.id)}/redrive`, { options });
  }

  /** Begins a new execution on the definition of now; what was done is not done again. */
  resumeProcess(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly processId: string; readonly how: "redriven" | "resumed" }>> {
    return this.#call('POST', `/v1/processes/${encodeURIComponent(params.id)}/resume`, { options });
  }

  /** Checks or posts again what was refused, once its cause is gone. */
  retryProcess(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly processId: string; readonly chunks: readonly (string)[]; readonly unchecked: boolean }>> {
    return this.#call('POST', `/v1/processes/${encodeURIComponent(params.id)}/retry`, { options });
  }

  /** Every step a process took, oldest first. */
  showTimeline(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Step)[] }>> {
    return this.#call('GET', `/v1/processes/${encodeURIComponent(params.id)}/timeline`, { options });
  }

  /** Why each rule decided as it did: inputs, limits, and the level each limit came from. */
  explainProcess(params: { readonly id: string }, query: { readonly line?: number } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Decision)[] }>> {
    return this.#call('GET', `/v1/processes/${encodeURIComponent(params.id)}/why`, { query, options });
  }

  /** Events that were refused, with their problems; a partner sees those it sent. */
  listQuarantine(query: { readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly ({ readonly id: string; readonly quarantinedAt: string; readonly partnerId?: string; readonly problems: readonly ({ readonly field: string; readonly value: string; readonly message: string })[] })[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/quarantine`, { query, options });
  }

  /** One refused event as it came, with every problem. */
  showQuarantined(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly id: string; readonly quarantinedAt: string; readonly partnerId?: string; readonly problems: readonly ({ readonly field: string; readonly value: string; readonly message: string })[]; readonly event: unknown }>> {
    return this.#call('GET', `/v1/quarantine/${encodeURIComponent(params.id)}`, { options });
  }

  /** Goods were counted at the dock: lines with quantity, condition, lot and expiry. */
  submitReceipt(body: { readonly site: string; readonly data: { readonly receiptId: string; readonly asnId?: string; readonly supplierId: string; readonly arrivedAt: string; readonly countedBy: string; readonly final: boolean; readonly lines: readonly ({ readonly asnLine?: number; readonly poId?: string; readonly poLine?: number; readonly sku: string; readonly quantity: number; readonly condition: "good" | "damaged"; readonly sscc?: string; readonly lot?: string; readonly expiry?: string })[] } }, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string; readonly type: string; readonly subject: string }>> {
    return this.#call('POST', `/v1/receipts`, { body, options });
  }

  /** Holds units of items at a site for a cart or an order: all lines, or none. */
  reserveStock(body: { readonly site: string; readonly orderId: string; readonly lines: readonly ({ readonly orderLineId: string; readonly sku: string; readonly quantity: number })[]; readonly minutes?: number }, options: CallOptions = {}): Promise<Answer<Reservation>> {
    return this.#call('POST', `/v1/reservations`, { body, options });
  }

  /** Reservations of a site that sales channels made, the latest first. */
  listReservations(query: { readonly site: string; readonly limit?: number; readonly cursor?: string }, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Reservation)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/reservations`, { query, options });
  }

  /** One reservation. */
  showReservation(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<Reservation>> {
    return this.#call('GET', `/v1/reservations/${encodeURIComponent(params.id)}`, { options });
  }

  /** Gives the units back before the reservation ends by itself. */
  cancelReservation(params: { readonly id: string }, body: { readonly reason: string }, options: CallOptions = {}): Promise<Answer<Reservation>> {
    return this.#call('POST', `/v1/reservations/${encodeURIComponent(params.id)}/cancel`, { body, options });
  }

  /** The order is placed: its units are kept until they ship. A reservation that has ended is a conflict. */
  confirmReservation(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<Reservation>> {
    return this.#call('POST', `/v1/reservations/${encodeURIComponent(params.id)}/confirm`, { options });
  }

  /** A customer wants to send goods of an order line back. */
  requestReturn(body: { readonly site: string; readonly data: { readonly rmaId: string; readonly orderId: string; readonly sku: string; readonly orderLineId: string; readonly customerId: string; readonly quantity: number; readonly serial?: string; readonly reason: "BC" | "CO" | "CV" | "DA" | "DI" | "DM" | "DP" | "DR" | "DT" | "EI" | "EO" | "EW" | "LP" | "MD" | "NA" | "OP" | "PE" | "PF" | "PR" | "PS" | "PW" | "RE" | "SD" | "SM" | "SP" | "SR" | "ST" | "TE" | "WG"; readonly opened: boolean; readonly wants: "CREDIT" | "CREDIT_ONLY" | "SCRAP" | "REPLACE_AND_CREDIT" | "REPLACE_AND_SCRAP" | "RETURN_TO_CUSTOMER"; readonly from: { readonly country: string; readonly postalCode: string }; readonly requestedAt: string } }, options: CallOptions = {}): Promise<Answer<{ readonly eventId: string; readonly type: string; readonly subject: string }>> {
    return this.#call('POST', `/v1/returns`, { body, options });
  }

  /** Changes of rules that were proposed. */
  listProposals(query: { readonly state?: "OPEN" | "APPROVED" | "REJECTED" | "WITHDRAWN"; readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (RuleProposal)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/rule-proposals`, { query, options });
  }

  /** One proposed change of a rule. */
  showProposal(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<RuleProposal>> {
    return this.#call('GET', `/v1/rule-proposals/${encodeURIComponent(params.id)}`, { options });
  }

  /** Brings a proposed change into force; who proposed it cannot approve it. */
  approveProposal(params: { readonly id: string }, body: { readonly comment?: string }, options: CallOptions = {}): Promise<Answer<RuleProposal>> {
    return this.#call('POST', `/v1/rule-proposals/${encodeURIComponent(params.id)}/approval`, { body, options });
  }

  /** Ends a proposal without a change: who made it withdraws it, anybody else rejects it. */
  refuseProposal(params: { readonly id: string }, body: { readonly comment: string }, options: CallOptions = {}): Promise<Answer<RuleProposal>> {
    return this.#call('POST', `/v1/rule-proposals/${encodeURIComponent(params.id)}/refusal`, { body, options });
  }

  /** The rules a tenant works by: settings of processes, tolerances, approval tiers and cut-over levels. */
  listRules(options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Rule)[] }>> {
    return this.#call('GET', `/v1/rules`, { options });
  }

  /** One rule as the version in force says it. */
  showRule(params: { readonly rule: "receiving" | "receiving-tolerances" | "putaway" | "cycle-count" | "replenishment" | "transfer" | "customer-return" | "damaged-goods" | "backorder-release" | "fulfillment-exception" | "order-promise" | "position-reconciliation" | "patterns" | "cases" | "approval-tiers" | "cut-over" | "document" }, options: CallOptions = {}): Promise<Answer<Rule>> {
    return this.#call('GET', `/v1/rules/${encodeURIComponent(params.rule)}`, { options });
  }

  /** Proposes another value of a rule; somebody else approves it. */
  proposeRule(params: { readonly rule: "receiving" | "receiving-tolerances" | "putaway" | "cycle-count" | "replenishment" | "transfer" | "customer-return" | "damaged-goods" | "backorder-release" | "fulfillment-exception" | "order-promise" | "position-reconciliation" | "patterns" | "cases" | "approval-tiers" | "cut-over" | "document" }, body: { readonly value: unknown; readonly reason: string }, options: CallOptions = {}): Promise<Answer<RuleProposal>> {
    return this.#call('POST', `/v1/rules/${encodeURIComponent(params.rule)}/proposals`, { body, options });
  }

  /** What waits for a person at a site: group by group, soonest deadline first. */
  listTasks(query: { readonly site: string; readonly group?: "viewer" | "operator" | "supervisor" | "inventory-manager" | "dc-manager" | "buyer" | "purchasing" | "quality" | "finance" | "loss-prevention" | "integration-admin" | "tenant-admin" | "partner-admin" | "auditor" | "service"; readonly process?: string; readonly limit?: number; readonly cursor?: string }, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Task)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/tasks`, { query, options });
  }

  /** One question to a person, with its options and who may choose them. */
  showTask(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<Task>> {
    return this.#call('GET', `/v1/tasks/${encodeURIComponent(params.id)}`, { options });
  }

  /** Chooses an option of a task; its process goes on with it. */
  answerTask(params: { readonly id: string }, body: { readonly option: string; readonly comment?: string; readonly form?: Readonly<Record<string, unknown>> }, options: CallOptions = {}): Promise<Answer<Task>> {
    return this.#call('POST', `/v1/tasks/${encodeURIComponent(params.id)}/answer`, { body, options });
  }

  /** Takes a task, so that nobody else works on it. */
  claimTask(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<Task>> {
    return this.#call('POST', `/v1/tasks/${encodeURIComponent(params.id)}/claim`, { options });
  }

  /** Hands a task to somebody else, who answers in the caller’s name; both names are kept. */
  delegateTask(params: { readonly id: string }, body: { readonly to: string }, options: CallOptions = {}): Promise<Answer<Task>> {
    return this.#call('POST', `/v1/tasks/${encodeURIComponent(params.id)}/delegate`, { body, options });
  }

  /** The caller's tenant as one document, in the version in force. */
  showTenant(options: CallOptions = {}): Promise<Answer<Readonly<Record<string, unknown>>>> {
    return this.#call('GET', `/v1/tenant`, { options });
  }

  /** Says everything that is wrong with a document of the tenant, and what it would change; nothing changes. */
  planTenant(body: { readonly document: Readonly<Record<string, unknown>> }, options: CallOptions = {}): Promise<Answer<Plan>> {
    return this.#call('POST', `/v1/tenant/plan`, { body, options });
  }

  /** Versions of the tenant's document and since when each was in force, the latest first; at most 1,000. */
  listTenantVersions(options: CallOptions = {}): Promise<Answer<{ readonly items: readonly ({ readonly version: number; readonly appliedAt: string })[] }>> {
    return this.#call('GET', `/v1/tenant/versions`, { options });
  }

  /** The tenant's document as a version of it was applied. */
  showTenantVersion(params: { readonly version: string }, options: CallOptions = {}): Promise<Answer<Readonly<Record<string, unknown>>>> {
    return this.#call('GET', `/v1/tenant/versions/${encodeURIComponent(params.version)}`, { options });
  }

  /** Asks to be told of events at an address of the caller. */
  createWebhook(body: { readonly url: string; readonly topics: readonly (string)[]; readonly sites?: readonly (string)[]; readonly description?: string }, options: CallOptions = {}): Promise<Answer<Webhook>> {
    return this.#call('POST', `/v1/webhooks`, { body, options });
  }

  /** Webhooks of the tenant; a client sees its own. */
  listWebhooks(options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (Webhook)[] }>> {
    return this.#call('GET', `/v1/webhooks`, { options });
  }

  /** One webhook. */
  showWebhook(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<Webhook>> {
    return this.#call('GET', `/v1/webhooks/${encodeURIComponent(params.id)}`, { options });
  }

  /** Changes a webhook: what is sent where, and whether. */
  changeWebhook(params: { readonly id: string }, body: { readonly url: string; readonly topics: readonly (string)[]; readonly sites?: readonly (string)[]; readonly description?: string; readonly state: "enabled" | "paused" }, options: CallOptions = {}): Promise<Answer<Webhook>> {
    return this.#call('PUT', `/v1/webhooks/${encodeURIComponent(params.id)}`, { body, options });
  }

  /** Removes a webhook; messages that wait are given up. */
  removeWebhook(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly id: string }>> {
    return this.#call('DELETE', `/v1/webhooks/${encodeURIComponent(params.id)}`, { options });
  }

  /** Messages to a webhook with every attempt, the latest first; kept for 30 days. */
  listDeliveries(params: { readonly id: string }, query: { readonly limit?: number; readonly cursor?: string } = {}, options: CallOptions = {}): Promise<Answer<{ readonly items: readonly (WebhookDelivery)[]; readonly next?: string }>> {
    return this.#call('GET', `/v1/webhooks/${encodeURIComponent(params.id)}/deliveries`, { query, options });
  }

  /** Sends a message again within a minute, under the same id and from the first attempt on. */
  resendDelivery(params: { readonly id: string; readonly messageId: string }, options: CallOptions = {}): Promise<Answer<WebhookDelivery>> {
    return this.#call('POST', `/v1/webhooks/${encodeURIComponent(params.id)}/deliveries/${encodeURIComponent(params.messageId)}/resend`, { options });
  }

  /** The secrets messages of a webhook are signed with. */
  showWebhookSecrets(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<WebhookSecrets>> {
    return this.#call('GET', `/v1/webhooks/${encodeURIComponent(params.id)}/secrets`, { options });
  }

  /** Gives a webhook a new secret; the one before signs besides it for a while. */
  rotateWebhookSecret(params: { readonly id: string }, body: { readonly overlapMinutes?: number }, options: CallOptions = {}): Promise<Answer<Webhook>> {
    return this.#call('POST', `/v1/webhooks/${encodeURIComponent(params.id)}/secrets`, { body, options });
  }

  /** Sends a message of the type WebhookTested within a minute. */
  testWebhook(params: { readonly id: string }, options: CallOptions = {}): Promise<Answer<{ readonly messageId: string }>> {
    return this.#call('POST', `/v1/webhooks/${encodeURIComponent(params.id)}/test`, { options });
  }

  /** A message of a partner's system in its own words, which becomes a canonical event. */
  receiveWebhook(params: { readonly tenant: string; readonly endpoint: string }, body: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<Answer<{ readonly outcome: "accepted" | "quarantined"; readonly eventId?: string; readonly problems?: readonly ({ readonly field: string; readonly value: string; readonly message: string })[] }>> {
    return this.#call('POST', `/v1/webhooks/in/${encodeURIComponent(params.tenant)}/${encodeURIComponent(params.endpoint)}`, { body, options });
  }

  async #call<Body>(
    method: string,
    path: string,
    { query = {}, body, options = {} }: { query?: Query; body?: unknown; options?: CallOptions },
  ): Promise<Answer<Body>> {
    const url = new URL(this.#options.endpoint + path);
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined) url.searchParams.append(name, String(one));
    const headers: Record<string, string> = { authorization: `Bearer ${await this.#options.token()}` };
    if (method === 'POST') headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
    if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch;
    if (options.correlationId !== undefined) headers['x-correlation-id'] = options.correlationId;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const given: unknown = await answer.json();
    if (!answer.ok) throw new ProblemError(given as Problem, answer.headers);
    const etag = answer.headers.get('etag') ?? undefined;
    return { status: answer.status, body: given as Body, etag, headers: answer.headers };
  }
}
