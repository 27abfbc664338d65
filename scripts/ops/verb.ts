import type { TenantDocument } from '../../lambdas/domain/tenant.ts';
import type { TenantScope } from '../../lambdas/store/ports.ts';
import type { StageRuntime } from '../../local/stage-runtime.ts';

/** The command line was used wrongly: the message names the word, why it does not fit and what does. Exit code 2. */
export class UsageError extends Error {}

/** No stage answers: the message says how to start one. Exit code 1. */
export class NoStage extends Error {}

/** A tenant the command is about, with its current document. */
export interface Tenant {
  readonly scope: TenantScope;
  readonly document: TenantDocument;
}

/** What a verb works with; tests pass stores in memory. */
export type Ops = Pick<
  StageRuntime,
  'stores' | 'completeWait' | 'clock' | 'newId' | 'moveClock' | 'resetClock' | 'sweep' | 'lookUp'
> & {
  readonly tenants: readonly Tenant[];
};

export interface Arguments {
  readonly words: readonly string[];
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
  /** `--form` may be given many times. */
  readonly form: readonly string[];
}

/** `data` is what `--json` prints, `text` what a person reads. */
export interface Report {
  readonly data: unknown;
  readonly text: string;
}

export interface Verb {
  /** Names of its words; the ones in brackets may be left out. */
  readonly words: readonly string[];
  readonly options: readonly OptionName[];
  readonly needs?: readonly OptionName[];
  /** One line for the overview. */
  readonly summary: string;
  readonly run: (ops: Ops, args: Arguments) => Promise<Report>;
}

export const optionNames = [
  'site',
  'state',
  'key',
  'po',
  'asn',
  'sku',
  'sscc',
  'order',
  'supplier',
  'limit',
  'group',
  'as',
  'to',
  'comment',
  'form',
  'root-cause',
  'resolution',
  'line',
  'owner',
  'reverse',
] as const;
export type OptionName = (typeof optionNames)[number];

/** Options that stand alone. */
export const flags: readonly OptionName[] = ['reverse'];
