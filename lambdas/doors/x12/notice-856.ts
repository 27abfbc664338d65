import { repeatedNotice } from '../assemble.ts';
import { parseTotal, writeMillionths } from '../exact.ts';
import type { HeaderField } from '../fields.ts';
import { readHeader } from '../fields.ts';
import { finding } from '../findings.ts';
import type { AnnouncedLine, DoorContext, NoticeHeader } from '../notice.ts';
import { NoticeTally } from '../tally.ts';
import { KNOWN_SEGMENTS, PLACES } from './elements.ts';
import { HierarchyPath } from './hierarchy.ts';
import { ItemLoop, readSscc } from './item-856.ts';
import { SetLog } from './set-log.ts';
import { ShipmentFields } from './shipment-856.ts';
import type { Delimiters, Segment } from './tokenizer.ts';

/** Segments that say one thing about their loop and therefore come once in it. */
const ONCE: ReadonlySet<string> = new Set(['BSN', 'PRF', 'LIN', 'SN1', 'CTT']);

/**
 * Reads one 856 segment by segment. Loops may run shipment, order, [tare,] pack, item or shipment, order, item, pack;
 * each item loop is one line, numbered in the order sent. A line's pack is the innermost one that holds it.
 */
export class ShipNoticeReader {
  readonly tally = new NoticeTally();
  readonly log: SetLog;
  readonly #context: DoorContext;
  readonly #shipment: ShipmentFields;
  readonly #path = new HierarchyPath();
  #item: ItemLoop | undefined;
  #items = 0;
  readonly #seen = new Set<string>();
  /** SN102 of every SN1 of the set, in millionths. */
  #shipped = 0n;

  /** `setStart` is the position of the ST in its interchange. */
  constructor(context: DoorContext, delimiters: Delimiters, setStart: number) {
    this.#context = context;
    this.log = new SetLog(delimiters, setStart);
    this.#shipment = new ShipmentFields(this.log);
  }

  /** Takes the next segment, ST and SE included; returns the line that ends before it, if one does. */
  take(segment: Segment): AnnouncedLine | undefined {
    this.#checkSegment(segment);
    if (segment.id === 'SN1') this.#shipped += parseTotal((segment.elements[1] ?? '').trim()) ?? 0n;
    if (segment.id === 'HL') return this.#openLoop(segment);
    if (segment.id === 'CTT') this.#shipment.read(segment);
    else if (segment.id !== 'SE') this.#readInLoop(segment);
    return segment.id === 'CTT' || segment.id === 'SE' ? this.#finishItem() : undefined;
  }

  /** After the SE: the header, unless something refused the notice. `seen` holds the notices read before in the file. */
  close(
    controlNumber: string,
    seen: Set<string>,
  ): {
    readonly header: NoticeHeader | undefined;
    readonly asnId: string | undefined;
  } {
    this.#checkTotals();
    const { fields } = this.#shipment;
    const record = {
      get: (field: HeaderField) => fields.get(field)?.text,
      name: (field: HeaderField) => PLACES[field].name,
      place: `set ${controlNumber}`,
    };
    const { header, faults } = readHeader(record, this.#context, { format: 'x12-856', controlNumber });
    for (const { field, finding: found } of faults) {
      const from = fields.get(field);
      if (from) this.log.report(found, from);
      else this.log.reportMissing(found, PLACES[field].segment, 2);
    }
    const asnId = fields.get('asnId');
    if (asnId && seen.has(asnId.text)) {
      this.log.report(repeatedNotice(asnId.text, PLACES.asnId.name), asnId);
    }
    if (asnId) seen.add(asnId.text);
    return {
      header: this.log.findings.refused ? undefined : header,
      asnId: asnId?.text || undefined,
    };
  }

  #checkSegment(segment: Segment): void {
    const { id } = segment;
    if (
      this.log.checkSegment(segment, 'an 856', 'BSN', KNOWN_SEGMENTS) &&
      ONCE.has(id) &&
      this.#seen.has(id)
    ) {
      this.log.reportSegment(
        segment,
        'SEGMENT_REPEATED',
        'reject',
        '5',
        `a second ${id} in one loop; send one`,
      );
    }
    if (id === 'HL') for (const inLoop of ['PRF', 'LIN', 'SN1']) this.#seen.delete(inLoop);
    this.#seen.add(id);
  }

