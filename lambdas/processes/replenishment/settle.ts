import type { Envelope } from '../../../events/envelope.ts';
import { addBusinessMinutes, addDays, localDate, momentOn } from '../../domain/calendar.ts';
import type { ReplenishmentLimits } from '../../domain/replenishment-settings.ts';
import type { BusinessCalendar } from '../../domain/tenant.ts';
import type { DecisionRecord, TaskRow } from '../../store/ports.ts';
import type { Made, Proposal, ReplenishmentFacts, Source } from './contract.ts';
import type { ReplenishmentRow } from './facts.ts';
import type { News } from './heard.ts';
import {
  acknowledgedEvents,
  lateEvents,
  orderedEvent,
  transferEvent,
  transferIdOf,
  withdrawnEvent,
} from './news.ts';
import { judged, stepDue } from './rules/acknowledgment.ts';
import { amended } from './rules/decide.ts';

/** What a step is settled with; nothing here reads or writes. */
export interface View {
  readonly now: string;
  readonly calendar: BusinessCalendar;
  readonly currency: string;
  readonly limits: ReplenishmentLimits;
  /** The open or ended question, and what was heard of the order or transfer. */
  readonly task?: TaskRow | undefined;
  readonly news: readonly News[];
}

/** One change of a request, with the events that follow from it. The same key is the same change. */
export interface Settled {
  readonly key: string;
  readonly facts: Partial<ReplenishmentFacts>;
  readonly events: readonly Envelope[];
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly decisions?: readonly DecisionRecord[];
  /** Nobody decided in time: a case says what stands. */
  readonly parked?: string;
}

/** What has happened to a request since it was looked at last; nothing when it only waits. Pure. */
export function settle(row: ReplenishmentRow, view: View): Settled | undefined {
  const { phase, asked } = row.facts;
  if (phase === 'ask' && asked) return approvalSettled(row, view);
  if (phase === 'postponed') return restOver(row, view);
  if (phase === 'acknowledge') return acknowledgmentSettled(row, view);
  if (phase === 'transfer') return transferSettled(row, view);
  return undefined;
}

/** Another look from the start: demand and positions may have changed. */
export function lookAgain({ facts }: ReplenishmentRow): Partial<ReplenishmentFacts> {
  return { phase: 'look', round: facts.round + 1, pages: 0, asked: null, until: null, made: null };
}

function approvalSettled(row: ReplenishmentRow, view: View): Settled | undefined {
  const { asked, proposal } = row.facts;
  const { task, now, limits, currency } = view;
  if (!task || !proposal || !asked) return undefined;
  const key = `answer#${asked.round}`;
  if (task.state === 'EXPIRED')
    return {
      key,
      facts: { phase: 'parked', asked: null, outcome: 'undecided' },
      events: [],
      parked: 'Nobody decided in time about ordering; nothing was ordered.',
    };
  if (task.state !== 'ANSWERED' || !task.answer) return undefined;
  const { option, form } = task.answer;
  const done = (outcome: string): Settled => ({
    key,
    facts: { phase: 'done', asked: null, outcome },
    events: [],
    detail: { option },
  });
  switch (option) {
    case 'APPROVE':
      return { ...proceed(row, proposal, view, key), detail: { option } };
    case 'CHANGE_QTY':
    case 'CHANGE_SOURCE': {
      const change =
        option === 'CHANGE_QTY' ? { quantity: Number(form?.quantity) } : { source: String(form?.source) };
      const changed = amended(proposal, change, limits, currency);
      const isCovered = changed.approvers.every((role) => proposal.approvers.includes(role));
      if (isCovered) return { ...proceed(row, changed, view, key), detail: { option, ...change } };
      return { key, facts: { asked: null, proposal: changed }, events: [], detail: { option, ...change } };
    }
    case 'POSTPONE': {
      const until = later(now, limits.postponeMinutes.value);
      return {
        key,
        facts: { phase: 'postponed', asked: null, until },
        events: [],
        detail: { option, until },
      };
    }
    case 'ORDERED':
      return done('ordered-by-hand');
    case 'DISMISS':
      return done('dismissed');
    default:
      return done('rejected');
  }
}

function restOver(row: ReplenishmentRow, { now }: View): Settled | undefined {
  const { until, round } = row.facts;
  if (until && now < until) return undefined;
  return { key: `rested#${round}`, facts: lookAgain(row), events: [] };
}

/** Goes on with the first source of a proposal: an order to be placed, or a transfer that is asked for at once. */
export function proceed(row: ReplenishmentRow, proposal: Proposal, view: View, key: string): Settled {
  const [source] = proposal.sources;
  if (!source) return { key, facts: { phase: 'done', outcome: 'blocked' }, events: [] };
  const expectedOn = addDays(localDate(view.calendar.zone, view.now), source.days);
  const common = { proposal, asked: null, attempt: row.facts.attempt + 1, tries: 0 };
  const ordering = { source, expectedOn };
  if (source.kind === 'SUPPLIER') return { key, facts: { ...common, phase: 'order', ordering }, events: [] };
  const made = madeOf(transferIdOf(row), 1, ordering, view, true);
  return {
    key,
    facts: { ...common, phase: 'transfer', ordering, made },
    events: [transferEvent(row, made, view.now), orderedEvent(row, made, view.now)],
  };
}

