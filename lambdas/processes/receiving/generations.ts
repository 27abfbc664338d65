import type { Core, machines } from '../../shared/runtime.ts';
import { type ProcessRow, type ProcessStore, type TenantScope, tenantScope } from '../../store/ports.ts';
import { jobFor } from '../../work/job-for.ts';
import { businessKeyOf, processIdOf } from '../../work/process-id.ts';
import type { ReceiptFact } from './contract.ts';
import { arrivalFactKey, arrivalFactPrefix, summariesOf } from './facts.ts';

/**
 * A process that ended is never opened again. A notice that was refused or withdrawn can be sent again (V3), so its
 * business key then has another process, the next generation: `<supplier>/<asn>~2`. No identifier holds a `~`.
 */
export interface Generation {
  readonly processId: string;
  /** Of all generations, as execution names are made of it: `<supplier>/<asn>`. */
  readonly businessKey: string;
  readonly generation: number;
  /** Absent until its execution has claimed it. */
  readonly row?: ProcessRow;
  /** The one before it, which ended without receiving anything. */
  readonly previous?: ProcessRow;
}

/** Marks the key of goods nobody announced. */
const RECEIPT = 'receipt-';

/** The business key of a notice. One whose number looks like the key of a receipt is marked, so that neither is the other. */
export function noticeKeyOf(supplierId: string, asnId: string): string {
  const marked = asnId.startsWith(RECEIPT) ? asnId.replace('-', '%2D') : asnId;
  return businessKeyOf(supplierId, marked);
}

/** The business key of a receipt: of its notice, or its own where it names none. */
export function receiptKeyOf({
  supplierId,
  asnId,
  receiptId,
}: {
  readonly supplierId: string;
  readonly asnId?: string | undefined;
  readonly receiptId: string;
}): string {
  return asnId === undefined
    ? businessKeyOf(supplierId, `${RECEIPT}${receiptId}`)
    : noticeKeyOf(supplierId, asnId);
}

/** The one generation a notice or a receipt of this business key is about: the first that is not open to correction. */
export async function newestGeneration(
  processes: Pick<ProcessStore, 'get'>,
  tenant: TenantScope,
  businessKey: string,
): Promise<Generation> {
  let previous: ProcessRow | undefined;
  for (let generation = 1; ; generation++) {
    const processId = processIdOf('receiving', keyOf(businessKey, generation));
    const row = await processes.get(tenant, processId);
    if (!row || !isCorrectable(row))
      return { processId, businessKey, generation, ...(row && { row }), ...(previous && { previous }) };
    previous = row;
  }
}

/** Business key and generation of a process id: the opposite of what `newestGeneration` makes. */
export function generationOf(processId: string): Pick<Generation, 'businessKey' | 'generation'> {
  const key = processId.slice('receiving:'.length);
  const [, businessKey = key, generation = '1'] = /^(.*)~(\d+)$/.exec(key) ?? [];
  return { businessKey, generation: Number(generation) };
}

/** The same name for every generation of a business key: a pack announced again by a correction is no repetition (V9). */
export function firstGenerationOf(processId: string): string {
  return processIdOf('receiving', generationOf(processId).businessKey);
}

/** Starts the execution of a generation, with the job it carries; one that runs already goes on. */
export async function startGeneration(
  { processId, businessKey, generation }: Pick<Generation, 'processId' | 'businessKey' | 'generation'>,
  event: Parameters<typeof jobFor>[0],
  deps: Pick<Core, 'stores'> & Pick<ReturnType<typeof machines>, 'startProcess'>,
): Promise<void> {
  const document = await deps.stores.tenants.current(tenantScope(event.tenantid));
  const job = jobFor(event, 'receiving', processId, document);
  await deps.startProcess({
    tenantId: event.tenantid,
    process: 'receiving',
    businessKey,
    generation,
    input: { job },
  });
}

/** What was counted for a generation that ended is not lost: it waits for the notice of the next one. */
export async function carryReceiptsOver(
  processes: Pick<ProcessStore, 'facts' | 'putFact'>,
  tenant: TenantScope,
  { processId, previous }: Generation,
): Promise<void> {
  if (!previous) return;
  for (const { sequence, body } of await receiptsOf(processes, tenant, previous.processId))
    await processes.putFact(tenant, processId, { key: arrivalFactKey(body.receiptId), sequence, body });
}

/** The receipts of a process as they were counted, whether they were matched with lines or not. */
export async function receiptsOf(
  processes: Pick<ProcessStore, 'facts'>,
  tenant: TenantScope,
  processId: string,
): Promise<readonly { sequence: number; body: ReceiptFact }[]> {
  const whole = await processes.facts(tenant, processId, arrivalFactPrefix);
  const parts = await processes.facts(tenant, processId, 'receipt#');
  const kept = new Set(whole.map(({ sequence, body }) => versionOf(sequence, body)));
  const versions = Map.groupBy(
    [...whole, ...parts.filter(({ sequence, body }) => !kept.has(versionOf(sequence, body)))],
    ({ sequence, body }) => versionOf(sequence, body),
  );
  const receipts = [...versions.values()].flatMap((facts) => {
    const [first] = facts;
    const lines = facts.flatMap(({ body }) =>
      (body as ReceiptFact).lines.map(({ receipt }) => ({ receipt })),
    );
    return first ? [{ sequence: first.sequence, body: { ...(first.body as ReceiptFact), lines } }] : [];
  });
  // Of a receipt that came before its notice and was corrected after it the first version is known as well.
  return receipts.filter(
    ({ sequence, body }) =>
      !receipts.some((other) => other.body.receiptId === body.receiptId && other.sequence > sequence),
  );
}

const versionOf = (sequence: number, body: unknown) => `${(body as ReceiptFact).receiptId}@${sequence}`;

const keyOf = (businessKey: string, generation: number) =>
  generation === 1 ? businessKey : `${businessKey}~${generation}`;

function isCorrectable(row: ProcessRow): boolean {
  if (row.closedAt === undefined || !['ASN_REJECTED', 'CANCELLED'].includes(row.state)) return false;
  return ![...summariesOf(row).values()].some(({ counted }) => counted);
}
