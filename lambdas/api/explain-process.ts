import * as z from 'zod/mini';
import type { ReadDeps } from './deps.ts';
import { findProcess } from './find-process.ts';
import { defineRoute } from './kernel/route.ts';
import { byId, LOOK } from './schemas.ts';
import { DecisionView, decisionView } from './views/process.ts';

export const route = defineRoute({
  operationId: 'explainProcess',
  method: 'GET',
  path: '/v1/processes/{id}/why',
  tag: 'Processes',
  summary: 'Why each rule decided as it did: inputs, limits, and the level each limit came from.',
  may: { roles: LOOK, scope: 'processes:read' },
  params: byId,
  query: z.strictObject({ line: z.optional(z.int().check(z.positive())) }),
  answer: z.object({ items: z.array(DecisionView) }),
  problems: ['not-found'],
  async run(call, { stores }: ReadDeps) {
    const { processId } = await findProcess(call, stores);
    const steps = await stores.processes.steps(call.principal.tenant, processId);
    const { line } = call.query;
    const decisions = steps
      .flatMap((step) => step.decisions ?? [])
      .filter((decision) => line === undefined || decision.line === line);
    return { body: { items: decisions.map(decisionView) } };
  },
});
