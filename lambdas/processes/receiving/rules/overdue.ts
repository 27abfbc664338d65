import { formOf, option } from '../../../domain/task-option.ts';
import type { ReceivingSettings } from '../../../domain/tenant.ts';
import type { ReceivingFacts } from '../contract.ts';
import type { Ask } from './line.ts';

const DATE_TIME = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?Z$';

/**
 * Announced goods have not come: the question to the buyer (rule 5.1), the first time at due + 2 business days, again at
 * + 5. Silence decides nothing: the process keeps waiting with its case open. The round follows from the due time, so the
 * same lateness is asked about once, and a new date the buyer gives is a new question when it passes too.
 */
export function overdueAsk(
  facts: Pick<ReceivingFacts, 'supplierId' | 'asnId' | 'noticeDueAt' | 'overdueAsked'>,
  settings: ReceivingSettings,
  now: string,
): Ask {
  const { dueMinutes, level2Minutes, level3Minutes, parkMinutes } = settings.review;
  const days = facts.overdueAsked ? settings.overdueCloseBusinessDays : settings.overdueBusinessDays;
  const minutesSince1970 = Math.floor(Date.parse(facts.noticeDueAt) / 60_000);
  return {
    step: 'overdue',
    round: minutesSince1970 * 2 + (facts.overdueAsked ? 2 : 1),
    title: `Not arrived: notice ${facts.asnId ?? 'unknown'} of ${facts.supplierId}, ${days} business days after ${facts.noticeDueAt}`,
    group: 'buyer',
    excluded: [],
    options: [
      option(
        'CLOSE_NOT_RECEIVED',
        'Close as not received',
        'The notice is closed; the order stays open for another delivery.',
      ),
      option(
        'KEEP_WAITING',
        'Keep waiting',
        'The goods are expected at the new time; this question comes back when it passes.',
        {
          formSchema: formOf({
            dueAt: {
              type: 'string',
              title: 'Expected at (UTC)',
              pattern: DATE_TIME,
              description: 'for instance 2026-03-02T08:00:00Z',
            },
          }),
        },
      ),
    ],
    context: {
      supplierId: facts.supplierId,
      asnId: facts.asnId,
      dueAt: facts.noticeDueAt,
      businessDaysLate: days,
      askedAt: now,
    },
    value: { minor: 0, currency: 'XXX' },
    dueMinutes,
    reminderMinutes: Math.floor(dueMinutes / 2),
    parkMinutes,
    escalations: [
      { minutes: level2Minutes, group: 'dc-manager' },
      { minutes: level3Minutes, group: 'purchasing' },
    ],
  };
}
