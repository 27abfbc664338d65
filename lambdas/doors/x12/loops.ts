/**
 * Which segments a transaction set may hold, and in which loops. Within a loop their order is the sender's: versions and
 * guides differ in it, and nothing is read from it. Which loop a segment stands in follows from the loops that are open.
 */
export interface Loop {
  readonly name: string;
  /** The segment each repetition begins with. */
  readonly begins: string;
  readonly holds: ReadonlySet<string>;
  readonly loops: readonly Loop[];
}

/** `holds` are segment ids with blanks between them. */
export function loop(name: string, begins: string, holds: string, ...loops: readonly Loop[]): Loop {
  return { name, begins, holds: new Set(holds.split(' ')), loops };
}

/** A party with its addresses and contacts. */
export function party(name: string): Loop {
  return loop(name, 'N1', 'N2 N3 N4 NX2 REF PER SI FOB TD1 TD5 TD3 TD4 PKG');
}

export interface Taken {
  /** The innermost loop the segment stands in; `''` is the set itself. */
  readonly loop: string;
  /** Whether it begins a repetition of that loop. */
  readonly begins: boolean;
}

/** Follows the segments of one set through its loops, from the one behind the ST on. */
export class LoopWalk {
  #open: Loop[];

  /** `set` is the set as a loop; it begins with the set's first segment. */
  constructor(set: Loop) {
    this.#open = [set];
  }

  /** Where the segment stands; nothing when no open loop may hold it. */
  take(id: string): Taken | undefined {
    for (let level = this.#open.length - 1; level >= 0; level--) {
      const around = this.#open[level];
      const inner = around?.loops.find(({ begins }) => begins === id);
      const holds = around?.holds.has(id) || (level === 0 && around?.begins === id);
      if (!inner && !holds) continue;
      this.#open = [...this.#open.slice(0, level + 1), ...(inner ? [inner] : [])];
      return { loop: inner?.name ?? around?.name ?? '', begins: inner !== undefined };
    }
    return undefined;
  }
}

/** Every segment a set may hold somewhere. */
export function segmentsOf({ begins, holds, loops }: Loop): ReadonlySet<string> {
  return new Set([begins, ...holds, ...loops.flatMap((inner) => [...segmentsOf(inner)])]);
}
