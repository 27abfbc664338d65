import type { EventContract } from '../events/envelope.ts';
import type { SystemName } from '../lambdas/adapters/contract.ts';
import type { TableName } from '../lambdas/store/schema.ts';
import type { FunctionKind } from './stage.ts';

/** What a function may touch. Everything else is denied, because nothing else is granted. */
export interface Access {
  /** `write` includes `read`: every write here is conditional on what was read. */
  readonly tables?: Readonly<Partial<Record<TableName, 'read' | 'write'>>>;
  readonly documents?: 'read' | 'write';
  /** Puts files into the inbox of partners and reads the reports about them: of the tenant that asks, and nothing else. */
  readonly files?: true;
  readonly journal?: 'read' | 'write';
  readonly auditAnchor?: 'read' | 'write';
  /** May put events on the bus. */
  readonly publish?: true;
  /** May read the secrets of this system's connectors. */
  readonly secretsOf?: SystemName;
  /** Stands behind the gateway: reads the key that seals cursors. */
  readonly frontDoor?: true;
  /** The function it may call and wait for, by its entry. */
  readonly invokes?: string;
  /** Signs or proves webhooks: reads what all their secrets follow from. */
  readonly webhookKey?: true;
  /** Stands before the gateway: says which usage plan a call counts against. */
  readonly authorizer?: true;
  /** May read which tenant a program of the user pool belongs to. */
  readonly machineClients?: true;
  /** What it may do with the machine of its process, or with all of them when it belongs to none. */
  readonly machines?: readonly ('start' | 'signal' | 'recover')[];
}

/** One Lambda function, as data: the stacks define it, `scripts/bundle.ts` bundles it, the lints look for its file. */
export interface FunctionSpec {
  /** The file below `lambdas/` without `.ts`, which exports `handler`. */
  readonly entry: string;
  readonly kind: FunctionKind;
  readonly access: Access;
  /** @default 30 for tasks and behind the gateway, which gives up after 29; 60 otherwise */
  readonly timeoutSeconds?: number;
  /** @default 512 */
  readonly memoryMb?: number;
}

/** What puts messages in the queue of a consumer. */
export type Trigger =
  | { readonly event: EventContract }
  | { readonly anyOf: readonly EventContract[] }
  | { readonly objectsIn: 'documents'; readonly prefix: string }
  /** Whatever comes from sources that begin like this: who they are is not known here. */
  | { readonly sourcePrefix: string }
  /** A clock: one message for the whole stage, never one per tenant. */
  | { readonly everyMinutes: number }
  | { readonly executionsEnding: readonly ('FAILED' | 'TIMED_OUT' | 'ABORTED')[] };

/** A function that works off a queue of events. */
export interface ConsumerSpec extends FunctionSpec {
  readonly kind: 'consumer';
  readonly on: Trigger;
  /** What is broken for the warehouse while its messages end in the dead-letter queue: one sentence. */
  readonly errorImpact: string;
  /** @default 10 */
  readonly batchSize?: number;
}

/** One business process, as data: its line in `lib/processes/index.ts` is all the stacks need. */
export interface ProcessSpec {
  /** Names the room: `statemachines/<name>.asl.json`, `lambdas/processes/<name>`, `docs/processes/<name>.md`. */
  readonly name: string;
  /** What is broken for the warehouse while this process fails: one sentence. */
  readonly errorImpact: string;
  /** Task functions by the placeholder that names them in the definition. */
  readonly tasks: Readonly<Record<string, FunctionSpec>>;
  /** Tasks of the kernel the definition names, see `lib/kernel.ts`. */
  readonly shared: readonly string[];
  /** Systems the definition calls: `erp` fills the placeholder `ErpAdapter`. */
  readonly adapters: readonly SystemName[];
  readonly consumers: readonly ConsumerSpec[];
}

/** The task functions of a process; the file of `OpenReceiving` is `processes/<process>/open-receiving`. */
export function tasksOf(process: string, access: Readonly<Record<string, Access>>): ProcessSpec['tasks'] {
  return Object.fromEntries(
    Object.entries(access).map(([placeholder, granted]) => [
      placeholder,
      { entry: `processes/${process}/${kebab(placeholder)}`, kind: 'task', access: granted } as const,
    ]),
  );
}

/** `OpenReceiving` becomes `open-receiving`. */
export function kebab(pascal: string): string {
  return pascal.replaceAll(/(?<=[a-z0-9])[A-Z]/g, '-$&').toLowerCase();
}

/** `supplier-portal` becomes `SupplierPortal`. */
export function pascal(kebabCase: string): string {
  return kebabCase.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

export function timeoutSecondsOf(spec: FunctionSpec): number {
  return spec.timeoutSeconds ?? (spec.kind === 'consumer' || spec.kind === 'adapter' ? 60 : 30);
}

/** `processes/receiving/start-receiving` ends in `start-receiving`. */
export function lastPart(entry: string): string {
  return entry.slice(entry.lastIndexOf('/') + 1);
}
