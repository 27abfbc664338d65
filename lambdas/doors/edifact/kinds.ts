import type { MessageDescription } from './description.ts';
import { aperak, contrl } from './documents/acknowledgments.ts';
import { invrpt } from './documents/invrpt.ts';
import { orders } from './documents/orders.ts';
import { ordrsp } from './documents/ordrsp.ts';
import { recadv } from './documents/recadv.ts';
import { DESADV } from './messages/desadv.ts';

/** Every kind of message that is read whole into one document; a DESADV is read line by line. */
export const DOCUMENTS = [orders, ordrsp, recadv, invrpt, contrl, aperak] as const;

/** What a partner's `formats` must hold for a message; answers to what we sent need no agreement. */
const FORMATS = {
  DESADV: 'edifact-desadv',
  ORDERS: 'edifact-orders',
  ORDRSP: 'edifact-ordrsp',
  RECADV: 'edifact-recadv',
  INVRPT: 'edifact-invrpt',
} as const;

export function descriptionOf(type: string): MessageDescription | undefined {
  return [DESADV, ...DOCUMENTS.map((kind) => kind.description)].find((known) => known.type === type);
}

export function formatOf(type: string): (typeof FORMATS)[keyof typeof FORMATS] | undefined {
  return Object.hasOwn(FORMATS, type) ? FORMATS[type as keyof typeof FORMATS] : undefined;
}
