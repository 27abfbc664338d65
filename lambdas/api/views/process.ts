import * as z from 'zod/mini';
import { Mode } from '../../../events/envelope.ts';
import type { DecisionRecord, ProcessRow, StepRecord, ToldEvent } from '../../store/ports.ts';
import { opaqueId } from '../opaque-id.ts';
import { record } from '../schemas.ts';

/** A process, as callers see it: where it stands, not what it keeps for itself. */
export const ProcessView = z
  .object({
    /** For the paths below `/v1/processes`. */
    id: z.string(),
    processId: z.string(),
    process: z.string(),
    businessKey: z.string(),
    site: z.string(),
    state: z.string(),
    mode: Mode,
    generation: z.int(),
    correlationId: z.string(),
    openedAt: z.string(),
    updatedAt: z.string(),
    dueAt: z.optional(z.string()),
    closedAt: z.optional(z.string()),
    outcome: z.optional(z.string()),
    waiting: z.boolean(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Process' });

export function processView(row: ProcessRow): z.infer<typeof ProcessView> {
  return { ...row, id: opaqueId(row.processId) };
}

export const StepView = z
  .object({
    key: z.string(),
    name: z.string(),
    at: z.string(),
    detail: z.optional(record),
    decisions: z.int(),
  })
  .register(z.globalRegistry, { id: 'Step' });

export function stepView(step: StepRecord): z.infer<typeof StepView> {
  return { ...step, detail: step.detail, decisions: step.decisions?.length ?? 0 };
}

/** Why a rule decided as it did, with the level each limit came from. */
export const DecisionView = z
  .object({
    id: z.string(),
    ruleId: z.string(),
    ruleVersion: z.int(),
    at: z.string(),
    line: z.optional(z.int()),
    inputs: record,
    thresholds: z.record(z.string(), z.object({ value: z.unknown(), level: z.string() })),
    result: z.unknown(),
  })
  .register(z.globalRegistry, { id: 'Decision' });

export function decisionView(decision: DecisionRecord): z.infer<typeof DecisionView> {
  return { ...decision, inputs: { ...decision.inputs }, thresholds: { ...decision.thresholds } };
}

export const EventView = z
  .object({
    id: z.string(),
    type: z.string(),
    source: z.string(),
    subject: z.string(),
    time: z.string(),
    site: z.string(),
    sequence: z.int(),
    causationId: z.string(),
    published: z.boolean(),
    data: z.unknown(),
  })
  .register(z.globalRegistry, { id: 'ToldEvent' });

export function eventView({ event, published }: ToldEvent): z.infer<typeof EventView> {
  return { ...event, causationId: event.causationid, published };
}
