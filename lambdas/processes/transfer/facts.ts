import type { ProcessRow, ProcessStore, Stores, TenantScope } from '../../store/ports.ts';
import { processIdOf } from '../../work/process-id.ts';
import { requireProcess } from '../../work/process-row.ts';
import { answersOf } from '../../work/tell-process.ts';
import { type Answer, type Heard, PROCESS, type Recount, type Scan, type TransferBody } from './contract.ts';

/** Where a transfer keeps what it knows: one place, so that writers and readers cannot drift apart. */

/** The one chunk of a transfer; entries of pending work begin with it. */
export const CHUNK = 1;
export const scanKey = (scanId: string) => `scan#${scanId}`;
export const recountKey = (countId: string) => `recount#${countId}`;
export const WITHDRAWN = 'withdrawn';
export const processIdOfTransfer = (transferId: string) => processIdOf(PROCESS, transferId);
/** What a round's reservations are known by. */
export const claimOf = (processId: string, round: number) => `${processId}#${round}`;

export type TransferRow = ProcessRow & { readonly facts: object };
export const requireTransfer = requireProcess<object>;

export interface Stored {
  readonly body: TransferBody;
  readonly version: number;
}

export async function readBody(
  processes: Pick<ProcessStore, 'readChunk'>,
  tenant: TenantScope,
  processId: string,
): Promise<Stored | undefined> {
  return processes.readChunk<TransferBody>(tenant, processId, CHUNK);
}

/** Everything warehouses, people and whoever asked said so far. */
export async function heardOf(
  { processes, work }: Pick<Stores, 'processes' | 'work'>,
  tenant: TenantScope,
  processId: string,
  { asked }: TransferBody,
): Promise<Heard> {
  const scans = await processes.facts(tenant, processId, scanKey(''));
  const withdrawn = await processes.facts(tenant, processId, WITHDRAWN);
  const recounts = await processes.facts(tenant, processId, recountKey(''));
  const answer = asked && (await answerTo(work, tenant, processId, asked));
  return {
    scans: scans.map(({ body }) => body as Scan).sort((a, b) => (a.scanId < b.scanId ? -1 : 1)),
    withdrawn: withdrawn.length > 0,
    recounts: recounts.map(({ body }) => body as Recount),
    ...(answer ? { answer } : {}),
  };
}

async function answerTo(
  work: Stores['work'],
  tenant: TenantScope,
  processId: string,
  asked: NonNullable<TransferBody['asked']>,
): Promise<Answer | undefined> {
  const tasks = await work.tasksOf(tenant, processId);
  const task = tasks.find(({ step, round }) => step === asked.step && round === asked.round);
  if (task?.state === 'EXPIRED') return { option: 'EXPIRED', by: [], form: {} };
  if (!task?.answer) return undefined;
  const people = answersOf(task).flatMap(({ by, onBehalfOf }) => [by, ...(onBehalfOf ? [onBehalfOf] : [])]);
  return { option: task.answer.option, by: [...new Set(people)], form: task.answer.form ?? {} };
}
