import { dataSchemaOf, type Envelope, type EventContract } from '../../events/envelope.ts';
import { parseOrRaise } from '../shared/parse.ts';
import type { ProcessRow } from '../store/ports.ts';

/** The part of a process row an envelope needs; anything else with these fields will do. */
export type EventOrigin = Pick<ProcessRow, 'tenantId' | 'site' | 'businessKey' | 'correlationId' | 'mode'> &
  Partial<Pick<ProcessRow, 'traceparent' | 'version'>>;

export interface EventFacts<Data> {
  readonly about: EventOrigin;
  readonly data: Data;
  /** The id of the event, or the name of the step, that made this one happen. */
  readonly causationId: string;
  /** The business key the event is about; the process's own unless said. */
  readonly subject?: string;
  /** Orders the events of one subject; the version the process row is about to reach unless said. */
  readonly sequence?: number;
  readonly now: string;
  readonly newId: () => string;
}

/**
 * Builds a valid event of the catalog. Raises ContractViolation naming every field that breaks the contract, so a wrong
 * event is found where it is made and never on the bus.
 */
export function makeEvent<Data>(contract: EventContract<Data>, facts: EventFacts<Data>): Envelope<Data> {
  const { about } = facts;
  const event: Envelope<Data> = {
    specversion: '1.0',
    id: facts.newId(),
    source: contract.source,
    type: contract.type,
    subject: facts.subject ?? about.businessKey,
    time: facts.now,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(contract.type, contract.version),
    tenantid: about.tenantId,
    site: about.site,
    correlationid: about.correlationId,
    causationid: facts.causationId,
    ...(about.traceparent === undefined ? {} : { traceparent: about.traceparent }),
    sequence: facts.sequence ?? (about.version ?? 0) + 1,
    mode: about.mode,
    data: facts.data,
  };
  return parseOrRaise(contract.event, event, `the event ${contract.type}`);
}
