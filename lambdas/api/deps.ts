import type { Trial, TriedFile } from '../doors/try-file.ts';
import type { bus, documents, executions, journal, machines } from '../shared/runtime.ts';
import type { FileStore, TenantScope } from '../store/ports.ts';
import type { ApiDeps } from './kernel/answer-request.ts';

/** What the routes of each function are carried out with: a function's role may touch no more. */
export type ReadDeps = ApiDeps;
export type TellDeps = ApiDeps &
  ReturnType<typeof bus> &
  ReturnType<typeof documents> &
  ReturnType<typeof journal>;
export type FileDeps = ApiDeps & {
  /** Inbox and reports, as far as the session of a tenant reaches. */
  readonly filesOf: (tenant: TenantScope) => FileStore;
};
export type WorkDeps = TellDeps & ReturnType<typeof machines> & ReturnType<typeof executions>;

export type TrialDeps = FileDeps & {
  /** What would become of a file; another function reads it. */
  readonly tryFile: (trial: Trial) => Promise<TriedFile>;
};
