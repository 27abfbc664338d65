import type { Adjustment } from '../../../events/damage.ts';
import type { Movement } from '../../store/ports.ts';
import type { TaskSpec } from '../../work/tasks.ts';
import type { AskStep, DamageBody, Effect, EffectId, SystemOfCalls } from './contract.ts';

/** What a look asks the outside to do: stored before the first call, so that every try makes the same calls. */
export interface DamagePlan {
  /** Part of every effect and idempotency key. */
  readonly planId: string;
  readonly kind: 'quarantine' | 'carry-out' | 'restore' | 'claim' | 'withdraw' | 'take-back';
  readonly movements: readonly Movement[];
  readonly reasonCode: string;
  readonly calls: readonly PlannedCall[];
  /** Items whose availability changed; what the shop may sell of them is read once the stock has moved, and kept here. */
  readonly publishes: readonly string[];
  readonly published?: readonly { readonly sku: string; readonly quantity: number }[];
  /** What the damage's document holds after the plan. */
  readonly after: Partial<DamageBody>;
  readonly adjustments: readonly Adjustment[];
  /** What a refusal leads to: what else was done stays, is taken back, or, where taking back was refused, all stops. */
  readonly onRefusal: 'keep' | 'take-back' | 'stop';
}

export interface PlannedCall {
  readonly id: string;
  readonly system: SystemOfCalls;
  readonly operation: string;
  readonly direction: 'do' | 'undo';
  readonly input: Readonly<Record<string, unknown>>;
  /** The effect that stands once the call was answered, with the field of the answer that names it. */
  readonly makes?: {
    readonly id: EffectId | 'status' | 'book';
    readonly undo: string;
    readonly names: string;
    readonly reason: string;
  };
  /** The effect that does not stand anymore. */
  readonly ends?: Effect['id'];
}

/** A person to ask; asking the same step and round again is the same task. */
export type Ask = Omit<TaskSpec, 'step' | 'wakes'> & { readonly step: AskStep };
