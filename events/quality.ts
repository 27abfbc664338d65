import * as z from 'zod/mini';
import { defineEvent, identifier } from './envelope.ts';

/** How strict inspection of a supplier and item is. */
export const InspectionSeverity = z.enum(['normal', 'tightened', 'reduced', 'stopped']);
export type InspectionSeverity = z.infer<typeof InspectionSeverity>;
/** The single sampling plan of a lot, one row per defect class: accept at `ac` defects or fewer, reject at `re` or more. */
export const SamplingPlan = z.object({
  lotSize: z.int(),
  codeLetter: z.string(),
  severity: InspectionSeverity,
  classes: z.array(
    z.object({
      defect: z.enum(['critical', 'major', 'minor']),
      aql: z.string(),
      sample: z.int(),
      ac: z.int(),
      re: z.int(),
    }),
  ),
});
export type SamplingPlan = z.infer<typeof SamplingPlan>;
export const DefectCounts = z.object({
  /** Defects that are dangerous. */
  critical: z.int(),
  /** Defects that make the goods unfit for use or sale. */
  major: z.int(),
  /** Defects that do neither. */
  minor: z.int(),
});
export type DefectCounts = z.infer<typeof DefectCounts>;

const inspected = { supplierId: identifier, sku: identifier, line: z.int(), plan: SamplingPlan };
export const InspectionRequested = defineEvent(
  'quality',
  'InspectionRequested',
  'A lot waits for inspection.',
  z.object({ ...inspected, reasons: z.array(z.string()) }),
);
export const InspectionCompleted = defineEvent(
  'quality',
  'InspectionCompleted',
  'A lot was inspected.',
  z.object({ ...inspected, defects: DefectCounts, verdict: z.enum(['pass', 'fail']) }),
);
export const SupplierInspectionStateChanged = defineEvent(
  'quality',
  'SupplierInspectionStateChanged',
  'Inspection of a supplier and item got stricter or looser.',
  z.object({
    supplierId: identifier,
    sku: identifier,
    /** How strict inspection was. */
    from: InspectionSeverity,
    /** How strict inspection is now. */
    to: InspectionSeverity,
    reason: z.string(),
  }),
);
