import type { Envelope } from '../../../events/envelope.ts';
import type { DoorDeps } from '../../../lambdas/doors/announce.ts';
import type { PartnerFile } from '../../../lambdas/doors/read-file.ts';
import { movableClock } from '../../../lambdas/shared/clock.ts';
import { memoryDocuments } from '../../../lambdas/store/memory/documents.ts';
import { memoryIntake } from '../../../lambdas/store/memory/intake.ts';
import { memoryTenants } from '../../../lambdas/store/memory/tenants.ts';
import type { DocumentStore, IntakeStore, LargeDocumentStore } from '../../../lambdas/store/ports.ts';
import { RECEIVED_AT, TENANTS, tenantDocument } from './files.ts';

/** A door with its stores in memory, whose writes can be made to fail: what a killed function leaves behind. */

export class Killed extends Error {}

export interface Door {
  readonly deps: DoorDeps & { readonly documents: LargeDocumentStore };
  readonly documents: DocumentStore;
  readonly journal: DocumentStore;
  readonly published: Envelope[];
  readonly clock: ReturnType<typeof movableClock>;
  /** Writes so far: every put, claim, mark and publication. */
  readonly writes: () => number;
  /** The write with this number (from 1) is the last one that happens. */
  killAfter(write: number): void;
}

export function openDoor(): Door {
  const clock = movableClock(RECEIVED_AT);
  const [documents, journal, intake] = [memoryDocuments(), memoryDocuments(), memoryIntake()];
  const published: Envelope[] = [];
  let writes = 0;
  let last = Number.POSITIVE_INFINITY;
  const counted = async <T>(write: () => Promise<T>): Promise<T> => {
    if (writes >= last) throw new Killed(`killed after write ${last}`);
    writes++;
    return write();
  };
  const counting = (store: LargeDocumentStore): LargeDocumentStore => ({
    ...store,
    put: (...put) => counted(() => store.put(...put)),
    copy: (...copy) => counted(() => store.copy(...copy)),
  });
  const countingIntake: IntakeStore = {
    claim: (...claim) => counted(() => intake.claim(...claim)),
    markPublished: (...mark) => counted(() => intake.markPublished(...mark)),
    claimSscc: intake.claimSscc,
  };
  return {
    deps: {
      stores: {
        intake: countingIntake,
        tenants: {
          ...memoryTenants(),
          current: async (tenant) => {
            const name = TENANTS.find((known) => known === String(tenant));
            return name && tenantDocument(name);
          },
        },
      },
      documents: counting(documents),
      journal: counting(journal),
      publish: (events) =>
        counted(async () => {
          published.push(...events);
        }),
      clock,
    },
    documents,
    journal,
    published,
    clock,
    writes: () => writes,
    killAfter(write) {
      last = writes + write;
    },
  };
}

/** Puts a file into the inbox and returns the notification its storage sends, as a queue delivers it. */
export async function drop(
  door: Door,
  place: string,
  { name, bytes }: PartnerFile,
  time = '2026-03-02T08:15:00Z',
) {
  const key = `inbox/${place}/${name}`;
  await door.documents.put(key, bytes, 'application/octet-stream');
  return {
    id: 'notification-1',
    time,
    detail: { bucket: { name: 'documents' }, object: { key, size: bytes.length } },
  };
}

export async function readJson<T = Record<string, unknown>>(store: DocumentStore, key: string): Promise<T> {
  const bytes = await store.get(key);
  if (!bytes) throw new Error(`there is no ${key}; there is ${(await store.list('')).join(', ')}`);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
}
