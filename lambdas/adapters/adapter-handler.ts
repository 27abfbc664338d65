import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { AdapterRejected, AdapterUnavailable, ContractViolation } from '../shared/errors.ts';
import { parseOrRaise, problemsOf } from '../shared/parse.ts';
import { logger, metrics } from '../shared/powertools.ts';
import { type DocumentStore, type Stores, tenantScope } from '../store/ports.ts';
import { callCounter } from './call-counter.ts';
import { type CircuitSettings, circuitDefaults, enterCircuit, recordOutcome } from './circuit.ts';
import { type Connectors, connect } from './connect.ts';
import type { AdapterRequest, CallContext, Operation, Operations, Skipped } from './contract.ts';
import { idempotencyKey } from './idempotency.ts';
import { callsCounted, circuitTurned, type MadeCall } from './integration-events.ts';
import { withoutSecrets } from './redact.ts';
import { openRejectionCase } from './rejection.ts';
import { secretCache } from './secret-cache.ts';

/** One system as its function knows it. A tenant's document names which of the connectors it uses. */
export interface AdapterSystem {
  readonly name: string;
  readonly operations: Operations;
  readonly connectors: Connectors;
}

export interface AdapterDependencies {
  readonly stores: Pick<Stores, 'tenants' | 'circuits' | 'processes' | 'work' | 'inventory'>;
  readonly documents: Pick<DocumentStore, 'put'>;
  readonly clock: () => string;
  readonly newId: () => string;
  readonly secret: (name: string) => Promise<string>;
  readonly localStage: boolean;
}

export interface AdapterSettings {
  readonly circuit: CircuitSettings;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

const defaults: AdapterSettings = {
  circuit: circuitDefaults,
  fetch: globalThis.fetch,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * What the function of a system does with one request: check it, see whether the circuit lets it through, call the
 * tenant's connector, check the answer, keep the circuit. Answers the operation's output, or `Skipped` for a write the
 * cut-over level forbids. Raises ContractViolation, NotFound, CircuitOpen, AdapterUnavailable or AdapterRejected; the
 * last has opened its case.
 */
export function adapterHandler(system: AdapterSystem, settings: AdapterSettings = defaults) {
  const secrets = secretCache();
  const { circuit, fetch, sleep } = settings;
  const keep = { circuit, counter: callCounter() };

  return async (request: AdapterRequest, deps: AdapterDependencies): Promise<unknown> => {
    const operation = operationOf(system, request.operation);
    const name = `${system.name}.${request.operation}`;
    const input = parseOrRaise(operation.input, request.input, `the input of ${name}`);
    if (operation.kind === 'write' && request.job.mode !== 'act')
      return { skipped: request.job.mode } satisfies Skipped;

    const { clock, localStage } = deps;
    const { circuits, tenants } = deps.stores;
    const tenant = tenantScope(request.job.tenantId);
    const { port, tokens } = await connect(system, tenant, await tenants.current(tenant), secrets, deps, {
      fetch,
      sleep,
      clock,
      localStage,
    });
    const call = port[request.operation];
    if (!call)
      throw new ContractViolation(
        `the connector of ${system.name} does not implement ${request.operation}: add it to the system's http.ts`,
      );
    const made: MadeCall = {
      system: system.name,
      request,
      key: idempotencyKey({ ...request, processId: request.job.processId }),
    };
    const facts = { call: name, key: made.key, processId: request.job.processId };
    const pass = await enterCircuit(circuits, tenant, system.name, clock(), circuit);
    try {
      const answer = checkedAnswer(
        operation,
        name,
        input,
        await call(input as never, contextOf(made)),
        tokens(),
      );
      await settle(deps, made, { pass, failed: false }, keep);
      metrics.addMetric('AdapterAnswered', MetricUnit.Count, 1);
      return answer;
    } catch (error) {
      if (error instanceof AdapterUnavailable) {
        metrics.addMetric('AdapterUnavailable', MetricUnit.Count, 1);
        logger.warn('call failed and may be tried again', { ...facts, error });
        await settle(
          deps,
          made,
          {
            pass,
            failed: true,
            ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
          },
          keep,
        );
      } else if (error instanceof AdapterRejected) {
        metrics.addMetric('AdapterRejected', MetricUnit.Count, 1);
        logger.error('call refused for good', { ...facts, reason: error.message });
        await settle(deps, made, { pass, failed: false }, keep);
        await openRejectionCase(deps, made, operation.kind, error);
      }
      throw error;
    }
  };
}

/** Keeps the shared circuit and the count of calls, and tells the bus what is to be told of them. */
async function settle(
  deps: AdapterDependencies,
  made: MadeCall,
  outcome: Parameters<typeof recordOutcome>[3],
  {
    circuit,
    counter,
  }: { readonly circuit: CircuitSettings; readonly counter: ReturnType<typeof callCounter> },
): Promise<void> {
  const tenant = tenantScope(made.request.job.tenantId);
  const now = deps.clock();
  const turn = await recordOutcome(deps.stores.circuits, tenant, made.system, outcome, now, circuit);
  const moment = { now, newId: deps.newId };
  const news = [
    ...(turn ? [circuitTurned(made, turn, moment)] : []),
    ...counter.count(tenant, outcome.failed, now).map((counted) => callsCounted(made, counted, moment)),
  ];
  if (news.length > 0) await deps.stores.inventory.enqueue(tenant, news);
}

function operationOf({ name, operations }: AdapterSystem, operation: string): Operation {
  const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (found) return found;
  throw new ContractViolation(
    `operation = ${operation} is unknown to ${name}: use one of ${Object.keys(operations).join(', ')}`,
  );
}

/**
 * A 2xx answer that breaks the contract: a lookup is refused, a person must look at it. A write may have taken effect,
 * so it is tried again with the same key, which is how its true answer is learned.
 */
function checkedAnswer(
  operation: Operation,
  name: string,
  input: unknown,
  answer: unknown,
  secrets: readonly string[],
): unknown {
  const checked = operation.output.safeParse(answer);
  if (checked.success) return checked.data;
  const shown = withoutSecrets({ request: input, answer: { status: 200, body: answer } }, secrets);
  const problems = problemsOf(checked.error, shown.answer.body).map(
    ({ field, value, message }) => `${field} = ${value}: ${message}`,
  );
  const reason = `the answer of ${name} breaks contract: ${problems.join('; ')}`;
  if (operation.kind === 'lookup') throw new AdapterRejected(reason, { exchange: shown });
  throw new AdapterUnavailable(
    `${reason}; whether the write took effect is unknown, so it is tried again with the same key`,
  );
}

function contextOf({ request, key }: MadeCall): CallContext {
  const { tenantId, site, correlationId, traceparent } = request.job;
  return {
    tenantId,
    site,
    correlationId,
    idempotencyKey: key,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
