/**
 * What systems outside may tell us as an event. A notice is not among them: its lines travel as a document, so it comes
 * as a file. Everything else in the catalog is ours to say.
 */
export const ACCEPTED: ReadonlySet<string> = new Set([
  'CountRequested',
  'CountSubmitted',
  'CustomerAnswered',
  'DamageReported',
  'FulfillmentException',
  'MessageBounced',
  'OrderAcknowledged',
  'PromiseReviewRequested',
  'PutawayQueued',
  'PutawayScanned',
  'ReceiptRecorded',
  'ReconciliationRequested',
  'RerankRequested',
  'ReturnInspected',
  'ReturnReceived',
  'ReturnRequested',
  'ReturnScanned',
  'ShipmentConfirmed',
  'TransferRequested',
  'TransferScanned',
  'TransferWithdrawn',
]);
