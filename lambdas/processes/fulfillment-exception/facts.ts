import type { ProcessRow, ProcessStore, TaskRow, TenantScope } from '../../store/ports.ts';
import { businessKeyOf, processIdOf } from '../../work/process-id.ts';
import { requireProcess } from '../../work/process-row.ts';
import type { AskStep, ExceptionBody, ExceptionFacts, TaskWord } from './contract.ts';

/** Keys of a fulfillment exception: one place, so that writers and readers cannot drift apart. */
export const PROCESS = 'fulfillment-exception';
/** The chunk that holds the exception. */
export const EXCEPTION = 1;

export type ExceptionRow = ProcessRow & { readonly facts: ExceptionFacts };
export const requireException = requireProcess<ExceptionFacts>;

/** The order line, or the order where it names none, and the reporter's number: natural, so that a repeated report is one. */
export function exceptionKey(reported: {
  readonly exceptionId: string;
  readonly orderId: string;
  readonly line?: { readonly orderLineId: string } | undefined;
}): string {
  return businessKeyOf(reported.line?.orderLineId ?? reported.orderId, reported.exceptionId);
}

export const processIdOfException = (reported: Parameters<typeof exceptionKey>[0]) =>
  processIdOf(PROCESS, exceptionKey(reported));

export async function readException(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
): Promise<{ body: ExceptionBody; version: number } | undefined> {
  return processes.readChunk<ExceptionBody>(tenant, processId, EXCEPTION);
}

/** Everything that has arrived and no run has answered. */
export function workOf({ pending, facts }: ExceptionRow): readonly string[] {
  const own = pending.filter((entry) => entry.startsWith(`${EXCEPTION}:`));
  return [...new Set([...(facts.round?.work ?? []), ...own])];
}

/** What a person said about the task an exception asked last, or that its time is over. */
export function wordOn(tasks: readonly TaskRow[], ask: ExceptionBody['ask']): TaskWord | undefined {
  const task = tasks.find(({ step, round }) => step === ask?.step && round === ask.round);
  if (!task) return undefined;
  const word = { step: task.step as AskStep, round: task.round };
  if (task.state === 'EXPIRED') return { ...word, option: 'EXPIRED' };
  return task.state === 'ANSWERED' && task.answer ? { ...word, option: task.answer.option } : undefined;
}
