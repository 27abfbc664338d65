/**
 * What a message may hold, as data: segments in their order, each mandatory or conditional and so many times, and groups
 * of them that begin with one segment. UNH and UNT belong to the envelope and are in no description.
 */
export interface Slot {
  /** The segment, or the segment a group begins with. */
  readonly tag: string;
  readonly mandatory: boolean;
  /** How often it may be there. */
  readonly most: number;
  readonly group?: { readonly name: string; readonly slots: readonly Slot[] };
}

export interface MessageDescription {
  /** UNH 0065. */
  readonly type: string;
  /** UNH 0054 and, by EANCOM, 0057 of the releases that are read; the first is written. */
  readonly releases: readonly { readonly release: string; readonly association: string }[];
  readonly slots: readonly Slot[];
}

/** A segment that must be there. */
export function must(tag: string, most = 1): Slot {
  return { tag, mandatory: true, most };
}

/** A segment that may be there. */
export function may(tag: string, most = 1): Slot {
  return { tag, mandatory: false, most };
}

/** A group that may be there; its first segment begins each of its repetitions. */
export function group(name: string, most: number, ...slots: readonly [Slot, ...Slot[]]): Slot {
  return { tag: slots[0].tag, mandatory: false, most, group: { name, slots } };
}

/** A fault of the structure in codes of UN list 0085: 13 missing, 15 not there, 35 and 36 too many segments or groups. */
export interface StructureFault {
  readonly code: '13' | '15' | '35' | '36';
  readonly tag: string;
  readonly message: string;
}

export interface Taken {
  /** Names of the groups the segment stands in, from the outside in. */
  readonly groups: readonly string[];
  /** Whether it begins a repetition of the innermost of them. */
  readonly begins: boolean;
  readonly faults: readonly StructureFault[];
}

interface Frame {
  readonly name: string;
  readonly slots: readonly Slot[];
  /** The slot the last segment of this frame filled, and how often. */
  at: number;
  count: number;
}

/** Follows the segments of one message through its description, from the one behind the UNH to the one before the UNT. */
export class StructureWalk {
  #frames: Frame[];

  constructor({ slots }: MessageDescription) {
    this.#frames = [{ name: '', slots, at: 0, count: 0 }];
  }

  take(tag: string): Taken {
    for (let level = this.#frames.length - 1; level >= 0; level--) {
      const frame = this.#frames[level];
      // The segment a group begins with does not stand in it again: it begins the next repetition.
      const from = level === 0 ? (frame?.at ?? 0) : Math.max(frame?.at ?? 0, 1);
      const found = frame?.slots.findIndex((slot, index) => index >= from && slot.tag === tag) ?? -1;
      if (frame && found >= 0) return this.#enter(level, frame, found);
    }
    const fault = { code: '15', tag, message: `${tag || 'an empty segment'} cannot stand here` } as const;
    return { groups: this.#groups(), begins: false, faults: [fault] };
  }

  /** What is missing now that the message is complete. */
  end(): readonly StructureFault[] {
    return this.#frames.flatMap((frame) => missing(frame, frame.slots.length));
  }

  #enter(level: number, frame: Frame, found: number): Taken {
    const faults = [
      ...this.#frames.slice(level + 1).flatMap((left) => missing(left, left.slots.length)),
      ...missing(frame, found),
    ];
    this.#frames.length = level + 1;
    frame.count = frame.at === found ? frame.count + 1 : 1;
    frame.at = found;
    const slot = frame.slots[found];
    if (slot && frame.count === slot.most + 1) faults.push(tooMany(slot));
    if (slot?.group) this.#frames.push({ ...slot.group, at: 0, count: 1 });
    return { groups: this.#groups(), begins: slot?.group !== undefined, faults };
  }

  #groups(): readonly string[] {
    return this.#frames.slice(1).map(({ name }) => name);
  }
}

/** Mandatory slots of a frame before `end` that nothing filled. */
function missing({ slots, at, count }: Frame, end: number): StructureFault[] {
  return slots
    .slice(count > 0 ? at + 1 : at, end)
    .filter(({ mandatory }) => mandatory)
    .map(({ tag }) => ({ code: '13', tag, message: `${tag} is missing here` }));
}

function tooMany({ tag, most, group: repeated }: Slot): StructureFault {
  return repeated
    ? { code: '36', tag, message: `the group of ${tag} (${repeated.name}) may be there ${most} times` }
    : { code: '35', tag, message: `${tag} may be there ${most} times in one place` };
}
