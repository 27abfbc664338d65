import { Refusal } from './fake-system.ts';

/** A document with its number; `takenBack` holds the reason once its inverse was called. */
export type Filed<Document> = Document & { readonly id: string; readonly takenBack?: string };

/** What a system was told, each under a number of its own, in the order it came. */
export interface Documents<Document> {
  /** Keeps a document and answers its number. */
  file(document: Document): string;
  /** Raises the 404 refusal of a number nobody knows. */
  get(id: string): Filed<Document>;
  change(id: string, change: Partial<Document>): void;
  /** Only the first time counts, so that an inverse may be repeated. */
  takeBack(id: string, reason: string): void;
  all(): Filed<Document>[];
  /** Those that were not taken back. */
  standing(): Filed<Document>[];
}

export function fakeDocuments<Document extends object>(
  what: string,
  nextNumber: () => string,
): Documents<Document> {
  const filed = new Map<string, Filed<Document>>();
  const get = (id: string) => {
    const document = filed.get(id);
    if (!document) throw new Refusal(404, `${what} ${id} does not exist`);
    return document;
  };
  return {
    get,
    file(document) {
      const id = nextNumber();
      filed.set(id, { ...document, id });
      return id;
    },
    change(id, change) {
      filed.set(id, { ...get(id), ...change });
    },
    takeBack(id, reason) {
      const document = get(id);
      if (document.takenBack === undefined) filed.set(id, { ...document, takenBack: reason });
    },
    all: () => [...filed.values()],
    standing: () => [...filed.values()].filter(({ takenBack }) => takenBack === undefined),
  };
}
