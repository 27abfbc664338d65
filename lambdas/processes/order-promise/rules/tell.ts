import type { Order } from '../../../adapters/oms/port.ts';
import { daysBetween } from '../../../domain/calendar.ts';
import { valueInQuestion } from '../../../domain/money.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { LoyaltyAmount, NextLook, PromiseBody, ReviewCase } from '../contract.ts';
import type { Ask, NoticeLine, PlannedNotice, PlannedOffer } from '../plan.ts';
import { loyaltyAsk } from './asks.ts';
import { type ContactVerdict, contactVerdict } from './contact.ts';
import type { JudgedLine } from './judge-lines.ts';
import { loyaltyVerdict } from './loyalty.ts';
import { kindOf, noticeLine } from './notices.ts';
import { offerFor } from './offers.ts';
import { recordOf } from './record.ts';

/** What the customer hears, is offered and is given; or when and why not yet. */
export interface Telling {
  readonly body: PromiseBody;
  readonly notice?: PlannedNotice;
  readonly tellAt?: string;
  readonly waitsFor?: NextLook['waitsFor'];
  /** Nothing is cancelled before it is known what was paid. */
  readonly waitsForFinance: boolean;
  readonly offers: readonly PlannedOffer[];
  readonly grant?: LoyaltyAmount;
  readonly asks: readonly Ask[];
  /** An outbound stop whose complaint is closed. */
  readonly lifts?: string;
  readonly records: readonly DecisionRecord[];
}

export function tell(given: ReviewCase, order: Order, lines: readonly JudgedLine[]): Telling {
  const { answers, limits, now } = given;
  const isPaymentUnknown = answers.payment === null && lines.some(({ ends }) => ends);
  const told = lines.flatMap(({ view, verdict, notice, ends }): NoticeLine[] =>
    notice.kind === 'NONE' || (ends && isPaymentUnknown)
      ? []
      : [noticeLine(view, notice.kind, verdict, order.destination.zone)],
  );
  const kind = kindOf(told.map((line) => line.kind));
  const lifts = liftOf(given);
  // Nothing left to say: who bounced before need not be reached any more.
  const { bounce: _, ...quiet } = given.body;
  const finance = isPaymentUnknown ? { waitsFor: 'finance' as const } : {};
  if (!kind) {
    const silent = given.body.bounce ? quiet : given.body;
    return {
      body: silent,
      offers: [],
      asks: [],
      records: [],
      waitsForFinance: isPaymentUnknown,
      ...finance,
      ...lifts,
    };
  }
  const contact = contactVerdict({
    now,
    customer: answers.customer,
    contacts: answers.contacts,
    body: given.body,
    limits,
  });
  const base = { body: given.body, waitsForFinance: isPaymentUnknown, ...finance, ...lifts };
  const noticed = noticeRecord(given, told, contact);
  if (contact.kind === 'wait')
    return { ...base, tellAt: contact.at, offers: [], asks: [], records: [noticed] };
  if (contact.kind === 'ask')
    return { ...base, waitsFor: contact.system, offers: [], asks: [], records: [noticed] };

  const answerBy = told.flatMap(({ duty }) => (duty ? [duty.cancelAt] : [])).sort()[0];
  const offers = offersOf(given, order, lines);
  const loyalty = loyaltyOf(given, lines, contact);
  return {
    ...base,
    ...loyalty,
    body: loyalty.body ?? given.body,
    notice: {
      kind,
      lines: told,
      by: contact.kind === 'send' ? { channel: contact.channel } : { agent: contact.reason },
      ...(answers.customer ? { zone: answers.customer.zone } : {}),
      ...(answerBy === undefined ? {} : { answerBy }),
    },
    offers,
    records: [noticed, ...loyalty.records],
  };
}

