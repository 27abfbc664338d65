import type { Contact } from '../../../adapters/contact-center/port.ts';
import type { Customer } from '../../../adapters/crm/port.ts';
import { addDays, localDate, momentOn } from '../../../domain/calendar.ts';
import type { PromiseLimits } from '../../../domain/promise-settings.ts';
import type { Channel, PromiseBody } from '../contract.ts';
import type { AgentReason } from '../plan.ts';

/** How a customer may be told something now, or from when on. */
export type ContactVerdict =
  | { readonly kind: 'send'; readonly channel: Channel }
  | {
      readonly kind: 'wait';
      readonly at: string;
      readonly because: readonly ('QUIET_HOURS' | 'ONE_A_DAY' | 'BOUNCED')[];
    }
  | { readonly kind: 'agent'; readonly reason: AgentReason }
  /** A system that must be asked first did not answer. */
  | { readonly kind: 'ask'; readonly system: 'crm' | 'contact-center' };

export interface ContactCase {
  readonly now: string;
  /** `null`: the CRM did not answer; `undefined`: it does not know the customer. */
  readonly customer: Customer | null | undefined;
  readonly contacts: readonly Contact[] | null;
  readonly body: Pick<PromiseBody, 'messages' | 'bounce'>;
  readonly limits: Pick<
    PromiseLimits,
    'channels' | 'messageMinutes' | 'quietFrom' | 'quietUntil' | 'bounceMinutes' | 'bounceTaskMinutes'
  >;
}

/**
 * Whether, how and when (rule 5.10): an open complaint goes to an agent; only channels the customer agreed to, the
 * preferred one first; one message an order in its time; none in quiet hours, which begin at their first minute and end
 * with their last. A message that bounced goes by another channel after a while, and to an agent when none arrived.
 */
export function contactVerdict({ now, customer, contacts, body, limits }: ContactCase): ContactVerdict {
  if (customer === null) return { kind: 'ask', system: 'crm' };
  if (customer === undefined) return { kind: 'agent', reason: 'UNKNOWN_CUSTOMER' };
  if (customer.openComplaint || contacts?.some(({ kind }) => kind === 'complaint'))
    return { kind: 'agent', reason: 'OPEN_COMPLAINT' };
  if (contacts === null) return { kind: 'ask', system: 'contact-center' };

  const { bounce, messages } = body;
  const [channel] = channelsFor(customer, limits.channels.value).filter(
    (allowed) => !bounce?.channels.includes(allowed),
  );
  if (channel === undefined) return { kind: 'agent', reason: bounce ? 'BOUNCED' : 'NO_CHANNEL' };
  const taskAt = bounce && later(bounce.since, limits.bounceTaskMinutes.value);
  if (taskAt !== undefined && taskAt <= now) return { kind: 'agent', reason: 'BOUNCED' };

  const last = messages.findLast(({ bounced }) => !bounced);
  const free = last ? later(last.at, limits.messageMinutes.value) : now;
  const again = bounce ? later(bounce.last, limits.bounceMinutes.value) : now;
  const earliest = [now, free, again].sort().at(-1) ?? now;
  const loud = afterQuiet(earliest, customer.zone, limits.quietFrom.value, limits.quietUntil.value);
  if (loud <= now) return { kind: 'send', channel };
  return {
    kind: 'wait',
    at: taskAt !== undefined && taskAt < loud ? taskAt : loud,
    because: [
      ...(free > now ? (['ONE_A_DAY'] as const) : []),
      ...(again > now ? (['BOUNCED'] as const) : []),
      ...(loud > earliest ? (['QUIET_HOURS'] as const) : []),
    ],
  };
}

function channelsFor(customer: Customer, allowed: readonly Channel[]): readonly Channel[] {
  const agreed = customer.channels.filter(({ channel, consent }) => consent && allowed.includes(channel));
  return agreed
    .sort(
      (a, b) =>
        Number(b.preferred) - Number(a.preferred) || allowed.indexOf(a.channel) - allowed.indexOf(b.channel),
    )
    .map(({ channel }) => channel);
}

/** The same moment, or the end of the quiet hours it lies in, on the clock of a zone. */
export function afterQuiet(at: string, zone: string, from: string, until: string): string {
  const today = localDate(zone, at);
  const isOverMidnight = from > until;
  for (const date of [addDays(today, -1), today]) {
    const begins = momentOn(zone, date, from);
    const ends = momentOn(zone, isOverMidnight ? addDays(date, 1) : date, until);
    if (begins <= at && at < ends) return ends;
  }
  return at;
}

export function later(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
