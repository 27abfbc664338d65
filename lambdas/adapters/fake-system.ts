import type * as z from 'zod/mini';
import { AdapterRejected } from '../shared/errors.ts';
import { parseOrRaise } from '../shared/parse.ts';
import type { Operations, PortOf } from './contract.ts';

/** A system says no for a business reason. `status` is how its REST contract spells it. */
export class Refusal extends Error {
  readonly status: 404 | 409 | 422;
  constructor(status: Refusal['status'], message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** How a system behaves, as plain functions over its own state. No I/O, no clock, no randomness. */
export interface SystemModel<Table extends Operations, Seed> {
  readonly operations: {
    readonly [Name in keyof Table]: (
      input: z.infer<Table[Name]['input']>,
      site: string,
    ) => z.infer<Table[Name]['output']>;
  };
  /** Adds master data or replaces it by its key. */
  readonly seed: (data: Seed) => void;
  /** Everything it knows, as JSON, for tests and people. */
  readonly state: () => unknown;
}

export interface FakeCall {
  readonly site: string;
  readonly idempotencyKey: string;
}

/** One stateful system of one tenant; the reference server and the fake port both drive it. */
export interface FakeSystem {
  /** Raises ContractViolation for a bad input and Refusal for a business reason; `repeated` tells a remembered answer. */
  readonly run: (
    operation: string,
    input: unknown,
    call: FakeCall,
  ) => { readonly answer: unknown; readonly repeated: boolean };
  readonly seed: (data: unknown) => void;
  readonly state: () => unknown;
  /** Effects per write operation; a repeated key adds none. */
  readonly effects: () => Readonly<Record<string, number>>;
}

/**
 * A system around its model: contracts are checked and every write is done once per idempotency key. The same key with
 * the same request gives the same answer; with another request it is refused with 422. A refused write leaves no trace.
 */
export function fakeSystem<Table extends Operations, Seed>(
  operations: Table,
  seedContract: z.ZodMiniType<Seed>,
  model: SystemModel<Table, Seed>,
): FakeSystem {
  const remembered = new Map<string, { readonly request: string; readonly answer: unknown }>();
  const effects: Record<string, number> = {};

  return {
    run(name, rawInput, { site, idempotencyKey }) {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new Refusal(404, `operation ${name} does not exist`);
      const input = parseOrRaise(operation.input, rawInput, `the input of ${name}`);
      const answerNow = () => model.operations[name]?.(input as never, site);
      if (operation.kind === 'lookup') return { answer: answerNow(), repeated: false };

      const request = JSON.stringify([name, site, input]);
      const before = remembered.get(idempotencyKey);
      if (before && before.request !== request)
        throw new Refusal(
          422,
          `idempotency key ${idempotencyKey} was used for another request: a new request needs a new key`,
        );
      if (before) return { answer: before.answer, repeated: true };
      const answer = answerNow();
      remembered.set(idempotencyKey, { request, answer });
      effects[name] = (effects[name] ?? 0) + 1;
      return { answer, repeated: false };
    },
    seed: (data) => model.seed(parseOrRaise(seedContract, data, 'the seed')),
    state: () => model.state(),
    effects: () => ({ ...effects }),
  };
}

/** The port of a fake, for tests that need no network: refusals arrive as AdapterRejected like over HTTP. */
export function fakePort<Table extends Operations>(operations: Table, fake: FakeSystem): PortOf<Table> {
  const port = Object.keys(operations).map((name) => {
    const call = async (input: unknown, context: FakeCall) => {
      try {
        return structuredClone(fake.run(name, input, context).answer);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const exchange = {
          request: input,
          answer: { status: error.status, body: { detail: error.message } },
        };
        throw new AdapterRejected(error.message, { cause: error, exchange });
      }
    };
    return [name, call] as const;
  });
  return Object.fromEntries(port) as unknown as PortOf<Table>;
}

/** Numbers documents as `<prefix>-000001`, so that a run gives the same ids every time. */
export function numbering(): (prefix: string) => string {
  const last: Record<string, number> = {};
  return (prefix) => {
    last[prefix] = (last[prefix] ?? 0) + 1;
    return `${prefix}-${String(last[prefix]).padStart(6, '0')}`;
  };
}