/** An order or transfer with its deadlines (rule 5.4), in business minutes of the site. */
export function madeOf(
  documentId: string,
  poLine: number,
  ordering: { readonly source: Source; readonly expectedOn: string },
  { calendar, limits, now }: Pick<View, 'calendar' | 'limits' | 'now'>,
  sent: boolean,
): Made {
  const after = (minutes: number) => addBusinessMinutes(calendar, now, minutes);
  const isTransfer = ordering.source.kind === 'SITE';
  return {
    ...ordering,
    documentId,
    poLine,
    sent,
    reminderAt: after(limits.reminderMinutes.value),
    lateAt: after((isTransfer ? limits.transferAnswerMinutes : limits.acknowledgeMinutes).value),
    askAt: after(limits.alternateMinutes.value),
  };
}

function acknowledgmentSettled(row: ReplenishmentRow, view: View): Settled | undefined {
  const { made, asked, asks } = row.facts;
  const { news, task, now, calendar, limits } = view;
  if (!made) return undefined;
  const word = news.find(({ kind }) => kind === 'acknowledged');
  if (word?.kind === 'acknowledged') {
    const own = word.lines.filter(({ poLine, sku }) => poLine === made.poLine && sku === row.facts.sku);
    const quantity = own.reduce((sum, line) => sum + line.quantity, 0);
    const dates = own.map(({ promisedOn }) => promisedOn).sort();
    const answer = { quantity, promisedOn: dates.at(-1) ?? made.expectedOn };
    const judgment = judged(made, answer);
    const outcome = judgment.short ? 'ordered-short' : judgment.late ? 'ordered-late' : 'ordered';
    return {
      key: `acknowledged#${made.documentId}`,
      facts: { phase: 'done', asked: null, outcome },
      events: acknowledgedEvents(row, made, answer, judgment, now),
      detail: { documentId: made.documentId, ...answer, ...judgment },
    };
  }
  if (asked && task?.state === 'EXPIRED')
    return {
      key: `answer#${asked.round}`,
      facts: { phase: 'parked', asked: null, outcome: 'unacknowledged' },
      events: [],
      parked: `Nobody decided in time about order ${made.documentId}, which its supplier has not acknowledged; it stands.`,
    };
  if (asked && task?.state === 'ANSWERED' && task.answer) {
    const { option } = task.answer;
    const askAt = addBusinessMinutes(calendar, now, limits.waitMinutes.value);
    const afterwards = option === 'ALTERNATE' ? ('alternate' as const) : ('end' as const);
    return {
      key: `answer#${asked.round}`,
      facts:
        option === 'WAIT'
          ? { asked: null, made: { ...made, askAt } }
          : { phase: 'cancel', asked: null, afterwards, tries: 0 },
      events: [],
      detail: { option },
    };
  }
  if (stepDue(made, now, asks > 0 && asked !== null) !== 'late') return undefined;
  return {
    key: `late#${made.documentId}`,
    facts: { made: { ...made, late: true } },
    events: lateEvents(row, made, now),
  };
}

/**
 * A transfer that was refused, or that nobody approved in time, leaves its site out and everything is looked at again; the
 * second is withdrawn first. An approved one is watched until it ends: what is short then is a new request's business.
 */
function transferSettled(row: ReplenishmentRow, view: View): Settled | undefined {
  const { made, excluded } = row.facts;
  const { news, now, limits, calendar } = view;
  if (!made) return undefined;
  const { documentId, source } = made;
  const elsewhere = { ...lookAgain(row), excluded: [...excluded, source.id] };
  const ended = news.find(({ kind }) => kind === 'ended');
  if (ended?.kind === 'ended') {
    const outcome = ended.received < source.quantity ? 'transferred-short' : 'transferred';
    return {
      key: `ended#${documentId}`,
      facts: { phase: 'done', outcome },
      events: [],
      detail: { documentId, received: ended.received },
    };
  }
  const refused = news.find(({ kind }) => kind === 'refused');
  if (refused?.kind === 'refused')
    return { key: `refused#${documentId}`, facts: elsewhere, events: [], detail: { documentId, ...refused } };
  const approved = news.find(({ kind }) => kind === 'approved');
  if (approved?.kind === 'approved' && made.approved === undefined) {
    const answer = { quantity: approved.quantity, promisedOn: approved.dueOn };
    const lateAt = momentOn(calendar.zone, addDays(approved.dueOn, limits.transferLateDays.value + 1));
    const facts = { made: { ...made, approved: approved.quantity, lateAt } };
    const events = acknowledgedEvents(row, made, answer, judged(made, answer), now);
    return { key: `approved#${documentId}`, facts, events, detail: { documentId, ...answer } };
  }
  if (stepDue(made, now, false) !== 'late') return undefined;
  if (made.approved === undefined)
    return {
      key: `withdrawn#${documentId}`,
      facts: elsewhere,
      events: [withdrawnEvent(row, made, now)],
      detail: { documentId },
    };
  return {
    key: `late#${documentId}`,
    facts: { phase: 'done', outcome: 'transfer-late', made: { ...made, late: true } },
    events: lateEvents(row, made, now),
    detail: { documentId },
  };
}

function later(now: string, minutes: number): string {
  return new Date(Date.parse(now) + minutes * 60_000).toISOString();
}
