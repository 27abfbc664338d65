import { parseExact } from '../exact.ts';
import { bareSscc, keyFinding, type LineField, readLine, withPacks } from '../fields.ts';
import { finding } from '../findings.ts';
import type { AnnouncedLine, DoorContext, PackContent } from '../notice.ts';
import type { NoticeTally } from '../tally.ts';
import { isoDay, PLACES, putField, type Sourced } from './elements.ts';
import type { HierarchyPath } from './hierarchy.ts';
import type { SetLog } from './set-log.ts';
import type { Segment } from './tokenizer.ts';

/** LIN qualifiers; the first one sent wins. SK and IN both are our number for the item, the rest identifies the product. */
const LIN_FIELDS: Readonly<Record<string, LineField>> = {
  SK: 'sku',
  IN: 'sku',
  UP: 'gtin',
  EN: 'gtin',
  UK: 'gtin',
  LT: 'lot',
};

/** The number of a pack (MAN*GM), checked where it stands (V8). */
export function readSscc(segment: Segment, log: SetLog, context: DoorContext): Sourced {
  const sent = log.source(segment, 2, 87);
  const sscc = { ...sent, text: bareSscc(sent.text) };
  const at = { scope: 'pack', field: 'MAN*GM', value: sscc.text } as const;
  const wrong = keyFinding('sscc', at, `segment ${segment.position}`, context);
  if (wrong) log.report(wrong, sscc);
  return sscc;
}

/** One item loop of an 856, and the packs below it where items stand above packs. */
export class ItemLoop {
  readonly #log: SetLog;
  readonly #context: DoorContext;
  readonly #hl: Segment;
  readonly #fields = new Map<LineField, Sourced>();
  readonly #packs: { sscc?: Sourced; quantity?: Sourced }[] = [];

  constructor(hl: Segment, path: HierarchyPath, log: SetLog, context: DoorContext) {
    this.#hl = hl;
    this.#log = log;
    this.#context = context;
    for (const field of ['poId', 'sscc'] as const) {
      const above = path.inherited(field);
      if (above) this.#fields.set(field, above);
    }
  }

  /** A segment of the item's own loop. */
  read(segment: Segment): void {
    const [qualifier = '', , third = '', , fifth = ''] = segment.elements;
    const source = (element: number, reference: number) => this.#log.source(segment, element, reference);
    switch (segment.id) {
      case 'LIN': {
        const assigned = source(1, 350);
        if (/^\d+$/.test(assigned.text)) this.#put('poLine', assigned);
        for (let element = 2; element < segment.elements.length; element += 2) {
          const field = LIN_FIELDS[segment.elements[element - 1] ?? ''];
          if (field && !this.#fields.has(field)) this.#put(field, source(element + 1, 234));
        }
        return;
      }
      case 'SN1':
        this.#put('quantity', source(2, 382));
        this.#put('uom', source(3, 355));
        return;
      case 'DTM':
        if (qualifier === '036') {
          const date = source(2, 373);
          this.#put('expiry', { ...date, text: isoDay(date.text) });
        }
        return;
      case 'REF':
        if (qualifier === 'LT') this.#put('lot', source(2, 127));
        return;
      case 'TD4':
        if (third !== '') this.#put('hazardClass', source(3, 208));
        return;
      case 'MAN':
        if (qualifier === 'GM') this.#fields.set('sscc', readSscc(segment, this.#log, this.#context));
        return;
      case 'PID':
        if (/^(AMBIENT|CHILLED|FROZEN)$/i.test(fifth.trim())) {
          this.#put('temperature', { ...source(5, 352), text: fifth.trim().toLowerCase() });
        }
    }
  }

  /** A pack loop below the item starts. */
  openPack(): void {
    this.#packs.push({});
  }

  /** A segment of the pack loop that was opened last: its number, and how much of the item it holds. */
  readPack(segment: Segment): void {
    const pack = this.#packs.at(-1);
    if (!pack) return;
    if (segment.id === 'MAN' && segment.elements[0] === 'GM')
      pack.sscc = readSscc(segment, this.#log, this.#context);
    else if (segment.id === 'SN1') pack.quantity = this.#log.source(segment, 2, 382);
  }

  /** The line, once everything below it was seen; `ordinal` numbers it in its notice. */
  finish(ordinal: number, tally: NoticeTally): AnnouncedLine | undefined {
    const start = this.#log.positionInSet(this.#hl);
    const place = `HL loop at segment ${this.#hl.position}`;
    const record = {
      // Packs are put on below: their numbers were checked where they stand.
      get: (field: LineField) => (field === 'sscc' ? undefined : this.#fields.get(field)?.text),
      name: (field: LineField) => PLACES[field].name,
      place,
    };
    const { announced, faults } = readLine(record, ordinal, this.#context);
    for (const { field, finding: found } of faults) {
      const from = this.#fields.get(field);
      if (from) this.#log.report(found, from);
      else this.#log.reportMissing(found, PLACES[field].segment, start);
    }
    if (!announced) {
      tally.addUnreadable();
      return undefined;
    }
    const line = withPacks(announced, this.#packContents(announced));
    for (const found of tally.add(line, place)) this.#log.reportLoop(found, 'HL', start);
    return line;
  }

  /** Packs are known by their SSCC. Below an item they say how much they hold; a single one may hold everything. */
  #packContents({ line }: AnnouncedLine): readonly PackContent[] {
    const { value, scale } = line.quantity;
    const around = this.#fields.get('sscc');
    if (this.#packs.length === 0) return around ? [{ sscc: around.text, value, scale }] : [];
    return this.#packs.flatMap(({ sscc, quantity }) => {
      if (!sscc) return [];
      if (!quantity && this.#packs.length === 1) return { sscc: sscc.text, value, scale };
      const exact = parseExact(quantity?.text ?? '');
      if (exact && exact.value > 0) return { sscc: sscc.text, ...exact };
      const at = { scope: 'pack', line: line.line, field: 'SN102', value: quantity?.text ?? '' } as const;
      const message = `pack ${sscc.text} of line ${line.line} must say how much it holds (SN102), a number above 0`;
      this.#log.report(finding('V10', 'reject', at, message), quantity ?? sscc);
      return [];
    });
  }

  #put(field: LineField, from: Sourced): void {
    putField(this.#fields, field, from, this.#log);
  }
}
