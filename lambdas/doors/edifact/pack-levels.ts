import { bareSscc, keyFinding } from '../fields.ts';
import { finding } from '../findings.ts';
import type { DoorContext } from '../notice.ts';
import type { Taken } from './description.ts';
import type { MessageLog } from './message-log.ts';
import { type Segment, textAt } from './tokenizer.ts';

interface Level {
  readonly id: string;
  readonly position: number;
  /** SSCCs of the packages of this level. */
  readonly ssccs: string[];
}

/** The packing levels (CPS) of a message: which one is open, below which others, and which pack holds what is in it. */
export class PackLevels {
  readonly #log: MessageLog;
  readonly #context: DoorContext;
  readonly #ids = new Set<string>();
  #path: Level[] = [];
  #packages = 0;

  constructor(log: MessageLog, context: DoorContext) {
    this.#log = log;
    this.#context = context;
  }

  /** Packs named so far. */
  get packages(): number {
    return this.#packages;
  }

  /** The innermost pack around a line; none for loose goods. */
  get sscc(): string | undefined {
    return this.#path.findLast(({ ssccs }) => ssccs.length > 0)?.ssccs[0];
  }

  take(segment: Segment, { groups }: Taken): void {
    if (segment.tag === 'CPS') this.#open(segment);
    else if (segment.tag === 'LIN') this.#onePack(segment);
    else if (segment.tag === 'GIN' && textAt(segment, 1) === 'BJ' && groups.includes('packages')) {
      for (const parts of segment.elements.slice(1)) this.#name(segment, parts);
    }
  }

  #open(segment: Segment): void {
    const { position } = segment;
    const [id, parent] = [textAt(segment, 1), textAt(segment, 2)];
    const depth = this.#path.findIndex((level) => level.id === parent) + 1;
    const refuse = (value: string, message: string) =>
      this.#log.report(
        finding('HIERARCHY', 'reject', { field: 'CPS', value }, `segment ${position}: ${message}`),
      );
    if (id === '' || this.#ids.has(id)) refuse(id, `CPS "${id}" must be there and be used once`);
    if (parent !== '' && depth === 0) refuse(parent, `CPS ${parent} is no packing level that is open here`);
    this.#ids.add(id);
    this.#path = [...this.#path.slice(0, parent === '' ? 0 : depth), { id, position, ssccs: [] }];
  }

  #name(segment: Segment, parts: readonly string[]): void {
    const at = { scope: 'pack', field: 'GIN+BJ', value: parts.join(':') } as const;
    const place = `segment ${segment.position}`;
    if (parts.length > 1) {
      const message = `${place}: GIN+BJ gives a range; name each pack in a packing level of its own`;
      this.#log.report(finding('FIELD_INVALID', 'reject', at, message));
      return;
    }
    const sscc = bareSscc((parts[0] ?? '').trim());
    const wrong = keyFinding('sscc', { ...at, value: sscc }, place, this.#context);
    if (wrong) this.#log.report(wrong);
    this.#path.at(-1)?.ssccs.push(sscc);
    this.#packages++;
  }

  /** V10: of several packs of one level nobody can tell which of them holds how much of a line. */
  #onePack({ position }: Segment): void {
    const inner = this.#path.findLast(({ ssccs }) => ssccs.length > 0);
    if (!inner || inner.ssccs.length === 1) return;
    const at = { scope: 'pack', field: 'GIN+BJ', value: inner.ssccs.join(' ') } as const;
    const message = `segment ${position}: the line is in one of ${inner.ssccs.length} packs of CPS ${inner.id}; give each pack a CPS of its own`;
    this.#log.report(finding('V10', 'reject', at, message));
  }
}