/** Offers go out with the word of the delay: where it is long, and where the law wants an answer. */
function offersOf(given: ReviewCase, order: Order, lines: readonly JudgedLine[]): PlannedOffer[] {
  return lines.flatMap(({ view, verdict, notice, ends }) => {
    if (notice.kind !== 'DELAYED' || ends || view.live - view.released <= 0) return [];
    const isLong = notice.days === undefined || notice.days >= given.limits.offerDays.value;
    if (!isLong && verdict.kind !== 'CONSENT') return [];
    // A message that is repeated after a bounce finds its offer standing.
    const { offer } = view.memory;
    if (offer && offer.newDate === view.date && offer.expiresAt > given.now) return [];
    return [offerFor(given, order, view, verdict)];
  });
}

function loyaltyOf(
  given: ReviewCase,
  lines: readonly JudgedLine[],
  contact: ContactVerdict,
): { body?: PromiseBody; grant?: LoyaltyAmount; asks: readonly Ask[]; records: readonly DecisionRecord[] } {
  const late = lines.filter(
    ({ notice, view, ends }) => notice.kind === 'DELAYED' && view.date !== undefined && !ends,
  );
  const customer = given.answers.customer;
  if (given.body.loyalty || contact.kind !== 'send' || late.length === 0 || !customer)
    return { asks: [], records: [] };
  const days = Math.max(...late.map(({ view }) => daysBetween(view.base ?? '', view.date ?? '')));
  const [first] = late.map(({ view }) => valueInQuestion(view.live, view.unitPrice));
  const minor = late.reduce((sum, { view }) => sum + valueInQuestion(view.live, view.unitPrice).minor, 0);
  const value = { minor, currency: first?.currency ?? given.currency };
  const { row, amount, needsPerson } = loyaltyVerdict(
    { days, tier: customer.tier, value },
    given.limits,
    given.currency,
  );
  const record = recordOf(given, 'loyalty', {
    inputs: { days, tier: customer.tier, value },
    limits: given.limits,
    thresholds: ['loyalty', 'loyaltyCap'],
    result: { row: row ?? 'NONE', amount: amount ?? 'NONE', needsPerson },
  });
  if (!amount) return { asks: [], records: [record] };
  if (!needsPerson || amount.kind !== 'credit') return { grant: amount, asks: [], records: [record] };
  const asked = { ...given.body, loyalty: { state: 'ASKED' as const, amount } };
  const context = {
    orderId: given.body.orderId,
    days,
    tier: customer.tier,
    cap: given.limits.loyaltyCap.value,
  };
  return { body: asked, asks: [loyaltyAsk(given, amount.value, context)], records: [record] };
}

function noticeRecord(
  given: ReviewCase,
  told: readonly NoticeLine[],
  contact: ContactVerdict,
): DecisionRecord {
  const { customer, contacts } = given.answers;
  const sent = given.body.messages.findLast(({ bounced }) => !bounced);
  return recordOf(given, 'customer-notice', {
    inputs: {
      lines: told.map(({ orderLineId, kind, from, date }) => ({ orderLineId, kind, from, date })),
      zone: customer?.zone ?? 'UNKNOWN',
      channels: customer?.channels ?? [],
      openComplaint:
        (customer?.openComplaint ?? false) || (contacts ?? []).some(({ kind }) => kind === 'complaint'),
      lastMessageAt: sent?.at ?? 'NONE',
      bounce: given.body.bounce ?? 'NONE',
    },
    limits: given.limits,
    thresholds: [
      'channels',
      'messageMinutes',
      'quietFrom',
      'quietUntil',
      'bounceMinutes',
      'bounceTaskMinutes',
    ],
    result: contact.kind === 'agent' ? { suppressed: contact.reason } : contact,
  });
}

/** The stop of campaigns ends with the complaint. */
function liftOf({ body, answers }: ReviewCase): { lifts?: string } {
  const { customer, contacts } = answers;
  if (!body.suppressionId || !customer || !contacts) return {};
  const isOpen = customer.openComplaint || contacts.some(({ kind }) => kind === 'complaint');
  return isOpen ? {} : { lifts: body.suppressionId };
}
