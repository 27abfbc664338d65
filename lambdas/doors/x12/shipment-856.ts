import type { HeaderField } from '../fields.ts';
import { isoMoment, PURPOSES, putField, type Sourced } from './elements.ts';
import type { SetLog } from './set-log.ts';
import type { Segment } from './tokenizer.ts';

/** What the shipment and order loops of an 856 say about the whole notice. */
export class ShipmentFields {
  readonly fields = new Map<HeaderField, Sourced>();
  /** TD1: cartons or pallets the partner says are on the truck. */
  lading: { readonly kind: 'P' | 'T'; readonly count: Sourced } | undefined;
  readonly #log: SetLog;

  constructor(log: SetLog) {
    this.#log = log;
  }

  read(segment: Segment): void {
    const [qualifier = '', second = '', third = '', fourth = ''] = segment.elements;
    const source = (element: number, reference: number) => this.#log.source(segment, element, reference);
    switch (segment.id) {
      case 'BSN': {
        const purpose = source(1, 353);
        this.#put('purpose', { ...purpose, text: PURPOSES[purpose.text] ?? (purpose.text || 'missing') });
        this.#put('asnId', source(2, 396));
        const sent = source(3, 373);
        this.#put('sentAt', { ...sent, text: isoMoment(sent.text, fourth, '') });
        return;
      }
      case 'N1':
        if (qualifier === 'ST') this.#put('shipTo', source(4, 67));
        if (qualifier === 'SU' && third === '92') this.#put('supplierId', source(4, 67));
        return;
      case 'DTM': {
        const date = source(2, 373);
        const moment = { ...date, text: isoMoment(date.text, third, fourth) };
        if (qualifier === '011') this.#put('shippedAt', moment);
        // 017 estimated delivery goes before 067 current schedule, in whichever order they come.
        if (qualifier === '017' || (qualifier === '067' && !this.fields.has('dueAt')))
          this.fields.set('dueAt', moment);
        return;
      }
      case 'TD5':
        // A route may have several legs; the first carrier is the one that collects.
        if (second === '2' && !this.fields.has('carrierScac')) this.#put('carrierScac', source(3, 67));
        return;
      case 'REF':
        // The carrier's own number goes before the bill of lading.
        if (qualifier === 'CN' || (qualifier === 'BM' && !this.fields.has('carrierReference'))) {
          this.fields.set('carrierReference', source(2, 127));
        }
        return;
      case 'TD1':
        if (/^(CTN|PLT)/.test(qualifier)) {
          this.lading ??= { kind: qualifier.startsWith('CTN') ? 'P' : 'T', count: source(2, 80) };
        }
        return;
      case 'CTT':
        this.#put('controlLineCount', source(1, 354));
        this.#put('controlHashTotal', source(2, 347));
    }
  }

  #put(field: HeaderField, from: Sourced): void {
    putField(this.fields, field, from, this.#log);
  }
}
