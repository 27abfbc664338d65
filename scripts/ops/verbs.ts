import { cancel } from './cancel.ts';
import { cases, resolve } from './cases.ts';
import { clock } from './clock.ts';
import { events } from './events.ts';
import { ledger } from './ledger.ts';
import { processes } from './list-processes.ts';
import { previewVerb } from './preview-release.ts';
import { retry } from './retry.ts';
import { show } from './show-process.ts';
import { answer, claim, delegate, tasks } from './tasks.ts';
import type { Verb } from './verb.ts';
import { why } from './why.ts';

/** Every command of `npm run ops`, in the order the overview shows them. */
export const verbs: Readonly<Record<string, Verb>> = {
  processes,
  show,
  why,
  tasks,
  claim,
  delegate,
  answer,
  cases,
  resolve,
  events,
  ledger,
  'preview-release': previewVerb,
  clock,
  retry,
  cancel,
};
