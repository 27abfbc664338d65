import type { Clock } from '../../shared/clock.ts';
import type { ReadDeps, TellDeps } from '../deps.ts';

export type WebhookDeps = ReadDeps & {
  /** What all webhook secrets of the stage follow from. */
  readonly stageKey: () => Promise<string>;
};

export type HearDeps = TellDeps & WebhookDeps & { readonly realClock: Clock };
