import * as z from 'zod/mini';
import { identifier } from '../../events/envelope.ts';

/**
 * Partners that put events on the bus from an AWS account of their own. The stage's settings let the account in
 * (`partnerAccounts` in `lib/stage.ts`), the tenant's document says here what is taken from it: leave a partner out, and its
 * events are refused at once, whatever the stage still allows.
 */
export const PartnerEvents = z.array(
  z.object({
    partnerId: identifier,
    /** Of the events outsiders may send, those this partner may; absent: all of them. */
    types: z.optional(z.array(z.string())),
  }),
);
export type PartnerEvents = z.infer<typeof PartnerEvents>;
