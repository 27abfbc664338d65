import type { Finding } from '../../../../events/inbound.ts';
import type { ReceivingSettings } from '../../../domain/tenant.ts';
import type { DecisionRecord } from '../../../store/ports.ts';
import type { NoticeHeader } from '../contract.ts';

export interface NoticeToJudge {
  readonly header: NoticeHeader;
  /** Lines found in the document. */
  readonly lineCount: number;
  readonly rejectedLines: readonly number[];
  /** What the line checks found. */
  readonly findings: readonly Finding[];
  readonly settings: ReceivingSettings;
  readonly environment: 'production' | 'test';
  readonly now: string;
  readonly decisionId: string;
}

interface NoticeJudgement {
  readonly outcome: 'accepted' | 'rejected';
  /** The document's findings first, then those of its lines. */
  readonly findings: readonly Finding[];
  readonly decision: DecisionRecord;
}

const JUDGE_RULE = { id: 'receiving.notice', version: 1 } as const;

/** The verdict on a whole notice: rejected for a fault of the document, or when no line of it can be accepted. */
export function judgeNotice(notice: NoticeToJudge): NoticeJudgement {
  const { header, lineCount, rejectedLines, settings } = notice;
  const own = [
    ...header.findings,
    ...checkControl(header, lineCount),
    ...checkDates(notice),
    ...checkLines(notice),
  ];
  const findings = distinct([...own, ...notice.findings]);
  const faulty = findings.filter(({ scope, action }) => scope === 'document' && action === 'reject');
  const outcome = faulty.length > 0 ? 'rejected' : 'accepted';
  return {
    outcome,
    findings,
    decision: {
      id: notice.decisionId,
      ruleId: JUDGE_RULE.id,
      ruleVersion: JUDGE_RULE.version,
      at: notice.now,
      inputs: {
        asnId: header.asnId,
        lineCount,
        rejected: rejectedLines.length,
        environment: notice.environment,
        shippedAt: header.shippedAt,
        dueAt: header.dueAt,
        sentAt: header.sentAt,
        control: header.control,
      },
      thresholds: {
        shipDateSlackMinutes: { value: settings.shipDateSlackMinutes, level: 'tenant' },
        arrivalNoticeMinutes: { value: settings.arrivalNoticeMinutes, level: 'tenant' },
      },
      result: { outcome, because: faulty.map(({ code }) => code), findings: findings.length },
    },
  };
}

const finding = (
  code: string,
  action: Finding['action'],
  field: string,
  value: unknown,
  message: string,
): Finding => ({ code, action, scope: 'document', field, value: String(value), message });

/** V10: the partner's own count of lines. Its hash total is checked at the door, where quantities have no unit yet. */
function checkControl({ control, asnId }: NoticeHeader, lineCount: number): Finding[] {
  if (control?.lineCount === undefined || control.lineCount === lineCount) return [];
  return [
    finding(
      'V10',
      'reject',
      'control.lineCount',
      control.lineCount,
      `notice ${asnId} says it has ${control.lineCount} lines and has ${lineCount}; send it whole`,
    ),
  ];
}

/** V12: shipped no later than a day from now and due after it was shipped. V13: how long before arrival it came, a metric only. */
function checkDates({ header, settings, now }: NoticeToJudge): Finding[] {
  const found: Finding[] = [];
  const shipped = Date.parse(header.shippedAt);
  const due = Date.parse(header.dueAt);
  if (shipped > Date.parse(now) + settings.shipDateSlackMinutes * 60_000) {
    found.push(
      finding(
        'V12',
        'warn',
        'shippedAt',
        header.shippedAt,
        `the shipment leaves more than ${settings.shipDateSlackMinutes} minutes from now; check the ship date`,
      ),
    );
  }
  if (due < shipped)
    found.push(
      finding(
        'V12',
        'warn',
        'dueAt',
        header.dueAt,
        `the goods are due before they are shipped (${header.shippedAt}); check both dates`,
      ),
    );
  if (due - Date.parse(header.sentAt) < settings.arrivalNoticeMinutes * 60_000) {
    found.push(
      finding(
        'V13',
        'none',
        'sentAt',
        header.sentAt,
        `the notice came less than ${settings.arrivalNoticeMinutes} minutes before the goods are due; send it when the truck leaves`,
      ),
    );
  }
  return found;
}

/** A notice without one line that can be received is of no use. */
function checkLines({ header, lineCount, rejectedLines }: NoticeToJudge): Finding[] {
  if (lineCount > rejectedLines.length) return [];
  return [
    finding(
      'NO_LINES',
      'reject',
      'lines',
      lineCount,
      lineCount === 0
        ? `notice ${header.asnId} has no lines; send them`
        : `every one of the ${lineCount} lines of notice ${header.asnId} was rejected; correct them and send the notice again`,
    ),
  ];
}

/** The door and the process look at some of the same things; a partner hears of each once. */
function distinct(findings: readonly Finding[]): Finding[] {
  const known = new Map(
    findings
      .map((found) => [[found.code, found.line, found.field, found.value].join('|'), found] as const)
      .toReversed(),
  );
  return findings.filter((found) => [...known.values()].includes(found));
}
