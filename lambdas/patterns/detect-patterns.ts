import { FirstCountChecked } from '../../events/count.ts';
import type { Envelope, EventContract, Mode } from '../../events/envelope.ts';
import { FulfillmentException } from '../../events/fulfillment.ts';
import { ReceiptReconciled } from '../../events/inbound.ts';
import { CallsCounted } from '../../events/integration.ts';
import { PutawayCompleted, PutawayOverridden } from '../../events/putaway.ts';
import { patternLimits } from '../domain/pattern-settings.ts';
import type { TenantDocument } from '../domain/tenant.ts';
import { anyOrQuarantine } from '../doors/quarantine.ts';
import { queueHandler } from '../shared/queue-handler.ts';
import { bus, type Core, documents, runtimeWith } from '../shared/runtime.ts';
import { tenantScope } from '../store/ports.ts';
import { cutoverLevel, requireTenant } from '../work/process-row.ts';
import { announcePattern } from './announce-pattern.ts';
import { callErrors } from './calls.ts';
import { DAY, type Detection, type Heard } from './detection.ts';
import { firstCounts } from './first-counts.ts';
import { pickFailures } from './picks.ts';
import { dockToStock, overrides } from './putaways.ts';
import { deviceScans, labelScans } from './scans.ts';
import { repeatedDiscrepancy, supplierShare } from './suppliers.ts';

/** What lies longer ago is not counted: what was counted with it may be forgotten, so that it would count twice. */
const MEMORY_DAYS = 120;

type Detector = (heard: Heard) => Promise<Detection[]>;

/** Detectors of an event, and the level they work at where the event comes from outside. */
function listening<Data>(
  contract: EventContract<Data>,
  detectors: readonly ((heard: Heard<Data>) => Promise<Detection[]>)[],
  levelOf: (event: Envelope, document: TenantDocument) => Mode = ({ mode }) => mode,
) {
  // The queue's contract check has read the data as what the contract says.
  return { contract: contract as EventContract, detectors: detectors as readonly Detector[], levelOf };
}

const listeners = [
  listening(ReceiptReconciled, [supplierShare, repeatedDiscrepancy]),
  listening(FulfillmentException, [pickFailures, labelScans, deviceScans], ({ site }, document) =>
    cutoverLevel(document, 'fulfillment-exception', site),
  ),
  listening(FirstCountChecked, [firstCounts]),
  listening(PutawayCompleted, [dockToStock]),
  listening(PutawayOverridden, [overrides]),
  // A system that fails is a fact, whatever its processes may do.
  listening(CallsCounted, [callErrors], () => 'act'),
];
const contracts = listeners.map(({ contract }) => contract) as [EventContract, ...EventContract[]];

/**
 * The detectors of rule 4.10: each event is counted in the windows it belongs to, by the time it happened, once however often
 * and in whatever order it comes. What became a pattern is announced with a case; below cut-over level ADVISE it is only
 * counted.
 */
export async function detectPatterns(event: Envelope, deps: Core): Promise<void> {
  const listener = listeners.find(({ contract }) => contract.type === event.type);
  if (!listener) return;
  const now = deps.clock();
  if (Date.parse(event.time) < Date.parse(now) - MEMORY_DAYS * DAY) return;
  const tenant = tenantScope(event.tenantid);
  const document = await requireTenant(deps.stores, tenant);
  const heard: Heard = {
    event,
    tenant,
    document,
    limits: patternLimits(document, event.site),
    stores: deps.stores,
    momentOf: (told) => new Date(Math.min(Date.parse(told), Date.parse(now))).toISOString(),
  };
  const level = listener.levelOf(event, document);
  for (const detect of listener.detectors)
    for (const detection of await detect(heard))
      if (level !== 'shadow') await announcePattern(deps, heard, level, detection);
}

const deps = runtimeWith(documents, bus);

export const handler = queueHandler(async (body) => {
  const parts = await deps();
  const event = await anyOrQuarantine(body, contracts, parts);
  if (event) await detectPatterns(event, parts);
});