  #openLoop(segment: Segment): AnnouncedLine | undefined {
    const [id, parent, level] = [
      this.log.source(segment, 1, 628),
      this.log.source(segment, 2, 734),
      this.log.source(segment, 3, 735),
    ];
    const fault = this.#path.open(id.text, parent.text, level.text);
    if (fault) {
      const from = [id, parent, level][fault.element - 1] ?? id;
      const at = { field: `HL0${fault.element}`, value: from.text };
      this.log.report(
        finding('HIERARCHY', 'reject', at, `segment ${segment.position}: ${fault.message}`),
        from,
      );
    }
    // A pack below the open item belongs to that item; any other loop ends it.
    if (this.#path.current?.level === 'P' && this.#path.parentLevel === 'I') {
      this.#item?.openPack();
      return undefined;
    }
    const finished = this.#finishItem();
    if (this.#path.current?.level === 'I')
      this.#item = new ItemLoop(segment, this.#path, this.log, this.#context);
    return finished;
  }

  #readInLoop(segment: Segment): void {
    const loop = this.#path.current;
    switch (loop?.level) {
      case 'I':
        this.#item?.read(segment);
        return;
      case 'P':
      case 'T':
        if (this.#item) this.#item.readPack(segment);
        else if (segment.id === 'MAN' && segment.elements[0] === 'GM') {
          loop.fields.set('sscc', readSscc(segment, this.log, this.#context));
        }
        return;
      case 'O':
        if (segment.id === 'PRF') loop.fields.set('poId', this.log.source(segment, 1, 324));
        // An order may name the ship-to; its own dates and carriers are not the shipment's.
        if (segment.id === 'N1') this.#shipment.read(segment);
        return;
      default:
        this.#shipment.read(segment);
    }
  }

  #finishItem(): AnnouncedLine | undefined {
    const item = this.#item;
    this.#item = undefined;
    return item?.finish(++this.#items, this.tally);
  }

  /** V10: CTT01 counts the HL segments of an 856, CTT02 adds up SN102; TD1 says how many packs are on the truck. */
  #checkTotals(): void {
    const { fields, lading } = this.#shipment;
    const hlCount = fields.get('controlLineCount');
    const hash = fields.get('controlHashTotal');
    if (hlCount && hlCount.text !== '') {
      if (!/^\d{1,6}$/.test(hlCount.text) || Number(hlCount.text) !== this.#path.count) {
        const message = `CTT01 says ${hlCount.text} HL segments, the notice has ${this.#path.count}; something is missing or repeated`;
        this.log.report(finding('V10', 'reject', { field: 'CTT01', value: hlCount.text }, message), hlCount);
      }
      // Item loops are lines: with no HL missing, this is the partner's line count in canonical terms.
      fields.set('controlLineCount', { ...hlCount, text: String(this.#items) });
    }
    if (hash && hash.text !== '') {
      if (parseTotal(hash.text) !== this.#shipped) {
        const sum = writeMillionths(this.#shipped);
        const message = `CTT02 says ${hash.text}, the quantities of all SN1 segments add up to ${sum}`;
        this.log.report(finding('V10', 'reject', { field: 'CTT02', value: hash.text }, message), hash);
      }
      // SN1 of packs repeat what their items say; in canonical terms the total is that of the lines.
      fields.set('controlHashTotal', { ...hash, text: this.tally.hashTotal });
    }
    const cancels = fields.get('purpose')?.text === 'cancel';
    for (const found of this.tally.close({}, cancels ? 'cancel' : 'original'))
      this.log.reportLoop(found, 'HL', 2);
    const described = lading ? this.#path.countOf(lading.kind) : 0;
    if (lading && described > 0 && Number(lading.count.text) !== described) {
      const at = { scope: 'pack', field: 'TD102', value: lading.count.text } as const;
      const message = `TD102 says ${at.value} packs, the notice describes ${described}`;
      this.log.report(finding('V10', 'warn', at, message), lading.count);
    }
  }
}
