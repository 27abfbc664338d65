import type { LineField } from '../fields.ts';
import type { Sourced } from './elements.ts';

/** The HL loops of an 856: which loop is open, below which others, and what they say for everything below them. */

export type Level = 'S' | 'O' | 'T' | 'P' | 'I';

/** Which level may stand below which: shipment, order, tare, pack, item. */
const PARENTS: Readonly<Record<Level, readonly (Level | '')[]>> = {
  S: [''],
  O: ['S', 'T'],
  T: ['S', 'O'],
  P: ['S', 'O', 'T', 'I'],
  I: ['O', 'T', 'P'],
};

interface Loop {
  readonly id: string;
  readonly level: Level;
  /** What the loop says for the items below it: its order, its pack. */
  readonly fields: Map<LineField, Sourced>;
}

export class HierarchyPath {
  #path: Loop[] = [];
  readonly #ids = new Set<string>();
  readonly #levels = new Map<Level, number>();
  #count = 0;

  /** HL segments so far. */
  get count(): number {
    return this.#count;
  }

  get current(): Loop | undefined {
    return this.#path.at(-1);
  }

  get parentLevel(): Level | undefined {
    return this.#path.at(-2)?.level;
  }

  countOf(level: Level): number {
    return this.#levels.get(level) ?? 0;
  }

  /**
   * Opens a loop below its parent, which must still be open: hierarchical order is depth first. Returns what is wrong
   * and in which element of the HL.
   */
  open(
    id: string,
    parent: string,
    code: string,
  ): { readonly element: 1 | 2 | 3; readonly message: string } | undefined {
    this.#count++;
    const level = isLevel(code) ? code : undefined;
    const depth = parent === '' ? 0 : this.#path.findIndex((loop) => loop.id === parent) + 1;
    const above = this.#path[depth - 1];
    const repeated = this.#ids.has(id);
    this.#ids.add(id);
    this.#path = this.#path.slice(0, depth);
    this.#path.push({ id, level: level ?? 'S', fields: new Map() });
    if (level) this.#levels.set(level, this.countOf(level) + 1);
    if (id === '' || repeated) return { element: 1, message: `HL01 "${id}" must be there and be used once` };
    if (parent !== '' && !above)
      return { element: 2, message: `HL02 ${parent} is no loop that is open here` };
    if (!level) return { element: 3, message: `HL03 ${code} is not one of S, O, T, P, I` };
    if (!PARENTS[level].includes(above?.level ?? '')) {
      return {
        element: 2,
        message: `a loop of level ${level} cannot stand below ${above?.level ?? 'nothing'}`,
      };
    }
    if (level === 'S' && this.countOf('S') > 1)
      return { element: 3, message: 'a notice describes one shipment (HL03 S)' };
    return undefined;
  }

  /** What the loops above the open one say about a field; the innermost counts. */
  inherited(field: LineField): Sourced | undefined {
    for (const loop of this.#path.slice(0, -1).toReversed()) {
      const found = loop.fields.get(field);
      if (found) return found;
    }
    return undefined;
  }
}

function isLevel(code: string): code is Level {
  return Object.hasOwn(PARENTS, code);
}
